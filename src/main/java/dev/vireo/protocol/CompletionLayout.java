package dev.vireo.protocol;

/**
 * Layout of a completion record: four words for each slot of the ring, written by the device, read
 * by the host.
 *
 * <pre>
 *  word  0       1                          2         3
 *      +-------+--------------------------+---------+---------+
 *      | stamp | status | fault code &lt;&lt; 8 | result0 | result1 |
 *      +-------+--------------------------+---------+---------+
 * </pre>
 *
 * <p>The stamp is the low word of the slot's sequence. The host prepares each record with the stamp
 * of the lap before, so that no stamp is right by chance, whatever sequence the ring starts at.
 */
public final class CompletionLayout {
  /** Words in a record. */
  public static final int COMPLETION_WORDS = 4;

  /** Bytes in a record. */
  public static final int COMPLETION_BYTES = 4 * COMPLETION_WORDS;

  /** Word that holds the low word of the sequence. */
  public static final int COMPLETION_STAMP = 0;

  /** Word that holds status and fault code. */
  public static final int COMPLETION_STATUS = 1;

  /** Word that holds the first result. */
  public static final int COMPLETION_RESULT0 = 2;

  /** Word that holds the second result. */
  public static final int COMPLETION_RESULT1 = 3;

  /** Bits by which the fault code is shifted in the status word. */
  public static final int FAULT_SHIFT = 8;

  /** Mask of the fault code in the status word, once shifted. */
  public static final int FAULT_MASK = 0xF;

  /**
   * Bits by which the host shifts how often it published the slot again, in the status words that
   * it hands on; the device stores 0 there.
   */
  public static final int REPUBLISHED_SHIFT = 12;

  /** Most that is counted there. */
  public static final int REPUBLISHED_MOST = 0xF;

  /** Mask of the status in the status word. */
  public static final int STATUS_MASK = 0xFF;

  private CompletionLayout() {}
}
