package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import java.util.Map;

/**
 * What GUARDED checks before an operation's first effect; each check throws a {@link FaultSignal}.
 * The window is that of the slot's tenant.
 */
final class GuardedChecks {
  /** The next state is not stored to an observable word. */
  static final int NO_OBSERVABLE = -1;

  /** Entries of an automaton's table for one state, one for each byte. */
  static final int DFA_STATE_WORDS = 256;

  private GuardedChecks() {}

  /** Checks a built-in operation below 8. */
  static void operation(Window window, Operation op) {
    switch (op.opcode()) {
      case Opcode.STORE_U32, Opcode.ATOMIC_ADD -> window.check(op.arg(1));
      case Opcode.LOAD_U32 -> {
        window.check(op.arg(0));
        observable(window, op.arg(1));
      }
      case Opcode.COMPARE_SWAP -> {
        window.check(op.arg(0));
        observable(window, op.arg(0));
      }
      case Opcode.MEMCPY -> {
        range(window, op.arg(0), op.arg(2));
        range(window, op.arg(1), op.arg(2));
      }
      case Opcode.DFA_STEP -> dfaStep(window, op);
      case Opcode.BATCH_FENCE -> observable(window, 0);
      default -> {}
    }
  }

  /** Checks an observable word; an index that wraps ends below the window. */
  private static void observable(Window window, int index) {
    window.check(ControlLayout.OBSERVABLE_BASE + index);
  }

  private static void range(Window window, int first, int count) {
    if (count == 0) {
      return;
    }
    window.check(first);
    if (Integer.compareUnsigned(count, window.end() - first) > 0) {
      throw new FaultSignal(FaultCode.BAD_INDEX, window.end());
    }
  }

  private static void dfaStep(Window window, Operation op) {
    if (Integer.compareUnsigned(op.arg(1), DFA_STATE_WORDS) >= 0) {
      throw new FaultSignal(FaultCode.BAD_ARGUMENT, op.arg(1));
    }
    window.check(op.arg(2));
    long entry = dfaEntry(op);
    if (entry >= window.end()) {
      throw new FaultSignal(FaultCode.BAD_INDEX, (int) entry);
    }
    if (op.arg(3) != NO_OBSERVABLE) {
      observable(window, op.arg(3));
    }
  }

  /** Returns the control word of the next state, not reduced modulo 2^32. */
  static long dfaEntry(Operation op) {
    return Integer.toUnsignedLong(op.arg(2))
        + DFA_STATE_WORDS * Integer.toUnsignedLong(op.arg(0))
        + Integer.toUnsignedLong(op.arg(1));
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
  static Operation inner(
      Operation packed,
      int number,
      Map<Integer, ReferenceHandler> handlers,
      TenantTable.Tenant tenant) {
    int count = PackedForm.count(packed);
    int total = PackedForm.totalArgs(packed);
    int start = PackedForm.offset(packed, number);
    int end = number + 1 < count ? PackedForm.offset(packed, number + 1) : total;
    if (start > end || end > total) {
      throw malformed(packed);
    }
    int opcode = PackedForm.opcode(packed, number);
    tenant.check(opcode);
    if (opcode >= Opcode.FIRST_USER && !handlers.containsKey(opcode)) {
      throw new FaultSignal(FaultCode.UNKNOWN_OPCODE, opcode);
    }
    return packed.inner(opcode, PackedForm.metadataWords(count) + start, end - start);
  }

  private static FaultSignal malformed(Operation packed) {
    return new FaultSignal(FaultCode.BAD_PACKED, packed.arg(0));
  }
}
