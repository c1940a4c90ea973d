package dev.vireo.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan finds, on the reference; and that it is what grep finds. */
class ScanOnReferenceTest extends ScanContract {
  private static final int SMALL_TABLE = 66_049;

  @TempDir private Path folder;

  @Override
  String device() {
    return "reference";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void assertFinds(Patterns patterns, byte[] text) throws Exception {
    try (Scan scan = Scan.open(patterns, config(), SMALL_TABLE, CHUNK)) {
      for (boolean all : new boolean[] {false, true}) {
        String expected = Finds.expected(patterns, text, all);
        assertEquals(expected, Finds.of(scan, text, all), this::again);
      }
    }
  }

  /** Compares with grep; {@code file} are patterns. */
  private void assertFindsWhatGrepDoes(byte[] file, byte[] text) throws Exception {
    Files.write(folder.resolve("patterns"), file);
    Grep grep = Grep.run(folder, text, "-naFob", "-f", "patterns");
    try (Scan scan = Scan.open(Patterns.of(file), config(), SMALL_TABLE, CHUNK)) {
      String found = Finds.of(scan, text, false);
      assertEquals(new String(grep.out(), StandardCharsets.ISO_8859_1), found, this::again);
    }
  }

  @Test
  void shouldFindWhatTheSlowWayFinds() throws Exception {
    Random random = new Random(seed());
    for (int round = 0; round < 60; round++) {
      int letters = 1 + random.nextInt(4);
      Patterns patterns = someOf(random, 1 + random.nextInt(12), 1 + random.nextInt(40), letters);
      assertFinds(patterns, random(random, random.nextInt(700), letters));
    }
  }

  @Test
  void shouldFindWhatGrepFinds() throws Exception {
    Random random = new Random(seed());
    for (int round = 0; round < 20; round++) {
      int letters = 1 + random.nextInt(4);
      byte[] file = random(random, 1 + random.nextInt(150), letters);
      file[0] = 'a'; // one that is not empty
      assertFindsWhatGrepDoes(file, random(random, random.nextInt(6000), letters));
    }
  }

  @Test
  void shouldFindWhatGrepFindsInAnyBytes() throws Exception {
    Random random = new Random(seed());
    for (int round = 0; round < 20; round++) {
      byte[] text = new byte[3000];
      random.nextBytes(text);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      for (int i = 0; i < 100; i++) {
        int from = random.nextInt(text.length - 4);
        file.write(text, from, 1 + random.nextInt(4));
        file.write('\n');
      }
      file.writeBytes(bytes("\0\nx\r\n\0\0"));
      assertFindsWhatGrepDoes(file.toByteArray(), text);
    }
  }

  @Test
  void shouldFindThousandsOfWordsInRealText() throws Exception {
    byte[] text = bytes(Files.readString(Path.of("README.md"), StandardCharsets.UTF_8));
    StringBuilder words = new StringBuilder();
    for (String word : new String(text, StandardCharsets.ISO_8859_1).split("\\W+")) {
      words.append(word).append('\n');
      words.append(word).append(" the\n");
      words.append(word, word.length() / 2, word.length()).append('\n');
    }
    byte[] file = bytes(words.append("x\n").toString());
    assertTrue(Patterns.of(file).count() > 2000);
    assertFindsWhatGrepDoes(file, text);
  }

  @Test
  void shouldFindPatternsLongerThanChunks() throws Exception {
    Random random = new Random(seed());
    byte[] text = random(random, 3 * CHUNK, 2);
    for (int at = 100; at < 2 * CHUNK + 200; at++) {
      text[at] = (byte) (text[at] == '\n' ? 'a' : text[at]);
    }
    byte[] longer = Arrays.copyOfRange(text, 100, 2 * CHUNK + 100);
    byte[] other = longer.clone();
    other[other.length - 1] ^= 3;
    byte[] shorter = Arrays.copyOf(longer, CHUNK + 1);
    for (byte[] pattern : new byte[][] {longer, shorter}) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      for (byte[] line : new byte[][] {pattern, other, bytes("abbab")}) {
        file.writeBytes(line);
        file.write('\n');
      }
      assertFindsWhatGrepDoes(file.toByteArray(), text);
    }
  }

  @Test
  void shouldFindOneAtEachByte() throws Exception {
    byte[] line = new byte[2 * CHUNK + 5];
    Arrays.fill(line, (byte) 'a');
    assertFinds(Patterns.ofLines(bytes("a")), line);
    assertFinds(Patterns.ofLines(bytes("aaa"), bytes("a".repeat(30) + "b")), line);
  }

  @Test
  void shouldTakeTextInAnyPieces() throws Exception {
    Random random = new Random(seed());
    Patterns patterns = someOf(random, 5, 6, 2);
    byte[] text = random(random, 2 * CHUNK + 3, 2);
    InputStream drops =
        new FilterInputStream(new ByteArrayInputStream(text)) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return super.read(into, from, Math.min(length, 1 + random.nextInt(500)));
          }
        };
    try (Scan scan = Scan.open(patterns, config(), SMALL_TABLE, CHUNK)) {
      assertEquals(
          Finds.expected(patterns, text, false), Finds.of(scan, drops, false), this::again);
    }
  }

  /** Gives its pieces one by one, and waits for more in between. */
  private static final class Trickle extends InputStream {
    private final Deque<String> pieces;
    private final StringBuilder told;

    Trickle(StringBuilder told, String... pieces) {
      this.told = told;
      this.pieces = new ArrayDeque<>(List.of(pieces));
    }

    @Override
    public int read() {
      throw new AssertionError("read one by one");
    }

    @Override
    public int read(byte[] into, int from, int length) {
      told.append('|');
      if (pieces.isEmpty()) {
        return -1;
      }
      byte[] piece = bytes(pieces.remove());
      System.arraycopy(piece, 0, into, from, piece.length);
      return piece.length;
    }
  }

  @Test
  void shouldTellOfTheLinesThatAreThereWhileMoreIsWaitedFor() throws Exception {
    StringBuilder told = new StringBuilder();
    Trickle lines = new Trickle(told, "ab\na", "b", "b\nabb", "\n\nb ab");
    try (Scan scan =
        Scan.open(Patterns.ofLines(bytes("ab"), bytes("abb")), config(), SMALL_TABLE, CHUNK)) {
      scan.run(
          lines,
          false,
          true,
          (o, line, t, f, length, p) -> told.append(line + ":" + o + ":" + length + " "),
          done -> {});
    }
    assertEquals("|1:0:2 ||2:3:3 |3:7:3 |5:14:2 ", told.toString());
  }

  @Test
  void shouldTellWhatComesBeforeAnErrorAndGoOnWithAnotherText() throws Exception {
    Patterns patterns = Patterns.ofLines(bytes("ab"));
    byte[] text = bytes("ab".repeat(CHUNK));
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(text)) {
          private int left = CHUNK + 100;

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0) {
              throw new IOException("no more");
            }
            int count = super.read(into, from, Math.min(length, left));
            left -= count;
            return count;
          }
        };
    try (Scan scan = Scan.open(patterns, config(), SMALL_TABLE, CHUNK)) {
      long[] found = new long[1];
      assertThrows(
          IOException.class,
          () -> scan.run(broken, false, false, (o, l, t, f, n, p) -> found[0] = o + n, done -> {}));
      assertEquals(CHUNK, found[0]);
      byte[] other = bytes("ab\nb ab");
      assertEquals(Finds.expected(patterns, other, false), Finds.of(scan, other, false));
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  scan.run(
                      new ByteArrayInputStream(text),
                      false,
                      false,
                      (o, l, t, f, n, p) -> {
                        throw new IllegalStateException("enough");
                      },
                      done -> {}));
      assertEquals("enough", thrown.getMessage());
      assertEquals(Finds.expected(patterns, other, false), Finds.of(scan, other, false));
    }
  }

  @Test
  void shouldNameThePatternOfAMatch() throws Exception {
    Patterns patterns = Patterns.of(bytes("bb\na\nab\nbb"));
    int[] lines = new int[3];
    int[] count = new int[1];
    try (Scan scan = Scan.open(patterns, config(), SMALL_TABLE, CHUNK)) {
      scan.run(
          new ByteArrayInputStream(bytes("abb")),
          true,
          false,
          (offset, line, text, from, length, pattern) -> {
            assertEquals(0, line, "not counted");
            lines[count[0]++] = patterns.line(pattern);
          },
          done -> {});
    }
    assertArrayEquals(new int[] {2, 3, 1}, lines);
  }

  @Test
  void shouldNeedAPattern() {
    assertThrows(
        IllegalArgumentException.class, () -> Scan.open(Patterns.of(bytes("\n")), config()));
    assertThrows(
        IllegalArgumentException.class, () -> ScanTable.of(Patterns.ofLines(bytes("a")), 1));
  }
}
