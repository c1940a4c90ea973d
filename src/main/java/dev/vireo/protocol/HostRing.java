package dev.vireo.protocol;

import static dev.vireo.protocol.SlotLayout.SLOT_BYTES;
import static dev.vireo.protocol.SlotLayout.SLOT_WORDS;

import java.nio.ByteBuffer;

/**
 * A ring in host memory that takes and gives whole slots as 64 raw bytes, without looking at status
 * or opcode. Not safe for use by several threads at once. Source: vyre-runtime 0.6.3.
 */
public final class HostRing {
  private static final String NAME = "ring slot";

  private final ByteBuffer ring;

  private HostRing(ByteBuffer ring) {
    this.ring = ring;
  }

  /**
   * Returns a ring of empty slots.
   *
   * @throws ProtocolException.ByteLengthOverflow when there are more than {@link
   *     RingCodec#MAX_ENCODED_SLOTS}
   */
  public static HostRing create(long slots) {
    return new HostRing(RingCodec.encode(slots));
  }

  /** Returns the name that vyre gives to this kind of ring. */
  public String name() {
    return "in-process-host";
  }

  /** Returns how many slots are DONE. */
  public int done() {
    return RingCodec.countStatus(ring, ring.remaining() / SLOT_BYTES, SlotStatus.DONE);
  }

  /**
   * Copies {@code bytes}, from position to limit, into slot {@code slot}.
   *
   * @throws ProtocolException.MisalignedByteLength when they are not 64
   * @throws ProtocolException.MissingWord when there is no such slot
   */
  public void publish(long slot, ByteBuffer bytes) {
    int base = checkedBase(slot, bytes);
    for (int word = 0; word < SLOT_WORDS; word++) {
      Wire.setWord(ring, base + word, Wire.word(bytes, word));
    }
  }

  /**
   * Copies slot {@code slot} into {@code into}, from position to limit; its position stays as it
   * is.
   *
   * @throws ProtocolException.MisalignedByteLength when there is not room for exactly 64 bytes
   * @throws ProtocolException.MissingWord when there is no such slot
   */
  public void read(long slot, ByteBuffer into) {
    int base = checkedBase(slot, into);
    for (int word = 0; word < SLOT_WORDS; word++) {
      Wire.setWord(into, word, Wire.word(ring, base + word));
    }
  }

  private int checkedBase(long slot, ByteBuffer bytes) {
    Wire.requireU32("slot", slot);
    if (bytes.remaining() != SLOT_BYTES) {
      throw new ProtocolException.MisalignedByteLength(NAME, bytes.remaining(), SLOT_BYTES);
    }
    if (slot >= ring.remaining() / SLOT_BYTES) {
      throw new ProtocolException.MissingWord(NAME, slot * SLOT_WORDS, ring.remaining());
    }
    return (int) slot * SLOT_WORDS;
  }
}
