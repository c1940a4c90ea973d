package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import java.util.Map;

/**
 * What GUARDED checks before an operation's first effect; each check throws a {@link FaultSignal}.
 * The window is every control word from 160 on.
 */
final class GuardedChecks {
  /** The next state is not stored to an observable word. */
  static final int NO_OBSERVABLE = -1;

  /** Entries of an automaton's table for one state, one for each byte. */
  static final int DFA_STATE_WORDS = 256;

  private GuardedChecks() {}

  /** Checks a built-in operation below 8. */
  static void operation(ReferenceMemory memory, Operation op) {
    switch (op.opcode()) {
      case Opcode.STORE_U32, Opcode.ATOMIC_ADD -> word(memory, op.arg(1));
      case Opcode.LOAD_U32 -> {
        word(memory, op.arg(0));
        observable(memory, op.arg(1));
      }
      case Opcode.COMPARE_SWAP -> {
        word(memory, op.arg(0));
        observable(memory, op.arg(0));
      }
      case Opcode.MEMCPY -> {
        range(memory, op.arg(0), op.arg(2));
        range(memory, op.arg(1), op.arg(2));
      }
      case Opcode.DFA_STEP -> dfaStep(memory, op);
      case Opcode.BATCH_FENCE -> observable(memory, 0);
      default -> {}
    }
  }

  /** Checks one control word. */
  static void word(ReferenceMemory memory, int index) {
    if (Integer.compareUnsigned(index, ControlLayout.OBSERVABLE_BASE) < 0
        || !ReferenceMemory.holds(memory.control(), index)) {
      throw new FaultSignal(FaultCode.BAD_INDEX, index);
    }
  }

  /** Checks an observable word; an index that wraps ends below the window. */
  private static void observable(ReferenceMemory memory, int index) {
    word(memory, ControlLayout.OBSERVABLE_BASE + index);
  }

  private static void range(ReferenceMemory memory, int first, int count) {
    if (count == 0) {
      return;
    }
    word(memory, first);
    int length = memory.control().length;
    if (Integer.compareUnsigned(count, length - first) > 0) {
      throw new FaultSignal(FaultCode.BAD_INDEX, length);
    }
  }

  private static void dfaStep(ReferenceMemory memory, Operation op) {
    if (Integer.compareUnsigned(op.arg(1), DFA_STATE_WORDS) >= 0) {
      throw new FaultSignal(FaultCode.BAD_ARGUMENT, op.arg(1));
    }
    word(memory, op.arg(2));
    long entry = dfaEntry(op);
    if (entry >= memory.control().length) {
      throw new FaultSignal(FaultCode.BAD_INDEX, (int) entry);
    }
    if (op.arg(3) != NO_OBSERVABLE) {
      observable(memory, op.arg(3));
    }
  }

  /** Returns the control word of the next state, not reduced modulo 2^32. */
  static long dfaEntry(Operation op) {
    return Integer.toUnsignedLong(op.arg(2))
        + DFA_STATE_WORDS * Integer.toUnsignedLong(op.arg(0))
        + Integer.toUnsignedLong(op.arg(1));
  }

  /** Checks that a slot's tenant is known and enabled. */
  static void tenant(TenantTable tenants, int id) {
    if (!tenants.knows(id)) {
      throw new FaultSignal(FaultCode.UNKNOWN_TENANT, id);
    }
    if (!tenants.enabled(id)) {
      throw new FaultSignal(FaultCode.DISABLED_TENANT, id);
    }
  }

  /** Checks that a PACKED slot as a whole fits its argument words. */
  static void packed(Operation packed) {
    int count = PackedForm.count(packed);
    if (count > PackedForm.MAX_INNER
        || PackedForm.metadataWords(count) + PackedForm.totalArgs(packed)
            > SlotLayout.ARGS_PER_SLOT) {
      throw malformed(packed);
    }
  }

  /**
   * Checks an inner operation's place and opcode, and returns it; its indices are checked when it
   * runs.
   */
  static Operation inner(Operation packed, int number, Map<Integer, ReferenceHandler> handlers) {
    int count = PackedForm.count(packed);
    int total = PackedForm.totalArgs(packed);
    int start = PackedForm.offset(packed, number);
    int end = number + 1 < count ? PackedForm.offset(packed, number + 1) : total;
    if (start > end || end > total) {
      throw malformed(packed);
    }
    int opcode = PackedForm.opcode(packed, number);
    if (opcode >= Opcode.FIRST_USER && !handlers.containsKey(opcode)) {
      throw new FaultSignal(FaultCode.UNKNOWN_OPCODE, opcode);
    }
    return packed.inner(opcode, PackedForm.metadataWords(count) + start, end - start);
  }

  private static FaultSignal malformed(Operation packed) {
    return new FaultSignal(FaultCode.BAD_PACKED, packed.arg(0));
  }
}
