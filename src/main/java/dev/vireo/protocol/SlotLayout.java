package dev.vireo.protocol;

/**
 * Layout of one ring slot: 16 little-endian words, 64 bytes.
 *
 * <pre>
 *  word  0        1        2        3         4 .. 15
 *      +--------+--------+--------+----------+------------------+
 *      | status | opcode | tenant | priority | arg0 .. arg11    |
 *      +--------+--------+--------+----------+------------------+
 * </pre>
 *
 * <p>Slot {@code s} occupies words {@code [16 s, 16 s + 16)} of the ring. Source: vyre-runtime
 * 0.6.3.
 */
public final class SlotLayout {
  /** Words in a slot. */
  public static final int SLOT_WORDS = 16;

  /** Bytes in a slot. */
  public static final int SLOT_BYTES = 4 * SLOT_WORDS;

  /** Word that holds the status; the one that is compared and swapped. */
  public static final int STATUS_WORD = 0;

  /** Word that holds the opcode. */
  public static final int OPCODE_WORD = 1;

  /** Word that holds the tenant's id. */
  public static final int TENANT_WORD = 2;

  /** Word that holds the priority, 0 to 4; vyre's device never reads it. */
  public static final int PRIORITY_WORD = 3;

  /** First argument word. */
  public static final int ARG0_WORD = 4;

  /** Argument words in a slot. */
  public static final int ARGS_PER_SLOT = 12;

  private SlotLayout() {}
}
