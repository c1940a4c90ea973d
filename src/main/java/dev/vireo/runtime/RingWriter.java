package dev.vireo.runtime;

import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Fills slots in mapped memory, two words a store: all 64 bytes of a slot lie in one
 * write-combining buffer of the CPU, and none is read back. The status goes with the first store,
 * because write-combined memory keeps no order within a slot anyway; what publishes a slot is the
 * doorbell after a full fence.
 */
final class RingWriter {
  private static final long HIGH = 32;
  private static final long LOW_MASK = 0xFFFF_FFFFL;
  private static final int TENANT_BYTE = 4 * SlotLayout.TENANT_WORD;
  private static final int ARGS_BYTE = 4 * SlotLayout.ARG0_WORD;

  private final ByteBuffer ring;
  private final boolean writeCombined;

  RingWriter(ByteBuffer ring, boolean writeCombined) {
    this.ring = ring.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.writeCombined = writeCombined;
  }

  /**
   * Makes what was written visible before anything that this thread stores afterwards. Only a full
   * fence drains the buffers of write-combined memory, at about 100 ns; a release store does not
   * wait for them.
   */
  void drain() {
    if (writeCombined) {
      VarHandle.fullFence();
    }
  }

  void write(int index, Slot slot) {
    int at = index * SlotLayout.SLOT_BYTES;
    ring.putLong(at, pair(SlotStatus.PUBLISHED, slot.opcode()));
    ring.putLong(at + TENANT_BYTE, pair(slot.tenant(), slot.priority().ordinal()));
    for (int i = 0; i < SlotLayout.ARGS_PER_SLOT; i += 2) {
      ring.putLong(at + ARGS_BYTE + 4 * i, pair(slot.arg(i), slot.arg(i + 1)));
    }
  }

  void write(int index, int opcode, int priority, int arg0, int arg1, int arg2) {
    int at = index * SlotLayout.SLOT_BYTES;
    ring.putLong(at, pair(SlotStatus.PUBLISHED, opcode));
    ring.putLong(at + TENANT_BYTE, pair(0, priority));
    ring.putLong(at + ARGS_BYTE, pair(arg0, arg1));
    ring.putLong(at + ARGS_BYTE + 8, pair(arg2, 0));
    for (int i = 4; i < SlotLayout.ARGS_PER_SLOT; i += 2) {
      ring.putLong(at + ARGS_BYTE + 4 * i, 0L);
    }
  }

  /**
   * Leaves a slot that could not be filled EMPTY, so that its ticket is answered without running
   * anything.
   */
  void empty(int index) {
    ring.putInt(index * SlotLayout.SLOT_BYTES, SlotStatus.EMPTY);
  }

  private static long pair(int low, int high) {
    return low & LOW_MASK | (long) high << HIGH;
  }
}
