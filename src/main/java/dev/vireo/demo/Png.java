package dev.vireo.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes pictures as PNG, and several as an animated one, which readers that know nothing of
 * animations show as the first. Sources: ISO/IEC 15948 (PNG), and APNG as in the third edition of
 * the W3C's Portable Network Graphics.
 */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte BITS = 8;
  private static final byte RGB = 2;
  private static final int BYTES = 3; // of a pixel
  private static final byte PAETH = 4;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int sequence; // of the animation's chunks

  private Png() {
    out.writeBytes(SIGNATURE);
  }

  /** Returns a picture's file. */
  static byte[] encode(Image image) {
    Png png = new Png();
    png.header(image);
    png.chunk("IDAT", data(image));
    return png.end();
  }

  /**
   * Returns an animation's file, which plays for ever.
   *
   * @param frames 1 and more, of the same size
   * @param delayMillis how long each is shown, 1 to 65,535
   */
  static byte[] encode(List<Image> frames, int delayMillis) {
    Png png = new Png();
    Image first = frames.get(0);
    png.header(first);
    png.chunk("acTL", ByteBuffer.allocate(8).putInt(frames.size()).putInt(0).array());
    for (Image frame : frames) {
      if (frame.width() != first.width() || frame.height() != first.height()) {
        throw new IllegalArgumentException("the frames of an animation have one size");
      }
      png.control(frame, delayMillis);
      if (frame == first) {
        png.chunk("IDAT", data(frame));
      } else {
        byte[] data = data(frame);
        ByteBuffer numbered = ByteBuffer.allocate(Integer.BYTES + data.length);
        png.chunk("fdAT", numbered.putInt(png.sequence++).put(data).array());
      }
    }
    return png.end();
  }

  private void header(Image image) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(image.width()).putInt(image.height());
    chunk("IHDR", header.put(BITS).put(RGB).array()); // deflate, the one filter method, whole rows
  }

  private void control(Image frame, int delayMillis) {
    ByteBuffer control = ByteBuffer.allocate(26).putInt(sequence++);
    control.putInt(frame.width()).putInt(frame.height()).putInt(0).putInt(0);
    control.putShort((short) delayMillis).putShort((short) 1000);
    chunk("fcTL", control.array()); // left as it is afterwards, and put in place of what was there
  }

  private byte[] end() {
    chunk("IEND", new byte[0]);
    return out.toByteArray();
  }

  private void chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array());
  }

  private static byte[] data(Image image) {
    int row = BYTES * image.width();
    byte[] rgb = image.rgb();
    byte[] filtered = new byte[image.height() * (1 + row)];
    for (int y = 0; y < image.height(); y++) {
      int to = y * (1 + row);
      filtered[to] = PAETH;
      for (int x = 0; x < row; x++) {
        int at = y * row + x;
        int left = x < BYTES ? 0 : rgb[at - BYTES] & 0xFF;
        int above = y == 0 ? 0 : rgb[at - row] & 0xFF;
        int corner = x < BYTES || y == 0 ? 0 : rgb[at - row - BYTES] & 0xFF;
        filtered[to + 1 + x] = (byte) (rgb[at] - paeth(left, above, corner));
      }
    }
    return deflate(filtered);
  }

  private static int paeth(int left, int above, int corner) {
    int guess = left + above - corner;
    int byLeft = Math.abs(guess - left);
    int byAbove = Math.abs(guess - above);
    int byCorner = Math.abs(guess - corner);
    if (byLeft <= byAbove && byLeft <= byCorner) {
      return left;
    }
    return byAbove <= byCorner ? above : corner;
  }

  private static byte[] deflate(byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      while (!deflater.finished()) {
        packed.write(part, 0, deflater.deflate(part));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
