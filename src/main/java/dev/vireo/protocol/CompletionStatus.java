package dev.vireo.protocol;

import org.jspecify.annotations.Nullable;

/**
 * How an accepted slot ended. Every accepted slot gets exactly one.
 *
 * <p>DONE and FAULT have the numbers of {@link SlotStatus}; the others never stand in a ring.
 */
public enum CompletionStatus {
  /** Executed. */
  DONE(3),
  /** Stopped by a violation; the {@link FaultCode} says which. */
  FAULT(7),
  /** {@link Protection#RAW} only: vyre would have left this slot PUBLISHED or CLAIMED for ever. */
  REFUSED(8),
  /** Never started: the megakernel was shut down or closed first. */
  CANCELLED(9),
  /**
   * May have started on a device that was lost, and was not run again, because running its
   * operation twice is not the same as once. Whatever it did was lost with the device's memory.
   */
  LOST(10);

  private final int code;

  CompletionStatus(int code) {
    this.code = code;
  }

  /** Returns the number that stands for this status in completion records and slot scripts. */
  public int code() {
    return code;
  }

  /** Returns the status that {@code code} stands for, or null when there is none. */
  public static @Nullable CompletionStatus of(int code) {
    for (CompletionStatus status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    return null;
  }
}
