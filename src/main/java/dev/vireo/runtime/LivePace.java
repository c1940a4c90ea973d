package dev.vireo.runtime;

import java.util.concurrent.locks.LockSupport;

/**
 * When the pump looks after a live slice, and when it ends one that has nothing to do. One thread
 * at a time.
 */
final class LivePace {
  /** For so long after something happened, more is expected to. */
  private static final long BUSY_NANOS = 200_000;

  /** Between two looks when nobody waits for the pump: producers that need room look themselves. */
  private static final long UNATTENDED_NANOS = 200_000;

  /**
   * Between two looks at the fence of a live slice, and between the last completion and a look.
   * Each is a call into the driver, and on an NVIDIA H200 holds up for 10 µs what goes to and fro.
   */
  private static final long FENCE_NANOS = 20_000;

  /**
   * Between two looks at the fence when nothing is outstanding, so that nobody waits for its end.
   */
  private static final long IDLE_FENCE_NANOS = 500_000;

  private static final long ATTENDED_NANOS = 20_000;

  private final long idleNanos;
  private final boolean spareCores;
  private long lastWork;
  private long lastProgress;
  private long lastFence;

  /**
   * Sets the pace.
   *
   * @param idleNanos after which time without work a slice is ended
   * @param spareCores whether the pump's thread may spin without taking a core from the device
   */
  LivePace(long idleNanos, boolean spareCores) {
    this.idleNanos = idleNanos;
    this.spareCores = spareCores;
  }

  /**
   * Returns whether it is time to ask the device whether the slice has ended, which costs; after
   * {@link #idle}.
   */
  boolean fenceIsDue(boolean nothingOutstanding) {
    long now = System.nanoTime();
    long rest = nothingOutstanding ? IDLE_FENCE_NANOS : FENCE_NANOS;
    if (now - lastFence < rest || now - lastProgress < FENCE_NANOS) {
      return false;
    }
    lastFence = now;
    return true;
  }

  void sliceStarted() {
    lastProgress = System.nanoTime();
    lastWork = lastProgress;
  }

  /** Returns whether the slice has had nothing to do for too long. */
  boolean idle(boolean progress, boolean nothingOutstanding) {
    long now = System.nanoTime();
    if (progress) {
      lastProgress = now;
    }
    if (progress || !nothingOutstanding) {
      lastWork = now;
    }
    return now - lastWork > idleNanos;
  }

  /**
   * Lets some time go by.
   *
   * @param attended whether somebody depends on the pump's thread
   * @param few whether so few slots are outstanding that nobody will need their room soon
   */
  void pause(boolean attended, boolean few) {
    boolean busy = System.nanoTime() - lastProgress < BUSY_NANOS;
    if (busy && spareCores && (attended || !few)) {
      Thread.onSpinWait();
    } else if (busy && spareCores) {
      // Whoever awaits a slot looks at its record itself, and another thread that looks as well
      // holds the answer up: by 0.25 of 3.2 µs on an NVIDIA H200.
      LockSupport.parkNanos(this, ATTENDED_NANOS);
    } else if (busy && attended) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(this, attended ? ATTENDED_NANOS : UNATTENDED_NANOS);
    }
  }
}
