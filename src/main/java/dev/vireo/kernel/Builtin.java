package dev.vireo.kernel;

import dev.vireo.protocol.Opcode;

/**
 * Operations that a kernel can have built in; a kernel contains those in use, not all there are.
 */
public enum Builtin {
  /** {@link Opcode#NOP}. */
  NOP(Opcode.NOP, null, null),
  /** {@link Opcode#STORE_U32}. */
  STORE_U32(Opcode.STORE_U32, "store_u32", "opStoreU32"),
  /** {@link Opcode#ATOMIC_ADD}. */
  ATOMIC_ADD(Opcode.ATOMIC_ADD, "atomic_add", "opAtomicAdd"),
  /** {@link Opcode#LOAD_U32}. */
  LOAD_U32(Opcode.LOAD_U32, "load_u32", "opLoadU32"),
  /** {@link Opcode#COMPARE_SWAP}. */
  COMPARE_SWAP(Opcode.COMPARE_SWAP, "compare_swap", "opCompareSwap"),
  /** {@link Opcode#MEMCPY}. */
  MEMCPY(Opcode.MEMCPY, "memcpy", "opMemcpy"),
  /** {@link Opcode#DFA_STEP}. */
  DFA_STEP(Opcode.DFA_STEP, "dfa_step", "opDfaStep"),
  /** {@link Opcode#BATCH_FENCE}. */
  BATCH_FENCE(Opcode.BATCH_FENCE, "batch_fence", "opBatchFence"),
  /** {@link Opcode#LOAD_MISS}. */
  LOAD_MISS(Opcode.LOAD_MISS, "load_miss", "opLoadMiss"),
  /** {@link Opcode#PRINTF}. */
  PRINTF(Opcode.PRINTF, "printf", "opPrintf"),
  /** {@link Opcode#PACKED_SLOT}; the worker unpacks it. */
  PACKED_SLOT(Opcode.PACKED_SLOT, null, null),
  /** {@link Opcode#SHUTDOWN}. */
  SHUTDOWN(Opcode.SHUTDOWN, "shutdown", "opShutdown");

  /** In a set of operations: tenants are told apart. Not the bit of any operation. */
  public static final int TENANTS_BIT = 1 << 31;

  /** In a set of operations: there are programs. Not the bit of any operation. */
  public static final int PROGRAMS_BIT = 1 << 30;

  private static final int[] LOW_BITS = new int[Opcode.FIRST_USER];

  static {
    for (Builtin builtin : values()) {
      if (Integer.compareUnsigned(builtin.opcode, LOW_BITS.length) < 0) {
        LOW_BITS[builtin.opcode] = builtin.bit();
      }
    }
  }

  private final int opcode;
  private final String file;
  private final String function;

  Builtin(int opcode, String file, String function) {
    this.opcode = opcode;
    this.file = file;
    this.function = function;
  }

  /** Returns the operation's opcode. */
  public int opcode() {
    return opcode;
  }

  /** Returns the name of its GLSL file in {@code shaders/ops}, or null when it has none. */
  String file() {
    return file;
  }

  /** Returns the name of its GLSL function, or null when it has none. */
  String function() {
    return function;
  }

  /** Returns this operation's bit in a set of operations. */
  public int bit() {
    return 1 << ordinal();
  }

  /** Returns whether the operation is in {@code set}. */
  boolean in(int set) {
    return (set & bit()) != 0;
  }

  /**
   * Returns the bit of the operation with {@code opcode}, or 0 when there is none. Allocates
   * nothing.
   */
  public static int bitOf(int opcode) {
    if (Integer.compareUnsigned(opcode, LOW_BITS.length) < 0) {
      return LOW_BITS[opcode];
    }
    switch (opcode) {
      case Opcode.LOAD_MISS:
        return LOAD_MISS.bit();
      case Opcode.PRINTF:
        return PRINTF.bit();
      case Opcode.PACKED_SLOT:
        return PACKED_SLOT.bit();
      case Opcode.SHUTDOWN:
        return SHUTDOWN.bit();
      default:
        return 0;
    }
  }
}
