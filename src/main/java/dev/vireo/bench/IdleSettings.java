package dev.vireo.bench;

/**
 * How the cost of doing nothing is measured.
 *
 * @param subject what is measured
 * @param seconds how long it is idle, in each round: 0.01 to 3,600
 */
public record IdleSettings(SubjectSettings subject, double seconds) {
  private static final double LEAST_SECONDS = 0.01;
  private static final double MOST_SECONDS = 3600;

  /**
   * Checks the range.
   *
   * @throws BenchException when the time lies outside
   */
  public IdleSettings {
    if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
      throw new BenchException(
          "the idle time must lie between 0.01 and 3600 s, got " + seconds + " (--seconds)");
    }
  }
}
