package dev.vireo.protocol;

/**
 * Layout of a PACKED slot's twelve argument words, read as 48 bytes: byte 0 the number of inner
 * operations, byte 1 the argument words in all, then opcode and argument offset of each operation;
 * the packed argument words follow at the next whole word.
 *
 * <p>Source: vyre-runtime 0.6.3.
 */
public final class PackedLayout {
  /** Bytes before the first operation's entry; an entry is as long. */
  public static final int PACKED_ENTRY_BYTES = 2;

  /** Most inner operations that a device runs. */
  public static final int PACKED_MAX_OPS = 4;

  /** Argument words that vyre's device reads for an inner operation. */
  public static final int PACKED_RAW_ARGS = 3;

  private PackedLayout() {}
}
