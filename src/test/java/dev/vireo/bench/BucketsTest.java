package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BucketsTest {
  @Test
  void shouldCountEveryDurationWhereItLies() {
    Histogram histogram = new Histogram(LatencyBench.DIGITS);
    long[] nanos = {0, 950, 1000, 1001, 50_000, 50_010, 3_000_000};
    for (long each : nanos) {
      histogram.recordValue(each);
    }
    Buckets buckets = Buckets.of(histogram);
    assertEquals(
        nanos.length, buckets.counts().stream().mapToLong(Long::longValue).sum(), "all of them");
    int last = buckets.counts().size() - 1;
    assertTrue(buckets.bound(last) <= 3_010_000 && buckets.bound(last + 1) > 3_000_000);
    assertEquals(1, buckets.counts().get(last));
    assertEquals(1, buckets.bound(0), 1e-9);
  }

  @Test
  void shouldHaveNoBucketsWithoutDurations() {
    assertEquals(0, Buckets.of(new Histogram(LatencyBench.DIGITS)).counts().size());
  }
}
