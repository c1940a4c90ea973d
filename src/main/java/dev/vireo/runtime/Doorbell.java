package dev.vireo.runtime;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the pump. Both sides make a full fence between what they write and what they read, so no
 * wake-up is lost: the publisher moves the cursor or fills its slots, then looks whether the pump
 * sleeps; the pump says that it sleeps, then looks for both.
 */
class Doorbell {
  /** What the two sides do, one after the other. */
  enum Step {
    /** Publisher: the fence behind what was published. */
    FENCE_PUBLICATION,
    /** Publisher: the look whether the pump sleeps. */
    LOOK_FOR_SLEEPER,
    /** Publisher: taking back that the pump sleeps. */
    CALL_OFF_SLEEP,
    /** Publisher: waking the pump's thread. */
    UNPARK,
    /** Publisher: what comes after the doorbell, such as filling the slot. */
    GO_ON,
    /** Pump: saying that it sleeps. */
    ANNOUNCE_SLEEP,
    /** Pump: the fence behind that. */
    FENCE_ANNOUNCEMENT,
    /** Pump: the second look for published slots. */
    LOOK_FOR_SLOTS,
    /** Pump: the look for sequences that were taken. */
    LOOK_AT_CURSOR,
    /** Pump: staying awake, because it found something. */
    STAY_AWAKE,
    /** Pump: the look whether its sleep was called off. */
    LOOK_BEFORE_PARK,
    /**
     * Pump: parking. Whatever parks here, a lock for one, swallows the wake-up; nothing does in
     * {@link #sleep}, and a test must not either.
     */
    PARK,
    /** Pump: what comes after sleeping. */
    WAKE_UP
  }

  private volatile boolean asleep;
  private volatile Thread pump;

  void setPump(Thread thread) {
    pump = thread;
  }

  /**
   * Called before each step; tests hold threads up here. Nothing overrides it otherwise, so that
   * compiled code has no trace of it.
   */
  void before(Step step) {}

  /** Called after something was published. */
  void ring() {
    before(Step.FENCE_PUBLICATION);
    VarHandle.fullFence();
    ringAfterCursor();
  }

  /**
   * Called after the cursor was moved by a compare-and-swap, which is a full fence by itself: the
   * pump does not go to sleep for good before it has looked at the cursor. It wakes up while the
   * slot is being filled.
   */
  void ringAfterCursor() {
    before(Step.LOOK_FOR_SLEEPER);
    if (asleep) {
      before(Step.CALL_OFF_SLEEP);
      asleep = false;
      before(Step.UNPARK);
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
    before(Step.GO_ON);
  }

  /** The pump is about to sleep; it has to look for work once more before {@link #sleep}. */
  void announceSleep() {
    before(Step.ANNOUNCE_SLEEP);
    asleep = true;
    before(Step.FENCE_ANNOUNCEMENT);
    VarHandle.fullFence();
    before(Step.LOOK_FOR_SLOTS);
  }

  /** Returns whether the pump sleeps or is about to, and nobody has rung since it said so. */
  boolean announced() {
    return asleep;
  }

  /** The pump found work after all. */
  void stayAwake() {
    before(Step.STAY_AWAKE);
    asleep = false;
  }

  /** Sleeps until somebody rings; may return early. */
  void sleep() {
    before(Step.LOOK_BEFORE_PARK);
    if (asleep) {
      before(Step.PARK);
      LockSupport.park(this);
    }
    before(Step.WAKE_UP);
    asleep = false;
  }

  /** Sleeps until somebody rings, or for some nanoseconds; may return early. */
  void sleep(long nanos) {
    before(Step.LOOK_BEFORE_PARK);
    if (asleep) {
      before(Step.PARK);
      LockSupport.parkNanos(this, nanos);
    }
    before(Step.WAKE_UP);
    asleep = false;
  }
}
