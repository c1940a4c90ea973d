package dev.vireo.bench;

/**
 * Round trips of one way.
 *
 * @param way its name
 * @param library whether it is the library
 * @param rate trips a second at which they were due, each counted from when it was; 0 when each
 *     began as the one before ended
 * @param tasks tasks of one trip, whose time is divided by them
 * @param nanos all rounds together
 * @param p50 medians of the rounds, in nanoseconds
 * @param perSecond trips a second, of the rounds
 * @param times how many times the library's median this way's is, by round; null for the library
 * @param buckets how many took how long; all rounds together
 */
public record LatencyRow(
    String way,
    boolean library,
    int rate,
    int tasks,
    Percentiles nanos,
    Spread p50,
    Spread perSecond,
    Spread times,
    Buckets buckets) {
  /** Without a histogram. */
  public LatencyRow(
      String way,
      boolean library,
      int rate,
      int tasks,
      Percentiles nanos,
      Spread p50,
      Spread perSecond,
      Spread times) {
    this(way, library, rate, tasks, nanos, p50, perSecond, times, Buckets.NONE);
  }
}
