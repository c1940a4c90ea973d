package dev.vireo.demo;

/**
 * A picture: red, green and blue of each pixel as bytes, row by row.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb three bytes a pixel
 */
record Image(int width, int height, byte[] rgb) {
  Image {
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          rgb.length + " bytes for a picture of " + width + " by " + height + " pixels");
    }
  }

  /** Returns a black one. */
  static Image black(int width, int height) {
    return new Image(width, height, new byte[Math.multiplyExact(3 * width, height)]);
  }

  /** Returns a pixel as 0xRRGGBB. */
  int pixel(int x, int y) {
    int at = 3 * (y * width + x);
    return (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | rgb[at + 2] & 0xFF;
  }

  /** Sets a pixel to 0xRRGGBB; one outside is left alone. */
  void set(int x, int y, int color) {
    if (x >= 0 && y >= 0 && x < width && y < height) {
      int at = 3 * (y * width + x);
      rgb[at] = (byte) (color >>> 16);
      rgb[at + 1] = (byte) (color >>> 8);
      rgb[at + 2] = (byte) color;
    }
  }

  /** Fills a rectangle with 0xRRGGBB. */
  void fill(int left, int top, int across, int down, int color) {
    for (int y = top; y < top + down; y++) {
      for (int x = left; x < left + across; x++) {
        set(x, y, color);
      }
    }
  }

  /** Puts another picture into this one. */
  void draw(Image other, int left, int top) {
    for (int y = 0; y < other.height; y++) {
      for (int x = 0; x < other.width; x++) {
        set(left + x, top + y, other.pixel(x, y));
      }
    }
  }

  /** Returns it at half its width and height, each pixel the mean of four. */
  Image halved() {
    Image half = black(Math.max(1, width / 2), Math.max(1, height / 2));
    for (int y = 0; y < half.height; y++) {
      for (int x = 0; x < half.width; x++) {
        int color = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          int sum = 2;
          for (int i = 0; i < 4; i++) {
            int fromX = Math.min(width - 1, 2 * x + i % 2);
            int fromY = Math.min(height - 1, 2 * y + i / 2);
            sum += pixel(fromX, fromY) >>> shift & 0xFF;
          }
          color |= sum / 4 << shift;
        }
        half.set(x, y, color);
      }
    }
    return half;
  }
}
