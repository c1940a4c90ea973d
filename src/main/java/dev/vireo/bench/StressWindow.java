package dev.vireo.bench;

import org.HdrHistogram.Histogram;

/**
 * What a stress run did in one second.
 *
 * @param perSecond slots seen completed, per second
 * @param p50Nanos median round trip from submit to seen, of one slot at a time of each producer,
 *     behind all that is queued; NaN when there was none
 * @param p99Nanos 99th percentile of the same
 */
public record StressWindow(double perSecond, double p50Nanos, double p99Nanos) {
  static StressWindow of(double perSecond, Histogram trips) {
    boolean none = trips.getTotalCount() == 0;
    return new StressWindow(
        perSecond,
        none ? Double.NaN : trips.getValueAtPercentile(50),
        none ? Double.NaN : trips.getValueAtPercentile(99));
  }
}
