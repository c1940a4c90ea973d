package dev.vireo.protocol;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a test on random input; a failure names the whole command that repeats it. */
final class TestRandom {
  private static final long DEFAULT_SEED = 20_261_122L;

  private TestRandom() {}

  /**
   * Runs {@code body} {@code times} times; the seed comes from {@code -Dvireo.seed} when that is
   * set.
   */
  static void repeat(Class<?> test, int times, Consumer<Random> body) {
    long seed = Long.getLong("vireo.seed", DEFAULT_SEED);
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      try {
        body.accept(random);
      } catch (RuntimeException | AssertionError failed) {
        String command =
            String.format("mvn test -Dtest=%s -Dvireo.seed=%d", test.getSimpleName(), seed);
        throw new AssertionError("round " + i + "; repeat with: " + command, failed);
      }
    }
  }

  /** Returns up to {@code max} random bytes; small values are frequent, as in real buffers. */
  static byte[] bytes(Random random, int max) {
    byte[] bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    if (random.nextBoolean()) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = i % 4 == 0 ? (byte) random.nextInt(20) : 0;
      }
    }
    return bytes;
  }
}
