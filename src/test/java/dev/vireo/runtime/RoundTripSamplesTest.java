package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.telemetry.RoundTrips;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTripSamplesTest {
  @Test
  void shouldCountEveryTimeInABucketThatItFits() {
    long least = 0;
    for (int bucket = 0; bucket < 600; bucket++) {
      long most = RoundTripSamples.mostNanos(bucket);
      assertEquals(bucket, RoundTripSamples.bucketOf(least), least + " ns");
      assertEquals(bucket, RoundTripSamples.bucketOf(most), most + " ns");
      assertTrue(most - least <= least / 16, least + " to " + most + " ns is wide");
      least = most + 1;
    }
    assertEquals(
        RoundTripSamples.bucketOf(Long.MAX_VALUE), RoundTripSamples.bucketOf(1L << 43), "longest");
  }

  @Test
  void shouldMeasureEverySlotWhileFewAreOutstanding() {
    RoundTripSamples samples = new RoundTripSamples();
    for (int i = 0; i < RoundTripSamples.CELLS; i++) {
      samples.begin(i, 1);
    }
    for (int i = 0; i < RoundTripSamples.CELLS; i++) {
      samples.seen(i);
      samples.seen(i); // the pump comes after the thread that waited
    }
    assertEquals(RoundTripSamples.CELLS, samples.roundTrips().count());
  }

  @Test
  void shouldLeaveSlotsOutWhileManyAreOutstanding() {
    RoundTripSamples samples = new RoundTripSamples();
    for (int i = 0; i < 3 * RoundTripSamples.CELLS; i++) {
      samples.begin(i, 1);
    }
    for (int i = 0; i < 3 * RoundTripSamples.CELLS; i++) {
      samples.seen(i);
    }
    assertEquals(RoundTripSamples.CELLS, samples.roundTrips().count());
    samples.begin(5, 1);
    samples.seen(5);
    assertEquals(RoundTripSamples.CELLS + 1, samples.roundTrips().count());
  }

  @Test
  void shouldMeasureOneSlotOfABatch() {
    RoundTripSamples samples = new RoundTripSamples();
    samples.begin(1000, 300);
    for (int i = 0; i < 300; i++) {
      samples.seen(1000 + i);
    }
    assertEquals(1, samples.roundTrips().count());
  }

  @Test
  void shouldTellTheTimesOfWhatCameSince() {
    RoundTrips early = new RoundTrips(List.of(new RoundTrips.Bucket(100, 10)), 900, 95);
    RoundTrips more =
        early.plus(
            new RoundTrips(
                List.of(new RoundTrips.Bucket(100, 1), new RoundTrips.Bucket(2000, 9)), 5, 1999));
    RoundTrips since = more.since(early);
    assertEquals(10, since.count());
    assertEquals(5, since.totalNanos());
    assertEquals(100, since.percentile(10));
    assertEquals(1999, since.percentile(11));
    assertEquals(95, early.percentile(50));
    assertEquals(0, more.since(more).percentile(99));
    assertEquals(
        List.of(127L, 255L, 511L, 1023L, 2047L),
        more.byPowersOfTwo().stream().map(RoundTrips.Bucket::mostNanos).toList());
  }
}
