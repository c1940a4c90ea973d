package dev.vireo.script;

import dev.vireo.Completion;
import dev.vireo.DebugLog;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugRecord;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A megakernel that knows a few operations and is strict about handles: they are awaited once, in
 * order, before the ring comes round. Slots are executed as early or as late as can be.
 */
final class FakeTarget implements ScriptTarget {
  /** When a slot is executed. */
  enum When {
    AT_SUBMIT,
    AT_AWAIT
  }

  private record Pending(long handle, Slot slot) {}

  private final When when;
  private final int ringSlots;
  private final int[] control;
  private final List<DebugRecord> log = new ArrayList<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Deque<Completion> completed = new ArrayDeque<>();
  private boolean shutDown;
  private long submitted;
  private int refusals;
  private RuntimeException failure;

  FakeTarget(When when, int ringSlots, int observableWords) {
    this.when = when;
    this.ringSlots = ringSlots;
    this.control = new int[ControlLayout.OBSERVABLE_BASE + observableWords];
  }

  /** From now on nothing can be submitted, because of {@code cause}. */
  void fail(RuntimeException cause) {
    shutDown = true;
    failure = cause;
  }

  /** Returns how often it had to say that it is closed. */
  int refusals() {
    return refusals;
  }

  @Override
  public String deviceName() {
    return "fake";
  }

  @Override
  public Mode mode() {
    return Mode.LIVE;
  }

  @Override
  public String modeReason() {
    return "it is a fake";
  }

  @Override
  public int ringSlots() {
    return ringSlots;
  }

  @Override
  public long submit(Slot slot) {
    if (shutDown) {
      refusals++;
      throw new ClosedException("shut down", failure);
    }
    if (pending.size() + completed.size() == ringSlots) {
      throw new IllegalStateException("a completion would be overwritten");
    }
    pending.add(new Pending(submitted, slot));
    if (when == When.AT_SUBMIT) {
      executeAll();
    }
    return submitted++;
  }

  @Override
  public Completion await(long handle) {
    executeAll();
    Completion completion = completed.remove();
    if (completion.handle() != handle) {
      throw new IllegalStateException("awaits " + handle + " before " + completion.handle());
    }
    return completion;
  }

  private void executeAll() {
    while (!pending.isEmpty()) {
      Pending next = pending.remove();
      completed.add(execute(next.handle(), next.slot()));
    }
  }

  private Completion execute(long handle, Slot slot) {
    if (slot.opcode() == Opcode.LOAD_MISS) {
      return new Completion(
          handle, CompletionStatus.FAULT, FaultCode.UNSUPPORTED, 0, slot.opcode());
    }
    int[] results = effect(slot);
    control[ControlLayout.DONE_COUNT]++;
    if (Integer.compareUnsigned(slot.opcode(), ControlLayout.METRICS_SLOTS) < 0) {
      control[ControlLayout.METRICS_BASE + slot.opcode()]++;
    }
    return new Completion(handle, CompletionStatus.DONE, FaultCode.NONE, results[0], results[1]);
  }

  private int[] effect(Slot slot) {
    switch (slot.opcode()) {
      case Opcode.STORE_U32:
        control[slot.arg(1)] = slot.arg(0);
        break;
      case Opcode.ATOMIC_ADD:
        control[slot.arg(1)] += slot.arg(0);
        return new int[] {control[slot.arg(1)] - slot.arg(0), 99};
      case Opcode.BATCH_FENCE:
        control[ControlLayout.EPOCH]++;
        break;
      case Opcode.PRINTF:
        log.add(new DebugRecord(slot.arg(0), slot.arg(1), slot.arg(2), 0));
        break;
      case Opcode.SHUTDOWN:
        control[ControlLayout.SHUTDOWN] = 1;
        shutDown = true;
        break;
      default:
        break;
    }
    return new int[2];
  }

  @Override
  public int control(int index) {
    return control[index];
  }

  @Override
  public int[] metrics() {
    int base = ControlLayout.METRICS_BASE;
    return Arrays.copyOfRange(control, base, base + ControlLayout.METRICS_SLOTS);
  }

  @Override
  public int done() {
    return control[ControlLayout.DONE_COUNT];
  }

  @Override
  public int epoch() {
    return control[ControlLayout.EPOCH];
  }

  @Override
  public DebugLog debugRecords() {
    return new DebugLog(List.copyOf(log), 0);
  }

  @Override
  public void close() {}
}
