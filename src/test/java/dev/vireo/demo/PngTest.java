package dev.vireo.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  private static final int SIGNATURE_BYTES = 8;

  private record Chunk(String type, byte[] data) {}

  private static Image random(int seed) {
    Image image = Image.black(7, 5);
    new Random(seed).nextBytes(image.rgb());
    return image;
  }

  private static List<Chunk> chunks(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE_BYTES);
    List<Chunk> chunks = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] data = new byte[in.getInt()];
      byte[] type = new byte[4];
      in.get(type).get(data);
      CRC32 sum = new CRC32();
      sum.update(type);
      sum.update(data);
      assertEquals((int) sum.getValue(), in.getInt(), "sum of a chunk");
      chunks.add(new Chunk(new String(type, StandardCharsets.US_ASCII), data));
    }
    return chunks;
  }

  /** A still picture of these data, with the animation's header. */
  private static byte[] still(byte[] animation, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int header = SIGNATURE_BYTES + 8 + 13 + 4;
    out.write(animation, 0, header);
    byte[] type = "IDAT".getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(type);
    sum.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(type);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    out.write(animation, animation.length - 12, 12);
    return out.toByteArray();
  }

  private static void check(Image expected, byte[] file) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
    assertEquals(expected.width(), read.getWidth());
    assertEquals(expected.height(), read.getHeight());
    for (int y = 0; y < expected.height(); y++) {
      for (int x = 0; x < expected.width(); x++) {
        assertEquals(expected.pixel(x, y), read.getRGB(x, y) & 0xFFFFFF, x + ", " + y);
      }
    }
  }

  @Test
  void shouldWriteAPictureThatOthersRead() throws IOException {
    check(random(1), Png.encode(random(1)));
  }

  @Test
  void shouldShowTheFirstFrameToReadersWithoutAnimations() throws IOException {
    check(random(1), Png.encode(List.of(random(1), random(2)), 100));
  }

  @Test
  void shouldWriteEachFrameOfAnAnimation() throws IOException {
    List<Image> frames = List.of(random(1), random(2), random(3));
    byte[] file = Png.encode(frames, 167);
    List<Chunk> chunks = chunks(file);
    assertEquals(
        List.of("IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"),
        chunks.stream().map(Chunk::type).toList());
    assertArrayEquals(new byte[] {0, 0, 0, 3, 0, 0, 0, 0}, chunks.get(1).data(), "acTL");
    int sequence = 0;
    int frame = 0;
    for (Chunk chunk : chunks) {
      ByteBuffer data = ByteBuffer.wrap(chunk.data());
      switch (chunk.type()) {
        case "fcTL" -> {
          assertEquals(sequence++, data.getInt());
          assertEquals(7, data.getInt());
          assertEquals(5, data.getInt());
          assertEquals(0L, data.getLong(), "offsets");
          assertEquals(167, data.getShort(), "delay");
          assertEquals(1000, data.getShort(), "its denominator");
        }
        case "IDAT" -> check(frames.get(frame++), still(file, chunk.data()));
        case "fdAT" -> {
          assertEquals(sequence++, data.getInt());
          byte[] rest = Arrays.copyOfRange(chunk.data(), 4, chunk.data().length);
          check(frames.get(frame++), still(file, rest));
        }
        default -> assertEquals(0, "IHDR acTL IEND".indexOf(chunk.type()) < 0 ? 1 : 0);
      }
    }
    assertEquals(3, frame);
  }

  @Test
  void shouldRefuseFramesOfDifferentSizes() {
    List<Image> frames = List.of(random(1), Image.black(8, 5));
    assertThrows(IllegalArgumentException.class, () -> Png.encode(frames, 100));
  }
}
