package dev.vireo.bench;

import org.HdrHistogram.Histogram;

/**
 * What so many durations come to, in nanoseconds; a percentile is NaN when there are too few to
 * tell it from the longest.
 *
 * @param count durations
 * @param p50 half took no longer
 * @param p90 nine of ten took no longer
 * @param p99 99 of 100 took no longer
 * @param p999 999 of 1,000 took no longer
 * @param max the longest
 */
public record Percentiles(long count, double p50, double p90, double p99, double p999, double max) {
  static Percentiles of(Histogram histogram) {
    return new Percentiles(
        histogram.getTotalCount(),
        at(histogram, 50),
        at(histogram, 90),
        at(histogram, 99),
        at(histogram, 99.9),
        histogram.getMaxValue());
  }

  private static double at(Histogram histogram, double percentile) {
    boolean enough = histogram.getTotalCount() * (100 - percentile) >= 100 - 1e-6;
    return enough ? histogram.getValueAtPercentile(percentile) : Double.NaN;
  }
}
