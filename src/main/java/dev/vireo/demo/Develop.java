package dev.vireo.demo;

/** Turns what a camera gathered, light without bounds, into what a screen shows. */
final class Develop {
  /** Words of a pixel: red, green and blue summed over its samples, and how many those are. */
  static final int PIXEL_WORDS = 4;

  private static final float EXPOSURE = 0.85f;

  private Develop() {}

  /**
   * Returns the picture.
   *
   * @param words of the programs' buffer {@code pixels}
   */
  static Image image(int[] words, int width, int height) {
    Image image = Image.black(width, height);
    byte[] rgb = image.rgb();
    for (int pixel = 0; pixel < width * height; pixel++) {
      float count = Math.max(1, Float.intBitsToFloat(words[PIXEL_WORDS * pixel + 3]));
      for (int channel = 0; channel < 3; channel++) {
        float light = Float.intBitsToFloat(words[PIXEL_WORDS * pixel + channel]) / count;
        rgb[3 * pixel + channel] = (byte) Math.round(255 * tone(light));
      }
    }
    return image;
  }

  /**
   * Returns what a screen shows for light, 0 to 1: the film-like curve of Narkowicz, fitted to that
   * of the Academy Color Encoding System, and the screen's gamma.
   */
  static double tone(float light) {
    double x = Math.max(0, light) * EXPOSURE;
    double film = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
    return Math.pow(Math.min(1, film), 1 / 2.2);
  }
}
