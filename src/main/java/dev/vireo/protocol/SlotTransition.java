package dev.vireo.protocol;

/**
 * Changes of a slot's status that a host may ask for; {@link RingCodec#transition} makes them.
 * Source: vyre-runtime 0.6.3.
 */
public enum SlotTransition {
  /** EMPTY or DONE to PUBLISHED; never made alone, since the payload must go first. */
  PUBLISH(SlotStatus.PUBLISHED, SlotStatus.EMPTY, SlotStatus.DONE),
  /** PUBLISHED, YIELD or REQUEUE to CLAIMED. */
  CLAIM(SlotStatus.CLAIMED, SlotStatus.PUBLISHED, SlotStatus.YIELD, SlotStatus.REQUEUE),
  /** CLAIMED to DONE. */
  DONE(SlotStatus.DONE, SlotStatus.CLAIMED),
  /** PUBLISHED, CLAIMED, WAIT_IO, YIELD or REQUEUE to FAULT. */
  FAULT(
      SlotStatus.FAULT,
      SlotStatus.PUBLISHED,
      SlotStatus.CLAIMED,
      SlotStatus.WAIT_IO,
      SlotStatus.YIELD,
      SlotStatus.REQUEUE),
  /** PUBLISHED, WAIT_IO, YIELD or REQUEUE to EMPTY. */
  CANCEL(
      SlotStatus.EMPTY,
      SlotStatus.PUBLISHED,
      SlotStatus.WAIT_IO,
      SlotStatus.YIELD,
      SlotStatus.REQUEUE);

  private final int target;
  private final int sources;

  SlotTransition(int target, int... sources) {
    this.target = target;
    int bits = 0;
    for (int source : sources) {
      bits |= 1 << source;
    }
    this.sources = bits;
  }

  /** Returns the status afterwards, one of {@link SlotStatus}. */
  public int target() {
    return target;
  }

  /**
   * Says whether the transition may start at {@code status}; an unknown status is never allowed.
   */
  public boolean allowedFrom(int status) {
    return status >= SlotStatus.EMPTY && status <= SlotStatus.FAULT && (sources & 1 << status) != 0;
  }
}
