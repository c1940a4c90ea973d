package dev.vireo.kernel;

/**
 * Layout of the doorbell buffer, which producers and the pump write while a live slice runs, and
 * which the device only reads.
 *
 * <p>There is a word for each slot, so that producers need not wait for each other: the low word of
 * the sequence that filled it, written after a full fence behind the slot's own words.
 */
public final class DoorbellLayout {
  /** Not 0 when the running slice is to end. */
  public static final int DOORBELL_STOP = 0;

  /** First of the stamps; on a cache line of its own. */
  public static final int DOORBELL_STAMPS = 16;

  /** Returns the words of the buffer. */
  public static long words(int ringSlots) {
    return DOORBELL_STAMPS + (long) ringSlots;
  }

  private DoorbellLayout() {}
}
