package dev.vireo.bench;

/**
 * How round trips are measured.
 *
 * @param subject what is measured
 * @param trips round trips of each way, over all rounds: 1 to 100,000,000
 * @param warmup round trips before those, in each round: 0 to 10,000,000
 * @param rate trips a second at which they are measured once more, counted from when each was due;
 *     1 to 10,000,000, or null for not
 */
public record LatencySettings(SubjectSettings subject, int trips, int warmup, Integer rate) {
  private static final int MOST_TRIPS = 100_000_000;
  private static final int MOST_WARMUP = 10_000_000;
  private static final int MOST_RATE = 10_000_000;

  /**
   * Checks the ranges.
   *
   * @throws BenchException when a value lies outside
   */
  public LatencySettings {
    BenchException.between("the number of trips", "--trips", 1, MOST_TRIPS, trips);
    BenchException.between("the trips of the warm-up", "--warmup", 0, MOST_WARMUP, warmup);
    if (rate != null) {
      BenchException.between("the trips a second", "--rate", 1, MOST_RATE, rate);
    }
  }

  /** Trips in a round. */
  int tripsPerRound() {
    return (trips + subject.rounds() - 1) / subject.rounds();
  }

  /** Trips in a round at the given rate, no more than a second's; 0 without a rate. */
  int duePerRound() {
    return rate == null ? 0 : Math.min(tripsPerRound(), rate);
  }
}
