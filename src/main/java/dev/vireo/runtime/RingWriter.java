package dev.vireo.runtime;

import dev.vireo.gpu.Lwjgl;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.lwjgl.system.MemoryUtil;

/**
 * Fills slots in mapped memory, two words a store: all 64 bytes of a slot lie in one
 * write-combining buffer of the CPU, and none is read back. The status goes with the first store,
 * because write-combined memory keeps no order within a slot anyway; what publishes a slot is the
 * doorbell after a full fence.
 */
final class RingWriter {
  static {
    Lwjgl.configure();
  }

  private static final long HIGH = 32;
  private static final long LOW_MASK = 0xFFFF_FFFFL;
  private static final int TENANT_BYTE = 4 * SlotLayout.TENANT_WORD;
  private static final int ARGS_BYTE = 4 * SlotLayout.ARG0_WORD;

  // A bare address, because bounds checks would take half of a producer's time. An index always
  // comes
  // from RingGeometry, and the backend keeps the memory.
  private long address;
  private long stampsAddress;
  private final boolean writeCombined;

  // What is written into memory of the device is kept here too, because it cannot be relied on when
  // the device is lost, and reads of it cost a microsecond each.
  private final ByteBuffer copy;
  private final long copyAddress; // 0 without a copy

  /**
   * Writes into a ring.
   *
   * @param stamps the stamps of its slots, or null when nobody looks at them
   */
  RingWriter(ByteBuffer ring, ByteBuffer stamps, boolean writeCombined) {
    address = MemoryUtil.memAddress(ring, 0);
    stampsAddress = stamps == null ? 0 : MemoryUtil.memAddress(stamps, 0);
    this.writeCombined = writeCombined;
    copy = writeCombined ? ByteBuffer.allocateDirect(ring.capacity()) : null;
    copyAddress = copy == null ? 0 : MemoryUtil.memAddress(copy, 0);
  }

  /**
   * Goes on in other memory; while no producer has a sequence that is not published.
   *
   * @param stamps null when nobody looks at them
   */
  void move(ByteBuffer ring, ByteBuffer stamps) {
    address = MemoryUtil.memAddress(ring, 0);
    stampsAddress = stamps == null ? 0 : MemoryUtil.memAddress(stamps, 0);
  }

  /** Returns the word of a slot, as its producer wrote it but for the status. */
  int word(int index, int word) {
    return MemoryUtil.memGetInt(source(index) + (long) word * Integer.BYTES);
  }

  /**
   * Returns where slots are read from; it stays readable after {@link #move} as long as the memory
   * that was left does.
   */
  private long source(int index) {
    long from = copyAddress == 0 ? address : copyAddress;
    return from + (long) index * SlotLayout.SLOT_BYTES;
  }

  /** Returns a slot's bytes, to be published in other memory: {@link #write(int, byte[])}. */
  byte[] read(int index) {
    byte[] bytes = new byte[SlotLayout.SLOT_BYTES];
    MemoryUtil.memByteBuffer(source(index), SlotLayout.SLOT_BYTES).get(bytes);
    return bytes;
  }

  /** Writes a slot that was read; PUBLISHED again unless it was EMPTY. */
  void write(int index, byte[] bytes) {
    MemoryUtil.memByteBuffer(at(index), SlotLayout.SLOT_BYTES).put(bytes);
    boolean empty = bytes[0] == SlotStatus.EMPTY; // there are few states, all in the lowest byte
    MemoryUtil.memPutInt(at(index), empty ? SlotStatus.EMPTY : SlotStatus.PUBLISHED);
  }

  /**
   * Gives every slot the stamp of the lap before, so that none is right by chance; before the first
   * slice.
   */
  void prepareStamps(long firstSequence, RingGeometry geometry) {
    if (stamps()) {
      int index = geometry.indexOf(firstSequence);
      for (int i = 0; i < geometry.slots(); i++) {
        stamp(index, firstSequence + i - geometry.slots(), 1);
        index = geometry.next(index);
      }
    }
  }

  /** Returns whether a running kernel looks at the stamps. */
  boolean stamps() {
    return stampsAddress != 0;
  }

  /**
   * Shows consecutive slots to a running kernel; after {@link #drain}.
   *
   * @param index the first one's; they do not go past the ring's end
   */
  void stamp(int index, long sequence, int count) {
    long at = stampsAddress + (long) index * Integer.BYTES;
    for (int i = 0; i < count; i++) {
      MemoryUtil.memPutInt(at + (long) i * Integer.BYTES, (int) sequence + i);
    }
  }

  /**
   * Makes what was written visible before anything that this thread stores afterwards. Only a full
   * fence drains the buffers of write-combined memory, at about 100 ns; a release store does not
   * wait for them.
   */
  void drain() {
    if (writeCombined) {
      VarHandle.fullFence();
    } else {
      VarHandle.releaseFence();
    }
  }

  void write(int index, int tenant, Slot slot) {
    write(at(index), tenant, slot);
    if (copyAddress != 0) {
      write(source(index), tenant, slot);
    }
  }

  private static void write(long at, int tenant, Slot slot) {
    MemoryUtil.memPutLong(at, pair(SlotStatus.PUBLISHED, slot.opcode()));
    MemoryUtil.memPutLong(at + TENANT_BYTE, pair(tenant, slot.priority().ordinal()));
    MemoryUtil.memPutLong(at + ARGS_BYTE, slot.argPair(0));
    MemoryUtil.memPutLong(at + ARGS_BYTE + 8, slot.argPair(1));
    MemoryUtil.memPutLong(at + ARGS_BYTE + 16, slot.argPair(2));
    MemoryUtil.memPutLong(at + ARGS_BYTE + 24, slot.argPair(3));
    MemoryUtil.memPutLong(at + ARGS_BYTE + 32, slot.argPair(4));
    MemoryUtil.memPutLong(at + ARGS_BYTE + 40, slot.argPair(5));
  }

  void write(int index, int tenant, int opcode, int priority, int arg0, int arg1, int arg2) {
    write(at(index), tenant, opcode, priority, arg0, arg1, arg2);
    if (copyAddress != 0) {
      write(source(index), tenant, opcode, priority, arg0, arg1, arg2);
    }
  }

  private static void write(
      long at, int tenant, int opcode, int priority, int arg0, int arg1, int arg2) {
    MemoryUtil.memPutLong(at, pair(SlotStatus.PUBLISHED, opcode));
    MemoryUtil.memPutLong(at + TENANT_BYTE, pair(tenant, priority));
    MemoryUtil.memPutLong(at + ARGS_BYTE, pair(arg0, arg1));
    MemoryUtil.memPutLong(at + ARGS_BYTE + 8, pair(arg2, 0));
    MemoryUtil.memPutLong(at + ARGS_BYTE + 16, 0L);
    MemoryUtil.memPutLong(at + ARGS_BYTE + 24, 0L);
    MemoryUtil.memPutLong(at + ARGS_BYTE + 32, 0L);
    MemoryUtil.memPutLong(at + ARGS_BYTE + 40, 0L);
  }

  /**
   * Leaves a slot that could not be filled EMPTY, so that its ticket is answered without running
   * anything.
   */
  void empty(int index) {
    MemoryUtil.memPutInt(at(index), SlotStatus.EMPTY);
    if (copyAddress != 0) {
      MemoryUtil.memPutInt(source(index), SlotStatus.EMPTY);
    }
  }

  private long at(int index) {
    return address + (long) index * SlotLayout.SLOT_BYTES;
  }

  private static long pair(int low, int high) {
    return low & LOW_MASK | (long) high << HIGH;
  }
}
