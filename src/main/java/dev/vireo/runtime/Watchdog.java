package dev.vireo.runtime;

import java.util.concurrent.TimeUnit;

/**
 * Notices that a slice does not end. Every slice ends by itself, because its turns and its fuel are
 * bounded, unless a handler loops without charging fuel.
 *
 * <p>Time is counted from look to look, at most a tenth of a second each, so that a process that
 * was suspended, device and all, is not taken for a slice that hangs. For whoever has the pump's
 * turn.
 */
final class Watchdog {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long nanos;
  private long last;
  private long waited;

  /**
   * Sets the time.
   *
   * @param nanos that a slice has for its end; 0 for any
   */
  Watchdog(long nanos) {
    this.nanos = nanos;
  }

  void sliceStarted() {
    last = System.nanoTime();
    waited = 0;
  }

  /** Goes on counting. */
  void look() {
    long now = System.nanoTime();
    waited += Math.min(now - last, MOST_NANOS);
    last = now;
  }

  /** Returns whether half of the time is over: a live slice is to be asked to end. */
  boolean slow() {
    return nanos != 0 && waited > nanos / 2;
  }

  /** Returns whether the time is over. */
  boolean over() {
    return nanos != 0 && waited > nanos;
  }
}
