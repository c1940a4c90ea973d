package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.util.Map;

/** Executes slots as {@link dev.vireo.protocol.Protection#GUARDED} says. */
final class GuardedKernel {
  private final ReferenceMemory memory;
  private final Map<Integer, ReferenceHandler> handlers;
  private final TenantTable tenants;
  private long droppedPrints;

  GuardedKernel(
      ReferenceMemory memory, Map<Integer, ReferenceHandler> handlers, TenantTable tenants) {
    this.memory = memory;
    this.handlers = handlers;
    this.tenants = tenants;
  }

  long droppedPrints() {
    return droppedPrints;
  }

  Outcome execute(int slotBase) {
    if (RawKernel.shutDown(memory)) {
      return Outcome.CANCELLED;
    }
    memory.ring()[slotBase + SlotLayout.STATUS_WORD] = SlotStatus.CLAIMED;
    Operation op = Operation.at(memory, slotBase);
    Effects.count(memory, op.opcode());
    Outcome outcome = run(op);
    boolean faulted = outcome.fault() != FaultCode.NONE;
    if (!faulted) {
      ReferenceMemory.add(memory.control(), ControlLayout.DONE_COUNT, 1);
    }
    memory.ring()[slotBase + SlotLayout.STATUS_WORD] = faulted ? SlotStatus.FAULT : SlotStatus.DONE;
    return outcome;
  }

  private Outcome run(Operation op) {
    int[] results = new int[2];
    try {
      TenantTable.Tenant tenant = tenants.enter(op.tenant());
      tenant.check(op.opcode());
      Window window = tenant.window(memory.control().length);
      switch (op.opcode()) {
        case Opcode.PACKED_SLOT -> {
          return packed(op, tenant, window);
        }
        case Opcode.PRINTF -> print(op);
        case Opcode.LOAD_MISS -> throw new FaultSignal(FaultCode.UNSUPPORTED, op.opcode());
        case Opcode.SHUTDOWN -> Effects.apply(memory, op, results);
        default -> dispatch(op, window, results);
      }
      return Outcome.done(results);
    } catch (FaultSignal fault) {
      return fault.outcome(0);
    }
  }

  /** Checks all inner operations, then runs them in order up to the first that faults. */
  private Outcome packed(Operation packed, TenantTable.Tenant tenant, Window window) {
    GuardedChecks.packed(packed);
    Operation[] inner = new Operation[PackedForm.count(packed)];
    int number = 0;
    try {
      for (; number < inner.length; number++) {
        inner[number] = GuardedChecks.inner(packed, number, handlers, tenant);
      }
      for (number = 0; number < inner.length; number++) {
        Effects.count(memory, inner[number].opcode());
        dispatch(inner[number], window, new int[2]);
      }
    } catch (FaultSignal fault) {
      return fault.outcome(number);
    }
    return Outcome.done(new int[2]);
  }

  private void dispatch(Operation op, Window window, int[] results) {
    if (Integer.compareUnsigned(op.opcode(), Opcode.FIRST_USER) < 0) {
      GuardedChecks.operation(window, op);
      if (op.opcode() == Opcode.DFA_STEP) {
        dfaStep(op, results);
      } else {
        Effects.apply(memory, op, results);
      }
      return;
    }
    ReferenceHandler handler = handlers.get(op.opcode());
    if (handler == null) {
      throw new FaultSignal(FaultCode.UNKNOWN_OPCODE, op.opcode());
    }
    handler.run(new HandlerContext(memory, op, window, results));
  }

  private void dfaStep(Operation op, int[] results) {
    results[0] = memory.control()[(int) GuardedChecks.dfaEntry(op)];
    if (op.arg(3) != GuardedChecks.NO_OBSERVABLE) {
      Effects.observe(memory.control(), op.arg(3), results[0]);
    }
  }

  /** The cursor stops at the last whole record that fits. */
  private void print(Operation op) {
    int cursor = memory.debug()[DebugLogLayout.CURSOR_WORD];
    int full = DebugLogLayout.RECORD_CAPACITY * DebugLogLayout.RECORD_WORDS;
    if (Integer.compareUnsigned(cursor, full - DebugLogLayout.RECORD_WORDS) > 0) {
      droppedPrints++;
      return;
    }
    Effects.record(memory, cursor + DebugLogLayout.RECORDS_BASE, op);
    memory.debug()[DebugLogLayout.CURSOR_WORD] = cursor + DebugLogLayout.RECORD_WORDS;
  }
}
