package dev.vireo.runtime;

import dev.vireo.telemetry.RoundTrips;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Measures how long some of a partition's slots take: any thread begins and ends, nobody waits or
 * allocates.
 *
 * <p>There are few cells; a slot is measured when the one that its sequence points at is free. So
 * every slot is while few are outstanding, and few of many, each as likely as the others: a cell
 * becomes free without regard to what comes next.
 */
final class RoundTripSamples {
  static final int CELLS = 64;

  private static final int STRIDE = 2; // sequence, time
  private static final long FREE = -1;
  private static final long TAKEN = -2;

  // Buckets: nanoseconds below 16 each by itself, then sixteen for every power of two.
  private static final int PARTS = 16;
  private static final int PART_BITS = 4;
  private static final int MOST_BITS = 42; // 73 minutes, and everything longer
  private static final int BUCKETS = (MOST_BITS - PART_BITS + 1) * PARTS;

  private final AtomicLongArray cells = new AtomicLongArray(CELLS * STRIDE);
  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong most = new AtomicLong();

  RoundTripSamples() {
    for (int i = 0; i < CELLS; i++) {
      cells.set(i * STRIDE, FREE);
    }
  }

  private static int at(long sequence) {
    return (int) (sequence & CELLS - 1) * STRIDE;
  }

  /** Begins to measure one of the slots from {@code first} on, before they are published. */
  void begin(long first, int count) {
    if (count == 1 && cells.getPlain(at(first)) != FREE) {
      return; // before the clock is asked
    }
    long now = System.nanoTime();
    // Its place in a batch is any: the clock's last digits say which.
    long sequence = count == 1 ? first : first + (now >>> 1) % count;
    int at = at(sequence);
    if (cells.getPlain(at) == FREE && cells.compareAndSet(at, FREE, TAKEN)) {
      cells.setPlain(at + 1, now);
      cells.setRelease(at, sequence);
    }
  }

  /** Somebody has seen the completion of {@code sequence}; the first time counts. */
  void seen(long sequence) {
    int at = at(sequence);
    if (cells.getAcquire(at) != sequence) {
      return;
    }
    long began = cells.getPlain(at + 1);
    if (cells.compareAndSet(at, sequence, FREE)) {
      add(Math.max(0, System.nanoTime() - began));
    }
  }

  private void add(long nanos) {
    counts.getAndIncrement(bucketOf(nanos));
    total.getAndAdd(nanos);
    if (nanos > most.get()) {
      most.accumulateAndGet(nanos, Math::max);
    }
  }

  static int bucketOf(long nanos) {
    if (nanos < PARTS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - PART_BITS - Long.numberOfLeadingZeros(nanos);
    int bucket = (shift + 1) * PARTS + (int) (nanos >>> shift) - PARTS;
    return Math.min(bucket, BUCKETS - 1);
  }

  /** Returns the longest time that falls into a bucket. */
  static long mostNanos(int bucket) {
    if (bucket < PARTS) {
      return bucket;
    }
    int shift = bucket / PARTS - 1;
    return ((long) bucket % PARTS + PARTS + 1 << shift) - 1;
  }

  /** Returns what was measured so far. */
  RoundTrips roundTrips() {
    long longest = most.get();
    long nanos = total.get();
    List<RoundTrips.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      long count = counts.get(i);
      if (count > 0) {
        buckets.add(new RoundTrips.Bucket(mostNanos(i), count));
      }
    }
    return new RoundTrips(buckets, nanos, longest);
  }
}
