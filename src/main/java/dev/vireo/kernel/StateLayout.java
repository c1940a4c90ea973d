package dev.vireo.kernel;

/**
 * Layout of the state buffer, which belongs to the device.
 *
 * <pre>
 *   0 ..  9  this slice, cleared when it starts and copied to the host when it ends
 *  10 .. 15  counters that are never cleared
 *  16 .. 55  what belongs to the ring's partitions: PartitionLayout
 *  56 ..     list A, list B, then a task record for each slot of the ring
 * </pre>
 *
 * <p>A list has an entry for each slot of the ring, and for each invocation, which may hand back a
 * ticket of its own. An entry is the position of a slot, counted as in the slice that wrote it.
 * Slots that were requeued fill it from its end. A slot that waits for a signal is in no list.
 */
public final class StateLayout {
  /** Next ticket for a slot that was never claimed. */
  public static final int ST_TICKET = 0;

  /** Next ticket for an entry of the list of slots to resume. */
  public static final int ST_RESUME_TICKET = 1;

  /** Entries in the list of slots that gave way. */
  public static final int ST_YIELD_COUNT = 2;

  /** Complement of the smallest position that gave way; 0 when none did. */
  public static final int ST_YIELD_MAX = 3;

  /** Entries of the fence table that are settled. */
  public static final int ST_FENCES_DONE = 4;

  /** Not 0 when something waits for the end of this slice, so that a live one ends. */
  public static final int ST_END = 5;

  /** Slots to resume that were not reached and are in the list again. */
  public static final int ST_HANDED_ON = 6;

  /** Entries at the end of the list of slots that gave way: those that were requeued. */
  public static final int ST_REQUEUE_COUNT = 7;

  /** Slots that began to wait for a signal. */
  public static final int ST_PARK_COUNT = 8;

  /** Words that are cleared when a slice starts. */
  public static final int ST_SLICE_WORDS = 10;

  /** Records that PRINTF had to drop. */
  public static final int ST_DROPPED_PRINTS = 10;

  /** Non-zero once the megakernel's owner ran SHUTDOWN. */
  public static final int ST_SHUTDOWN = 11;

  /** Words that are copied to the host when a slice ends. */
  public static final int ST_REPORT_WORDS = 16;

  /** Word at which list A begins. */
  public static final int ST_LISTS = ST_REPORT_WORDS + PartitionLayout.PARTITION_STATE_WORDS;

  /** Flag in a list entry: the slot was claimed and its task record holds where to go on. */
  public static final int ENTRY_STARTED = 0x80000000;

  /** Words in a task record: state of the operation, inner number, fuel used, signal. */
  public static final int TASK_WORDS = 8;

  /** First of four words that the operation keeps for itself. */
  public static final int TASK_SAVED = 0;

  /** Number of the inner operation to go on with. */
  public static final int TASK_INNER = 4;

  /** Fuel that the slot has used. */
  public static final int TASK_FUEL_USED = 5;

  /** Word of the latest signal. */
  public static final int TASK_SIGNAL = 6;

  /** Returns how many entries a list has room for. */
  public static int listRoom(int ringSlots, int lanes) {
    return ringSlots + lanes;
  }

  /** Returns the word at which list A (0) or list B (1) begins. */
  public static int list(int which, int ringSlots, int lanes) {
    return ST_LISTS + which * listRoom(ringSlots, lanes);
  }

  /** Returns the word at which the task records begin. */
  public static int tasks(int ringSlots, int lanes) {
    return list(2, ringSlots, lanes);
  }

  /**
   * Returns the words of a state buffer.
   *
   * @param lanes most invocations of a slice
   */
  public static long words(int ringSlots, int lanes) {
    return claims(ringSlots, lanes) + (long) lanes;
  }

  /**
   * Returns the word at which there is, for each invocation, one more than the ring index of the
   * slot that it claimed last, where the ring itself does not tell.
   */
  public static int claims(int ringSlots, int lanes) {
    return tasks(ringSlots, lanes) + TASK_WORDS * ringSlots;
  }

  private StateLayout() {}
}
