package dev.vireo.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Mode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scan finds, whatever the device. */
@Timeout(120)
abstract class ScanContract {
  static final int CHUNK = ScanProgram.GROUP_BYTES;

  abstract String device();

  MegakernelConfig config() {
    return MegakernelConfig.defaults().withDevice(device()).withMode(Mode.EPOCH).withRingSlots(64);
  }

  static long seed() {
    return Long.getLong("vireo.seed", 20_261_123L);
  }

  String again() {
    return "repeat with: mvn test -Dtest=" + getClass().getSimpleName() + " -Dvireo.seed=" + seed();
  }

  static byte[] random(Random random, int length, int letters) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(40) == 0 ? '\n' : 'a' + random.nextInt(letters));
    }
    return bytes;
  }

  static Patterns someOf(Random random, int count, int longest, int letters) {
    byte[][] lines = new byte[count][];
    for (int i = 0; i < count; i++) {
      lines[i] = random(random, 1 + random.nextInt(longest), letters);
      for (int at = 0; at < lines[i].length; at++) {
        lines[i][at] = lines[i][at] == '\n' ? (byte) 'a' : lines[i][at];
      }
    }
    return Patterns.ofLines(lines);
  }

  @Test
  void shouldFindMatchesAcrossTheBordersOfChunks() throws IOException, InterruptedException {
    Random random = new Random(seed());
    Patterns patterns = someOf(random, 40, 24, 3);
    byte[] text = random(random, 5 * CHUNK + 777, 3);
    byte[] longest = patterns.string(patterns.count() - 1);
    for (int border = CHUNK; border < text.length; border += CHUNK) {
      System.arraycopy(longest, 0, text, border - 1, longest.length);
    }
    try (Scan scan = Scan.open(patterns, config(), ScanTable.MOST_ENTRIES, CHUNK)) {
      assertEquals(Finds.expected(patterns, text, false), Finds.of(scan, text, false), this::again);
      assertEquals(Finds.expected(patterns, text, true), Finds.of(scan, text, true), this::again);
      byte[] few = Arrays.copyOf(text, 100);
      assertEquals(Finds.expected(patterns, few, true), Finds.of(scan, few, true), this::again);
      assertEquals("", Finds.of(scan, new byte[0], false));
    }
  }
}
