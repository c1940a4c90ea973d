package dev.vireo.protocol;

import static dev.vireo.protocol.SlotLayout.ARGS_PER_SLOT;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Several inner operations in one slot. The twelve argument words are a byte string, then packed
 * argument words:
 *
 * <pre>
 *  byte  0       1            2         3               2 + 2i    3 + 2i
 *      +-------+------------+---------+-------------+--+---------+-------------+-- pad to a word --
 *      | count | arg words  | opcode0 | arg offset0 |..| opcode  | arg offset  | packed arguments
 *      +-------+------------+---------+-------------+--+---------+-------------+-------------------
 * </pre>
 *
 * <p>An offset counts words in the packed area. The device runs at most {@link #MAX_DEVICE_INNER}
 * operations and reads three argument words of each, so give each of them three where they fit.
 * Source: vyre-runtime 0.6.3.
 */
public final class PackedSlot {
  /** Most operations that the device runs. */
  public static final int MAX_DEVICE_INNER = PackedLayout.PACKED_MAX_OPS;

  /** Most operations whose description fits the argument words. */
  public static final int MAX_HOST_INNER =
      (4 * ARGS_PER_SLOT - PackedLayout.PACKED_ENTRY_BYTES) / PackedLayout.PACKED_ENTRY_BYTES;

  private static final int MAX_COUNT = 255;

  private PackedSlot() {}

  /**
   * One inner operation.
   *
   * @param opcode 0 to 255; not checked against what is registered
   * @param args argument words
   */
  public record Inner(int opcode, int... args) {
    /**
     * Keeps a copy of the arguments.
     *
     * @throws IllegalArgumentException when the opcode is not 0 to 255
     */
    public Inner {
      if (opcode < 0 || opcode > 255) {
        throw new IllegalArgumentException(
            "an inner opcode has 8 bits, got 0x"
                + Integer.toHexString(opcode)
                + "; publish that operation as a slot of its own");
      }
      args = args.clone();
    }

    /** Returns a copy of the argument words. */
    @Override
    public int[] args() {
      return args.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Inner inner
          && inner.opcode == opcode
          && Arrays.equals(inner.args, args);
    }

    @Override
    public int hashCode() {
      return 31 * opcode + Arrays.hashCode(args);
    }

    @Override
    public String toString() {
      return "Inner[opcode=" + opcode + ", args=" + Arrays.toString(args) + "]";
    }
  }

  /**
   * Returns the slot, of tenant 0 and NORMAL priority, that holds {@code operations} in order.
   *
   * @throws ProtocolException.QueueFull when they do not fit twelve argument words
   */
  public static Slot encode(List<Inner> operations) {
    return Slot.of(Opcode.PACKED_SLOT, words(operations));
  }

  /**
   * Publishes {@code operations} as one slot, as {@link RingCodec#publish} does.
   *
   * @throws ProtocolException.QueueFull when they do not fit a slot, or the ring refuses the slot;
   *     nothing is written then
   */
  public static void publish(ByteBuffer ring, long slot, int tenant, List<Inner> operations) {
    RingCodec.publish(ring, slot, tenant, Opcode.PACKED_SLOT, words(operations));
  }

  private static int[] words(List<Inner> operations) {
    int count = operations.size();
    if (count > MAX_COUNT) {
      throw new ProtocolException.QueueFull(
          count + " packed operations exceed the count of 8 bits; use more slots");
    }
    int metadata = ((count + 1) * PackedLayout.PACKED_ENTRY_BYTES + 3) / 4;
    if (metadata > ARGS_PER_SLOT) {
      throw new ProtocolException.QueueFull(
          String.format(
              "%d packed operations need %d words of %d for their description alone; pack at most"
                  + " %d",
              count, metadata, ARGS_PER_SLOT, MAX_HOST_INNER));
    }
    long packed = operations.stream().mapToLong(operation -> operation.args().length).sum();
    if (metadata + packed > ARGS_PER_SLOT) {
      throw new ProtocolException.QueueFull(
          String.format(
              "%d packed operations with %d argument words need %d words, a slot has %d; use more"
                  + " slots",
              count, packed, metadata + packed, ARGS_PER_SLOT));
    }
    return pack(operations, metadata, (int) packed);
  }

  private static int[] pack(List<Inner> operations, int metadata, int packed) {
    int[] words = new int[metadata + packed];
    setByte(words, 0, operations.size());
    setByte(words, 1, packed);
    int offset = 0;
    for (int i = 0; i < operations.size(); i++) {
      int[] args = operations.get(i).args();
      setByte(words, 2 + 2 * i, operations.get(i).opcode());
      setByte(words, 3 + 2 * i, offset);
      System.arraycopy(args, 0, words, metadata + offset, args.length);
      offset += args.length;
    }
    return words;
  }

  private static void setByte(int[] words, int index, int value) {
    words[index / 4] |= value << 8 * (index % 4);
  }
}
