package dev.vireo.runtime;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the pump. Both sides make a full fence between what they write and what they read, so no
 * wake-up is lost: the publisher moves the cursor or fills its slots, then looks whether the pump
 * sleeps; the pump says that it sleeps, then looks for both.
 */
final class Doorbell {
  private volatile boolean asleep;
  private volatile Thread pump;

  void setPump(Thread thread) {
    pump = thread;
  }

  /** Called after something was published. */
  void ring() {
    VarHandle.fullFence();
    ringAfterCursor();
  }

  /**
   * Called after the cursor was moved by a compare-and-swap, which is a full fence by itself: the
   * pump does not go to sleep for good before it has looked at the cursor. It wakes up while the
   * slot is being filled.
   */
  void ringAfterCursor() {
    if (asleep) {
      asleep = false;
      boolean woken = false;
      try {
        LockSupport.unpark(pump);
        woken = true;
      } finally {
        if (!woken) {
          asleep = true; // the thread's stack is used up: somebody else has to ring
        }
      }
    }
  }

  /** The pump is about to sleep; it has to look for work once more before {@link #sleep}. */
  void announceSleep() {
    asleep = true;
    VarHandle.fullFence();
  }

  /** The pump found work after all. */
  void stayAwake() {
    asleep = false;
  }

  /** Sleeps until somebody rings; may return early. */
  void sleep() {
    if (asleep) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  /** Sleeps until somebody rings, or for some nanoseconds; may return early. */
  void sleep(long nanos) {
    if (asleep) {
      LockSupport.parkNanos(this, nanos);
    }
    asleep = false;
  }
}
