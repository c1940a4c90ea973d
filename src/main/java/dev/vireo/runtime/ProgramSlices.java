package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.vir0.TrapCode;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs the slots that hold programs: the device leaves them alone when it claims them, unless its
 * workers run them themselves, see {@link InlinePrograms}. Each dispatch stands in a slice's place.
 * The programs of one tenant run one after the other; tenants take turns, a dispatch each, so that
 * none waits for the end of another one's program. Guarded by the pump's turns.
 */
final class ProgramSlices {
  private final SlotBackend backend;
  private final Partitions partitions;
  private final ProgramTable table;
  private final TenantLedger tenants;
  private final ProgramTiers tiers;
  private final Map<Integer, Line> lines = new HashMap<>(); // by the tenant whose programs they are
  private final ArrayDeque<Line> order = new ArrayDeque<>(); // the same; whose turn it is first
  private Line dispatched;

  /** A claimed slot that holds a program. */
  private record Held(Partition partition, long sequence) {
    int index() {
      return partition.indexOf(sequence);
    }
  }

  /** A tenant's slots; never empty, but for the moment. */
  private static final class Line {
    final int tenant;
    final ArrayDeque<Held> waiting = new ArrayDeque<>(); // the most urgent first
    Held held;
    ProgramTask task; // runs, in slot held; null when none does

    Line(int tenant) {
      this.tenant = tenant;
    }

    boolean empty() {
      return task == null && waiting.isEmpty();
    }

    void add(Held slot) {
      ArrayDeque<Held> behind = new ArrayDeque<>();
      while (!waiting.isEmpty()
          && waiting.peekLast().partition().number() > slot.partition().number()) {
        behind.addFirst(waiting.pollLast());
      }
      waiting.addLast(slot);
      waiting.addAll(behind);
    }
  }

  ProgramSlices(
      SlotBackend backend,
      Partitions partitions,
      ProgramTable table,
      TenantLedger tenants,
      ProgramTiers tiers) {
    this.tiers = tiers;
    this.backend = backend;
    this.partitions = partitions;
    this.table = table;
    this.tenants = tenants;
  }

  /** Returns whether slots with programs were published and have not completed. */
  boolean waits() {
    for (Partition partition : partitions.each()) {
      if (partition.openProgram() != Long.MAX_VALUE) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether the host has to run a program, so that a live slice is to end soon. Where
   * workers run the next one there is, it goes on, and ends by itself when they leave one to the
   * host.
   */
  boolean needHost() {
    if (!order.isEmpty() || !backend.programs().inlines()) {
      return !order.isEmpty() || waits();
    }
    for (Partition partition : partitions.each()) {
      if (partition.openProgram(opcode -> !backend.programs().inlines(opcode))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Claims programs before which nothing waits, so that no slice has to run for that alone; none
   * does. Only a worker counts a slot of a tenant against the quota. Returns whether there were
   * any.
   */
  boolean claim() {
    boolean some = false;
    for (Partition partition : partitions.each()) {
      some |= partition.claimPrograms(this::claim);
    }
    return some;
  }

  private boolean claim(int index) {
    int opcode = slotWord(index, SlotLayout.OPCODE_WORD);
    return slotWord(index, SlotLayout.STATUS_WORD) == SlotStatus.PUBLISHED
        && slotWord(index, SlotLayout.TENANT_WORD) == 0
        && Opcode.programTenant(opcode) == 0
        && !backend.programs().inlines(opcode)
        && backend.programs().claim(index);
  }

  /** Prepares for a slice, in which workers run no program of a tenant of which one has begun. */
  void sliceStarts() {
    due();
    for (Line line : order) {
      backend.programs().forgetBindings(line.tenant);
    }
  }

  /** Returns whether a program goes on or can begin; no slice runs. */
  boolean due() {
    for (Partition partition : partitions.each()) {
      partition.takeClaimedPrograms(this::claimed, this::queue);
    }
    return !order.isEmpty();
  }

  // One that is handed on without having been claimed by a worker is PUBLISHED still.
  private boolean claimed(int index) {
    return slotWord(index, SlotLayout.STATUS_WORD) == SlotStatus.CLAIMED;
  }

  private void queue(Partition partition, long sequence) {
    Held slot = new Held(partition, sequence);
    int tenant = Opcode.programTenant(slotWord(slot.index(), SlotLayout.OPCODE_WORD));
    Line line = lines.get(tenant);
    if (line == null) {
      line = new Line(tenant);
      lines.put(tenant, line);
      order.addLast(line);
    }
    line.add(slot);
  }

  private int slotWord(int index, int word) {
    int at = index * SlotLayout.SLOT_BYTES + Integer.BYTES * word;
    return backend.ring().order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  /** Starts the next dispatch, if there is anything to run; the slice before has ended. */
  boolean start() {
    due();
    for (int tries = order.size(); tries > 0; tries--) {
      Line line = order.peekFirst();
      boolean runs = line.task != null || begin(line);
      if (runs) {
        backend.programs().start(line.task);
        dispatched = line;
      }
      order.pollFirst();
      order.addLast(line);
      leaveIfEmpty(line);
      if (runs) {
        return true;
      }
    }
    return false;
  }

  private void leaveIfEmpty(Line line) {
    if (line.empty()) {
      order.remove(line);
      lines.remove(line.tenant);
    }
  }

  /** Begins with the first of a line's slots that can run; returns false when there is none now. */
  private boolean begin(Line line) {
    while (!line.waiting.isEmpty()) {
      Held slot = line.waiting.peekFirst();
      try {
        ProgramTask task = task(slot.index());
        if (!backend.programs().begin(task)) {
          return false;
        }
        line.task = task;
        line.held = slot;
      } catch (ProgramTable.Refusal refused) {
        fault(slot, refused.fault(), 0, refused.word());
      }
      line.waiting.pollFirst();
      if (line.task != null) {
        return true;
      }
    }
    return false;
  }

  private ProgramTask task(int index) throws ProgramTable.Refusal {
    int opcode = slotWord(index, SlotLayout.OPCODE_WORD);
    int tenant = Opcode.programTenant(opcode);
    if (tenants.revoked(tenant)) {
      throw new ProgramTable.Refusal(FaultCode.DISABLED_TENANT, tenant);
    }
    int args = SlotLayout.ARG0_WORD;
    return table.task(
        index,
        slotWord(index, SlotLayout.TENANT_WORD),
        opcode,
        slotWord(index, args),
        slotWord(index, args + 1),
        slotWord(index, args + 2),
        slotWord(index, args + 3));
  }

  /** Takes notice of a dispatch that has ended. */
  void finish() {
    Line line = dispatched;
    dispatched = null;
    ProgramTask task = line.task;
    boolean ended = backend.programs().ended(task);
    tiers.worked(task, ended);
    if (!ended) {
      return;
    }
    line.task = null;
    int opcode = slotWord(task.index, SlotLayout.OPCODE_WORD);
    if (task.unsupported) {
      fault(line.held, FaultCode.UNSUPPORTED, task.pc, opcode);
    } else if (task.trap == TrapCode.FUEL) {
      fault(line.held, FaultCode.FUEL, task.pc, opcode);
    } else if (task.trap != TrapCode.NONE) {
      fault(line.held, FaultCode.TRAP, task.pc, task.trap.ordinal());
    } else {
      backend.programs().countDone();
      complete(line.held, CompletionStatus.DONE.code(), 0L);
    }
    leaveIfEmpty(line);
  }

  private void fault(Held slot, FaultCode fault, int place, int word) {
    int status = CompletionStatus.FAULT.code() | fault.ordinal() << CompletionLayout.FAULT_SHIFT;
    complete(slot, status, place & 0xFFFF_FFFFL | (long) word << Integer.SIZE);
  }

  private void complete(Held slot, int status, long results) {
    backend.programs().settled(slot.index());
    slot.partition().completeProgram(slot.sequence(), status, results);
  }

  /** Ends the program of a revoked tenant that runs, if one does; none of its dispatches does. */
  void evict(TenantAccount tenant) {
    Line line = lines.get(tenant.id());
    if (line != null && line.task != null && line.task.program.owner() == tenant) {
      backend.programs().leave(line.task);
      line.task = null;
      fault(line.held, FaultCode.DISABLED_TENANT, 0, tenant.id());
      leaveIfEmpty(line);
    }
  }

  /** Returns whether a program that has begun works on a range. */
  boolean uses(ArenaRange range) {
    for (Line line : order) {
      if (line.task != null && line.task.binding.areas().contains(range)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether a slot with an opcode, from below {@code ends} by partition, has not completed.
   */
  boolean open(int opcode, long[] ends) {
    for (Partition partition : partitions.each()) {
      if (partition.openProgram(opcode, ends[partition.number()])) {
        return true;
      }
    }
    return false;
  }

  /** Goes on with another device. */
  void moved() {
    tiers.moved(table.all());
  }

  /** Leaves all programs alone: their slots ended otherwise, and the device with them. */
  void forget() {
    if (dispatched != null) {
      tiers.failed(dispatched.task);
    }
    lines.clear();
    order.clear();
    dispatched = null;
  }
}
