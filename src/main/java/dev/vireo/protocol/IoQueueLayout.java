package dev.vireo.protocol;

/** Layout of the IO queue: up to 64 slots of eight words. Source: vyre-runtime 0.6.3. */
public final class IoQueueLayout {
  /** Words in an IO slot. */
  public static final int IO_SLOT_WORDS = 8;

  /** Most slots that a queue holds. */
  public static final int IO_SLOT_COUNT = 64;

  /** Word that holds the operation. */
  public static final int OP_TYPE = 0;

  /** Word that holds the source handle. */
  public static final int SRC_HANDLE = 1;

  /** Word that holds the destination handle. */
  public static final int DST_HANDLE = 2;

  /** Low word of the offset. */
  public static final int OFFSET_LO = 3;

  /** High word of the offset. */
  public static final int OFFSET_HI = 4;

  /** Word that holds the byte count. */
  public static final int BYTE_COUNT = 5;

  /** Word that holds the status. */
  public static final int STATUS = 6;

  /** Word that holds the caller's tag. */
  public static final int TAG = 7;

  /** Bytes in an IO slot. */
  public static final int IO_SLOT_BYTES = 4 * IO_SLOT_WORDS;

  /** Operation: read from the source into the destination. */
  public static final int READ = 1;

  /** Operation: write. */
  public static final int WRITE = 2;

  /** Operation: fence. */
  public static final int FENCE = 3;

  /** Status, beside those of {@link SlotStatus}: completed. */
  public static final int OK = 0x10;

  /** Status, beside those of {@link SlotStatus}: failed. */
  public static final int ERROR = 0x11;

  private IoQueueLayout() {}
}
