package dev.vireo.protocol;

/**
 * How many slots have which status. Source: vyre-runtime 0.6.3.
 *
 * @param empty EMPTY
 * @param published PUBLISHED
 * @param claimed CLAIMED
 * @param done DONE
 * @param waitIo WAIT_IO
 * @param yield YIELD
 * @param requeue REQUEUE
 * @param fault FAULT
 * @param unknown any other value
 */
public record RingOccupancy(
    int empty,
    int published,
    int claimed,
    int done,
    int waitIo,
    int yield,
    int requeue,
    int fault,
    int unknown) {
  private static final int KNOWN = SlotStatus.FAULT + 1;

  /** Counts statuses as they stand in slots. */
  static RingOccupancy count(Iterable<RingSnapshot.SlotState> slots) {
    int[] counts = new int[KNOWN + 1];
    for (RingSnapshot.SlotState slot : slots) {
      int status = slot.status();
      counts[status >= 0 && status < KNOWN ? status : KNOWN]++;
    }
    return new RingOccupancy(
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        counts[5],
        counts[6],
        counts[7],
        counts[KNOWN]);
  }

  /** Returns how many slots there are. */
  public int total() {
    return empty + published + claimed + done + waitIo + yield + requeue + fault + unknown;
  }

  /**
   * Returns how many slots are neither EMPTY nor DONE, those of FAULT and unknown status included.
   */
  public int queueDepth() {
    return total() - empty - done;
  }

  /** Says whether any slot is on its way: PUBLISHED, CLAIMED, WAIT_IO, YIELD or REQUEUE. */
  public boolean active() {
    return published + claimed + waitIo + yield + requeue > 0;
  }
}
