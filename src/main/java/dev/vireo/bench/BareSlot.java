package dev.vireo.bench;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.SlotStatus;
import org.lwjgl.system.MemoryUtil;

/** A slot as a program without the library writes it. */
final class BareSlot {
  private static final long LOW_MASK = 0xFFFF_FFFFL;

  private BareSlot() {}

  /** Fills 64 bytes with an ATOMIC_ADD of 1 to a word. */
  static void fill(long address, int word) {
    MemoryUtil.memPutLong(address, pair(SlotStatus.PUBLISHED, Opcode.ATOMIC_ADD));
    MemoryUtil.memPutLong(address + 8, pair(0, Priority.NORMAL.ordinal()));
    MemoryUtil.memPutLong(address + 16, pair(1, word));
    MemoryUtil.memPutLong(address + 24, 0L);
    MemoryUtil.memPutLong(address + 32, 0L);
    MemoryUtil.memPutLong(address + 40, 0L);
    MemoryUtil.memPutLong(address + 48, 0L);
    MemoryUtil.memPutLong(address + 56, 0L);
  }

  /** Two words as they lie in memory. */
  static long pair(int low, int high) {
    return low & LOW_MASK | (long) high << Integer.SIZE;
  }
}
