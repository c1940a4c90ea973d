package dev.vireo.bench;

/**
 * How round trips are measured.
 *
 * @param subject what is measured
 * @param trips round trips of each way, over all rounds: 1 to 100,000,000
 * @param warmup round trips before those, in each round: 0 to 10,000,000
 * @param rate trips a second at which they are measured once more, counted from when each was due;
 *     0 for not, else up to 10,000,000
 */
public record LatencySettings(SubjectSettings subject, int trips, int warmup, int rate) {
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
    if (rate != 0) {
      BenchException.between("the trips a second", "--rate", 1, MOST_RATE, rate);
    }
  }

  /** Trips in a round. */
  int tripsPerRound() {
    return (trips + subject.rounds() - 1) / subject.rounds();
  }

  /** Trips in a round at the given rate: no more than a second's. */
  int duePerRound() {
    return Math.min(tripsPerRound(), rate);
  }
}
