package dev.vireo.bench;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Round trips of one producer: of one slot at a time, so that looking at the clock costs next to
 * nothing. One thread measures and another one collects. Allocates nothing while it measures.
 */
final class StressSample {
  private static final long LONGEST_NANOS = 100_000_000_000L;
  private static final int DIGITS = 2;

  private final SingleWriterRecorder trips = new SingleWriterRecorder(LONGEST_NANOS, DIGITS);
  private Histogram spare;
  private long handle = -1;
  private long start;

  /** Returns an empty histogram for {@link #collect}. */
  static Histogram histogram() {
    return new Histogram(LONGEST_NANOS, DIGITS);
  }

  /** A slot is about to be submitted. */
  void submitting() {
    if (handle < 0) {
      start = System.nanoTime();
    }
  }

  /** It was submitted. */
  void submitted(long newHandle) {
    if (handle < 0) {
      handle = newHandle;
    }
  }

  /** The completion of a slot was seen. */
  void seen(long seenHandle) {
    if (seenHandle == handle) {
      trips.recordValue(Math.min(System.nanoTime() - start, LONGEST_NANOS));
      handle = -1;
    }
  }

  /** Adds the round trips that ended since the last call. */
  void collect(Histogram into) {
    spare = trips.getIntervalHistogram(spare);
    into.add(spare);
  }
}
