package dev.vireo.bench;

import java.util.stream.IntStream;

/**
 * How a cost is followed along an axis.
 *
 * @param subject what is measured
 * @param seconds how long throughput is measured at each place, over all rounds: above 0, up to
 *     3,600
 * @param trips round trips at each place, over all rounds: 1 to 100,000,000
 * @param few whether only the ends of the axis and little between them are measured
 */
public record SweepSettings(SubjectSettings subject, double seconds, int trips, boolean few) {
  /** Of the round trips in a round, one in so many comes before, to warm up. */
  private static final int WARMUP_SHARE = 5;

  /** Latency and throughput check the ranges. */
  public SweepSettings {
    new LatencySettings(subject, trips, 0, null);
    new ThroughputSettings(subject, 1, 2, seconds, null);
  }

  LatencySettings latency(int tripsHere) {
    int warmup = Math.max(1, tripsHere / subject.rounds() / WARMUP_SHARE);
    return new LatencySettings(subject, tripsHere, warmup, null);
  }

  ThroughputSettings throughput() {
    return new ThroughputSettings(subject, 1, 2, seconds, null);
  }

  /** Every place, or every second one and the last. */
  int[] places(int... all) {
    if (!few) {
      return all;
    }
    return IntStream.range(0, all.length)
        .filter(i -> i % 2 == 0 || i == all.length - 1)
        .map(i -> all[i])
        .toArray();
  }
}
