package dev.vireo.demo;

/**
 * Counts a tenant's completions, and how long there was none. Safe for use by any number of
 * threads.
 */
final class Meter {
  private long done; // guarded by this, as all below
  private long last;
  private long longestGap;

  /** Takes notice of a slot that completed. */
  synchronized void done() {
    done++;
    long now = System.nanoTime();
    if (last != 0) {
      longestGap = Math.max(longestGap, now - last);
    }
    last = now;
  }

  /** Begins to look for the longest time without a completion. */
  synchronized void watchGaps() {
    last = 0;
    longestGap = 0;
  }

  /** Returns the longest time between two completions since {@link #watchGaps}. */
  synchronized long longestGapNanos() {
    return longestGap;
  }

  /** Returns how many slots completed. */
  synchronized long count() {
    return done;
  }
}
