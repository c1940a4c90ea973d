package dev.vireo.demo;

import dev.vireo.protocol.Priority;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * Counts a tenant's slots by priority, and measures how long they took. Safe for use by any number
 * of threads.
 */
final class Meter {
  private static final long LONGEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 2;

  private final AtomicLongArray submitted = new AtomicLongArray(Priority.values().length);
  private final AtomicLongArray done = new AtomicLongArray(Priority.values().length);
  private final Histogram latency = new Histogram(LONGEST_NANOS, DIGITS); // guarded by itself
  private long last; // guarded by latency
  private long longestGap; // guarded by latency

  void submitted(Priority priority) {
    submitted.incrementAndGet(priority.ordinal());
  }

  /** Takes notice of a slot that completed {@code nanos} after it was submitted. */
  void done(Priority priority, long nanos) {
    done.incrementAndGet(priority.ordinal());
    long now = System.nanoTime();
    synchronized (latency) {
      latency.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
      if (last != 0) {
        longestGap = Math.max(longestGap, now - last);
      }
      last = now;
    }
  }

  /** Begins to look for the longest time without a completion. */
  void watchGaps() {
    synchronized (latency) {
      last = 0;
      longestGap = 0;
    }
  }

  /** Returns the longest time between two completions since {@link #watchGaps}. */
  long longestGapNanos() {
    synchronized (latency) {
      return longestGap;
    }
  }

  long done(Priority priority) {
    return done.get(priority.ordinal());
  }

  /** Returns how many slots of a priority have not completed. */
  long outstanding(Priority priority) {
    long completed = done.get(priority.ordinal()); // first, so that it is never below 0
    return submitted.get(priority.ordinal()) - completed;
  }

  /** Returns how many slots completed. */
  long done() {
    long sum = 0;
    for (Priority priority : Priority.values()) {
      sum += done(priority);
    }
    return sum;
  }

  /** Returns the round trips so far, in nanoseconds; a copy. */
  Histogram latency() {
    synchronized (latency) {
      return latency.copy();
    }
  }
}
