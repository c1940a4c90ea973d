package dev.vireo.protocol;

/**
 * Layout of the debug log: a cursor, counted in words, then records of four words.
 *
 * <pre>
 *  word  0        1           2      3      4           5 ..
 *      +--------+-----------+------+------+-----------+----
 *      | cursor | format id | arg1 | arg2 | slot base | next record
 *      +--------+-----------+------+------+-----------+----
 * </pre>
 *
 * <p>Source: vyre-runtime 0.6.3.
 */
public final class DebugLogLayout {
  /** Word that holds the cursor: words written, not records. */
  public static final int CURSOR_WORD = 0;

  /** Word at which the first record begins. */
  public static final int RECORDS_BASE = 1;

  /** Words in a record. */
  public static final int RECORD_WORDS = 4;

  /** Records in the log of a kernel. */
  public static final int RECORD_CAPACITY = 64;

  /** Words in the log of a kernel. */
  public static final int BUFFER_WORDS = RECORDS_BASE + RECORD_CAPACITY * RECORD_WORDS;

  private DebugLogLayout() {}
}
