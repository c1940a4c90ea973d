package dev.vireo.vir0;

/** Seeds of random tests: {@code -Dvireo.seed=N} repeats one. */
final class TestSeed {
  private static final long DEFAULT = 20_261_123L;

  private TestSeed() {}

  static long seed() {
    return Long.getLong("vireo.seed", DEFAULT);
  }

  /** Returns what a failure says: the round, and the command that repeats it. */
  static String again(Class<?> test, int round) {
    return String.format(
        "round %d; repeat with: mvn test -Dtest=%s -Dvireo.seed=%d",
        round, test.getSimpleName(), seed());
  }
}
