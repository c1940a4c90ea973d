package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  Outcome execute(int slotBase, Task task) {
    if (RawKernel.shutDown(memory)) {
      return Outcome.CANCELLED;
    }
    memory.ring()[slotBase + SlotLayout.STATUS_WORD] = SlotStatus.CLAIMED;
    Effects.count(memory, Operation.at(memory, slotBase).opcode());
    return runClaimed(slotBase, task);
  }

  /** Claims a slot and runs nothing; returns null, or the fault of its tenant's. */
  @Nullable Outcome hold(int slotBase) {
    Operation op = Operation.at(memory, slotBase);
    try {
      tenants.enter(op.tenant()).check(op.opcode());
      memory.ring()[slotBase + SlotLayout.STATUS_WORD] = SlotStatus.CLAIMED;
      return null;
    } catch (FaultSignal fault) {
      memory.ring()[slotBase + SlotLayout.STATUS_WORD] = SlotStatus.FAULT;
      return fault.outcome(0);
    }
  }

  /** Executes a CLAIMED slot, or goes on with it, and stores its next status. */
  Outcome runClaimed(int slotBase, Task task) {
    Outcome outcome;
    int status = SlotStatus.FAULT;
    try {
      outcome = run(Operation.at(memory, slotBase), task);
      status = SlotStatus.DONE;
      ReferenceMemory.add(memory.control(), ControlLayout.DONE_COUNT, 1);
    } catch (FaultSignal fault) {
      outcome = fault.outcome(task.place());
    } catch (GiveWay way) {
      outcome = Outcome.UNFINISHED;
      status = way.status();
    }
    memory.ring()[slotBase + SlotLayout.STATUS_WORD] = status;
    return outcome;
  }

  private Outcome run(Operation op, Task task) {
    int[] results = new int[2];
    TenantTable.Tenant tenant = task.tenant();
    if (tenant == null) {
      tenant = tenants.enter(op.tenant());
      tenant.check(op.opcode());
      task.setTenant(tenant);
    }
    Window window = tenant.window(memory.control().length);
    switch (op.opcode()) {
      case Opcode.PACKED_SLOT -> packed(op, tenant, window, task);
      case Opcode.PRINTF -> print(op);
      case Opcode.LOAD_MISS -> throw new FaultSignal(FaultCode.UNSUPPORTED, op.opcode());
      case Opcode.SHUTDOWN -> Effects.apply(memory, op, results);
      default -> {
        task.enter(0);
        dispatch(op, window, results, task);
      }
    }
    return Outcome.done(results);
  }

  /** Checks all inner operations, then runs them in order up to the first that faults. */
  private void packed(Operation packed, TenantTable.Tenant tenant, Window window, Task task) {
    GuardedChecks.packed(packed);
    Operation[] inner = new Operation[PackedForm.count(packed)];
    int first = task.place();
    for (int number = 0; number < inner.length; number++) {
      task.check(number);
      inner[number] = GuardedChecks.inner(packed, number, handlers, tenant);
    }
    for (int number = first; number < inner.length; number++) {
      boolean resumed = task.enter(number);
      if (!resumed) {
        Effects.count(memory, inner[number].opcode());
      }
      dispatch(inner[number], window, new int[2], task);
    }
  }

  private void dispatch(Operation op, Window window, int[] results, Task task) {
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
    handler.run(new HandlerContext(memory, op, window, results, task));
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
