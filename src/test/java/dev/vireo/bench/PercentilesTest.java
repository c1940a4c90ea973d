package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  private static Percentiles upTo(int values) {
    Histogram histogram = new Histogram(3);
    for (int i = 1; i <= values; i++) {
      histogram.recordValue(i);
    }
    return Percentiles.of(histogram);
  }

  @Test
  void shouldReadTheDurationsAtEachPercentile() {
    Percentiles found = upTo(1000);
    assertEquals(new Percentiles(1000, 500, 900, 990, 999, 1000), found);
  }

  @Test
  void shouldNotNameAPercentileThatTooFewDurationsCannotTell() {
    Percentiles found = upTo(99);
    assertEquals(90, found.p90());
    assertTrue(Double.isNaN(found.p99()), found.toString());
    assertTrue(Double.isNaN(found.p999()), found.toString());
    assertEquals(99, found.max());
    assertTrue(Double.isNaN(upTo(1).p50()));
    assertEquals(99, upTo(100).p99());
  }
}
