package dev.vireo.reference;

import dev.vireo.protocol.SlotLayout;

/**
 * One operation to execute: a slot, or an inner operation of a PACKED slot.
 *
 * @param slotBase word offset of the slot in the ring
 * @param args twelve words; an inner operation has zeros after its own arguments
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never compared.
record Operation(int opcode, int tenant, int slotBase, int[] args) {
  /** Reads the slot at ring word {@code slotBase}; words beyond the ring are 0. */
  static Operation at(ReferenceMemory memory, int slotBase) {
    int[] args = new int[SlotLayout.ARGS_PER_SLOT];
    for (int i = 0; i < args.length; i++) {
      args[i] = ReferenceMemory.read(memory.ring(), slotBase + SlotLayout.ARG0_WORD + i);
    }
    int opcode = ReferenceMemory.read(memory.ring(), slotBase + SlotLayout.OPCODE_WORD);
    int tenant = ReferenceMemory.read(memory.ring(), slotBase + SlotLayout.TENANT_WORD);
    return new Operation(opcode, tenant, slotBase, args);
  }

  /**
   * Returns the inner operation whose arguments are {@code count} words of this one's from {@code
   * first} on.
   */
  Operation inner(int innerOpcode, int first, int count) {
    int[] own = new int[SlotLayout.ARGS_PER_SLOT];
    System.arraycopy(args, first, own, 0, count);
    return new Operation(innerOpcode, tenant, slotBase, own);
  }

  int arg(int index) {
    return args[index];
  }

  /**
   * Returns byte {@code index} of the argument words read as a little-endian byte string, 0 to 255.
   */
  int packedByte(int index) {
    return args[index >> 2] >>> (8 * (index & 3)) & 0xFF;
  }
}
