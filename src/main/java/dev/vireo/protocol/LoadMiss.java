package dev.vireo.protocol;

import static dev.vireo.protocol.SlotLayout.SLOT_WORDS;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A request for a resource that is not resident. No publisher accepts its opcode: only its raw
 * bytes reach a ring. Source: vyre-runtime 0.6.3.
 *
 * @param resourceId any 32-bit value
 * @param prefetch whether the resource is only expected to be needed
 */
public record LoadMiss(int resourceId, boolean prefetch) {
  /**
   * Returns the 64 bytes of a PUBLISHED slot of tenant 0 and CRITICAL priority, little-endian, on
   * the heap.
   */
  public ByteBuffer encode() {
    ByteBuffer slot = Wire.zeroed(SlotLayout.SLOT_BYTES);
    Wire.setWord(slot, SlotLayout.STATUS_WORD, SlotStatus.PUBLISHED);
    Wire.setWord(slot, SlotLayout.OPCODE_WORD, Opcode.LOAD_MISS);
    Wire.setWord(slot, SlotLayout.PRIORITY_WORD, Priority.CRITICAL.ordinal());
    Wire.setWord(slot, SlotLayout.ARG0_WORD, resourceId);
    Wire.setWord(slot, SlotLayout.ARG0_WORD + 1, prefetch ? 1 : 0);
    return slot;
  }

  /**
   * Returns the request in slot {@code slot}, whatever its status, or nothing when the slot holds
   * another opcode or the buffer ends before its second argument. Bytes after the last whole word
   * are ignored.
   *
   * @param slot any value; there is nothing in a slot that does not exist
   */
  public static Optional<LoadMiss> decode(ByteBuffer ring, long slot) {
    if (slot < 0 || slot > RingCodec.MAX_SLOTS) {
      return Optional.empty();
    }
    long base = slot * SLOT_WORDS;
    if (!Wire.hasWord(ring, base + SlotLayout.ARG0_WORD + 1)
        || Wire.word(ring, (int) base + SlotLayout.OPCODE_WORD) != Opcode.LOAD_MISS) {
      return Optional.empty();
    }
    int arg0 = (int) base + SlotLayout.ARG0_WORD;
    return Optional.of(new LoadMiss(Wire.word(ring, arg0), Wire.word(ring, arg0 + 1) != 0));
  }
}
