package dev.vireo.vir0;

/** Seeds of random tests: {@code -Dvireo.seed=N} repeats one. */
public final class TestSeed {
  private static final long DEFAULT = 20_261_123L;

  private TestSeed() {}

  public static long seed() {
    return Long.getLong("vireo.seed", DEFAULT);
  }

  /** Returns what a failure says: the round, and the command that repeats it. */
  public static String again(Class<?> test, int round) {
    return String.format(
        "round %d; repeat with: mvn test -Dtest=%s -Dvireo.seed=%d",
        round, test.getSimpleName(), seed());
  }
}
