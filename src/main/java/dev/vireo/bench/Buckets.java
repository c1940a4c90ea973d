package dev.vireo.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How many durations lie where, on a logarithmic axis. Bucket {@code i} holds those from {@link
 * #bound(int) bound(i)} up to, and without, {@code bound(i + 1)}.
 *
 * @param perDecade buckets from one power of ten to the next
 * @param first number of the first bucket: its durations begin at {@code 10^(first / perDecade)} ns
 * @param counts durations in each
 */
public record Buckets(int perDecade, int first, List<Long> counts) {
  /** Nothing was counted. */
  public static final Buckets NONE = new Buckets(1, 0, List.of());

  /** Fine enough to tell two medians apart that differ by a tenth. */
  private static final int PER_DECADE = 24;

  /** Copies the list. */
  public Buckets {
    if (perDecade < 1) {
      throw new IllegalArgumentException("a decade has at least 1 bucket, got " + perDecade);
    }
    counts = List.copyOf(counts);
  }

  static Buckets of(Histogram histogram) {
    List<Long> counts = new ArrayList<>();
    int first = 0;
    for (HistogramIterationValue value : histogram.recordedValues()) {
      double nanos = Math.max(1, value.getValueIteratedTo());
      int bucket = (int) Math.floor(PER_DECADE * Math.log10(nanos));
      if (counts.isEmpty()) {
        first = bucket;
      }
      while (counts.size() <= bucket - first) {
        counts.add(0L);
      }
      counts.set(bucket - first, counts.get(bucket - first) + value.getCountAtValueIteratedTo());
    }
    return new Buckets(PER_DECADE, first, counts);
  }

  /** Returns where a bucket begins, in nanoseconds. */
  public double bound(int bucket) {
    return Math.pow(10, (double) (first + bucket) / perDecade);
  }
}
