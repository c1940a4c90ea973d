package dev.vireo;

/** Seeds of random tests: {@code -Dvireo.seed=N} repeats one. */
final class Seeds {
  private Seeds() {}

  /** Returns the given seed, or a fresh one, and prints it. */
  static long next(Class<?> test) {
    String given = System.getProperty("vireo.seed", "");
    long seed = given.isBlank() ? System.nanoTime() & 0xFFFF_FFFFL : Long.decode(given);
    System.out.println(test.getSimpleName() + ": seed " + seed);
    return seed;
  }

  /** Returns the command that repeats a failure. */
  static String command(Class<?> test, long seed) {
    String device = System.getProperty("vireo.test.device", "");
    String execution = device.isBlank() ? "host" : device;
    return "repeat with: tools/test -Dtest="
        + test.getSimpleName()
        + " -Dvireo.seed="
        + seed
        + " (execution "
        + execution
        + ")";
  }
}
