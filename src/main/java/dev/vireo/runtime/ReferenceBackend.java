package dev.vireo.runtime;

import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.IoQueueLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.protocol.TenantRegistry;
import dev.vireo.reference.Outcome;
import dev.vireo.reference.PartitionOrder;
import dev.vireo.reference.ReferenceExecutor;
import dev.vireo.reference.ReferenceHandler;
import dev.vireo.reference.ReferenceMemory;
import dev.vireo.reference.TenantRights;
import dev.vireo.reference.TenantTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Executes slots with the reference, in the order of publication: the device named {@code
 * reference}.
 */
final class ReferenceBackend implements SlotBackend {
  /** Claims of a slice where urgent slots may come meanwhile. */
  private static final int MOST_CLAIMS = 64;

  private final ByteBuffer ring;
  private final ByteBuffer completions;
  private final ReferenceMemory memory;
  private final ReferenceExecutor executor;
  private final Part[] parts; // one where the ring has none
  private final int ringSlots;
  private final PartitionOrder order = new PartitionOrder();
  private final boolean guarded;
  private final List<Long> yielded = new ArrayList<>(); // handles
  private final List<Long> requeued = new ArrayList<>();
  private final TenantTable tenants = new TenantTable();
  private final ReferenceArena arena;
  private final ReferencePrograms programs;
  private boolean hasPrograms;

  /** A partition in this slice, but for what is unfinished. */
  private static final class Part {
    final RingGeometry geometry;
    final ArrayDeque<Long> fences = new ArrayDeque<>(); // they wait for what is unfinished
    final TreeSet<Long> unfinished = new TreeSet<>();
    int claimed;
    int parked;
    int fencesSettled;

    Part(RingGeometry geometry) {
      this.geometry = geometry;
    }

    void begin() {
      claimed = 0;
      parked = 0;
    }
  }

  ReferenceBackend(BackendSettings settings, Map<Integer, ReferenceHandler> handlers) {
    int slots = settings.ringSlots();
    ringSlots = slots;
    parts =
        Arrays.stream(RingGeometry.partitions(slots, settings.partitioned()))
            .map(Part::new)
            .toArray(Part[]::new);
    guarded = settings.protection() == Protection.GUARDED;
    ring = words(slots * SlotLayout.SLOT_WORDS);
    completions = words(2 * slots * CompletionLayout.COMPLETION_WORDS);
    memory =
        new ReferenceMemory(
            settings.control().clone(),
            new int[slots * SlotLayout.SLOT_WORDS],
            new int[DebugLogLayout.BUFFER_WORDS],
            new int[IoQueueLayout.IO_SLOT_WORDS * IoQueueLayout.IO_SLOT_COUNT]);
    executor =
        new ReferenceExecutor(
            settings.protection(), memory, handlers, tenants, settings.slotBudget());
    arena = new ReferenceArena(settings.blockWords());
    programs =
        new ReferencePrograms(
            arena,
            memory.control(),
            this::programSettled,
            Integer.toUnsignedLong(settings.slotBudget()));
  }

  private static ByteBuffer words(int count) {
    return ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String deviceName() {
    return "reference (Java)";
  }

  @Override
  public String modeReason() {
    return "the reference runs slots in Java, one after the other";
  }

  @Override
  public ByteBuffer ring() {
    return ring;
  }

  @Override
  public boolean writeCombined() {
    return false;
  }

  @Override
  public ByteBuffer completions() {
    return completions;
  }

  @Override
  public void prepare(int builtins) {
    // The reference has every operation.
    hasPrograms = (builtins & Builtin.PROGRAMS_BIT) != 0;
  }

  @Override
  public boolean helps() {
    return false;
  }

  @Override
  public boolean sparesCores() {
    return false;
  }

  @Override
  public boolean prepared(int builtins) {
    return hasPrograms == ((builtins & Builtin.PROGRAMS_BIT) != 0);
  }

  @Override
  public ByteBuffer stamps() {
    return null;
  }

  @Override
  public boolean ended(boolean wait) {
    return true;
  }

  @Override
  public void stop() {
    // No slice goes on.
  }

  @Override
  public void finish(SliceReport into) {
    for (int i = 0; i < parts.length; i++) {
      into.parts[i].tickets = parts[i].claimed;
      into.parts[i].fencesSettled = parts[i].fencesSettled;
      into.parts[i].parked = parts[i].parked;
    }
    into.yielded = yielded.size();
    into.requeued = requeued.size();
    into.shutdown = guarded && executor.shutdown();
    into.droppedPrints = (int) executor.droppedPrints();
  }

  @Override
  public void start(SliceRequest request) {
    Arrays.stream(parts).forEach(Part::begin);
    List<Long> listed = new ArrayList<>(yielded);
    listed.addAll(requeued);
    yielded.clear();
    requeued.clear();
    for (int i = 0; i < parts.length; i++) {
      resumeSignalled(i, request.parts[i]);
    }
    listed.forEach(this::resume);
    claimAll(request);
    for (int i = 0; i < parts.length; i++) {
      settleFences(i, request.parts[i]);
    }
  }

  private void resumeSignalled(int number, SliceRequest part) {
    for (int i = 0; i < part.signalCount; i++) {
      long sequence = part.baseSequence + part.signalPositions[i];
      executor.signal(parts[number].geometry.indexOf(sequence), part.signalWords[i]);
      resume(Handles.of(number, sequence));
    }
  }

  private void claimAll(SliceRequest request) {
    IntPredicate waits = i -> parts[i].claimed < request.parts[i].count;
    if (parts.length == 1) {
      while (waits.test(0) && running()) {
        claim(0, request);
      }
      return;
    }
    order.begin(i -> request.parts[i].waited);
    int next = order.next(waits);
    for (int claims = 0; next >= 0 && claims < MOST_CLAIMS && running(); claims++) {
      claim(next, request.parts[next]);
      order.claimed(next);
      next = order.next(waits);
    }
  }

  private boolean running() {
    return !(guarded && executor.shutdown());
  }

  private void claim(int number, SliceRequest request) {
    Part part = parts[number];
    long sequence = request.baseSequence + request.firstPosition + part.claimed;
    part.claimed++;
    int first = part.geometry.indexOf(sequence) * SlotLayout.SLOT_WORDS;
    // A slot that is claimed is counted before it runs: in RAW it may read or store the counter.
    int counts = parts.length > 1 ? 1 : 0;
    memory.control()[ControlLayout.PRIORITY_FAIRNESS_BASE + number] += counts;
    ring.asIntBuffer().get(first, memory.ring(), first, SlotLayout.SLOT_WORDS);
    boolean fence = memory.ring()[first + SlotLayout.OPCODE_WORD] == Opcode.BATCH_FENCE;
    if (holdsProgram(first)) {
      claimProgram(number, sequence);
    } else if (fence && !part.unfinished.isEmpty()) {
      part.fences.add(sequence);
    } else if (!execute(number, sequence)) {
      memory.control()[ControlLayout.PRIORITY_FAIRNESS_BASE + number] -= counts;
    }
  }

  // The pump runs it; what must not run is answered here as everything else is.
  private void claimProgram(int number, long sequence) {
    int index = parts[number].geometry.indexOf(sequence);
    Outcome refused = executor.hold(index);
    int status = memory.ring()[index * SlotLayout.SLOT_WORDS];
    ring.putInt(index * SlotLayout.SLOT_BYTES, status);
    if (refused == null) {
      parts[number].unfinished.add(sequence);
    } else {
      complete(index, (int) sequence, refused);
    }
  }

  private boolean holdsProgram(int first) {
    return guarded
        && hasPrograms
        && memory.ring()[first] == SlotStatus.PUBLISHED
        && Opcode.program(memory.ring()[first + SlotLayout.OPCODE_WORD]);
  }

  private void programSettled(int index) {
    for (Part part : parts) {
      part.unfinished.removeIf(sequence -> part.geometry.indexOf(sequence) == index);
    }
  }

  @Override
  public ProgramBackend programs() {
    return programs;
  }

  @Override
  public ArenaBackend arena() {
    return arena;
  }

  private void settleFences(int number, SliceRequest request) {
    Part part = parts[number];
    while (!part.fences.isEmpty()
        && (part.unfinished.isEmpty() || part.fences.peekFirst() < part.unfinished.first())) {
      execute(number, part.fences.removeFirst());
    }
    int settled = 0;
    while (settled < request.fenceCount
        && request.fences[settled] < request.firstPosition + part.claimed
        && !part.fences.contains(request.baseSequence + request.fences[settled])) {
      settled++;
    }
    part.fencesSettled = settled;
  }

  /** Runs a slot, or answers it otherwise; returns whether it was claimed. */
  private boolean execute(int number, long sequence) {
    int index = parts[number].geometry.indexOf(sequence);
    Outcome outcome =
        memory.ring()[index * SlotLayout.SLOT_WORDS] == SlotStatus.PUBLISHED
            ? executor.execute(index)
            : new Outcome(CompletionStatus.CANCELLED, FaultCode.NONE, 0, 0);
    end(number, sequence, outcome);
    return outcome.unfinished()
        || outcome.status() == CompletionStatus.DONE
        || outcome.status() == CompletionStatus.FAULT;
  }

  private void resume(long handle) {
    int number = Handles.partition(handle);
    long sequence = Handles.sequence(handle);
    parts[number].unfinished.remove(sequence);
    end(number, sequence, executor.resume(parts[number].geometry.indexOf(sequence)));
  }

  private void end(int number, long sequence, Outcome outcome) {
    Part part = parts[number];
    int index = part.geometry.indexOf(sequence);
    int status = memory.ring()[index * SlotLayout.SLOT_WORDS];
    ring.putInt(index * SlotLayout.SLOT_BYTES, status);
    if (!outcome.unfinished()) {
      complete(index, (int) sequence, outcome);
      return;
    }
    part.unfinished.add(sequence);
    if (status == SlotStatus.WAIT_IO) {
      part.parked++;
      completions.putInt((ringSlots + index) * CompletionLayout.COMPLETION_BYTES, 1);
    } else {
      (status == SlotStatus.REQUEUE ? requeued : yielded).add(Handles.of(number, sequence));
    }
  }

  private void complete(int index, int sequence, Outcome outcome) {
    int at = index * CompletionLayout.COMPLETION_BYTES;
    int status =
        outcome.status().code() | outcome.fault().ordinal() << CompletionLayout.FAULT_SHIFT;
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STATUS, status);
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT0, outcome.result0());
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT1, outcome.result1());
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STAMP, sequence);
  }

  @Override
  public boolean directAccess() {
    return true;
  }

  @Override
  public void readControl(int first, int[] into, int offset, int count) {
    System.arraycopy(memory.control(), first, into, offset, count);
  }

  @Override
  public void writeControl(int first, int[] from, int offset, int count) {
    System.arraycopy(from, offset, memory.control(), first, count);
  }

  @Override
  public void putTenant(int id, TenantGrant grant) {
    int firstOpcode = TenantRegistry.OPCODE_BASE + id * TenantRegistry.OPCODES_PER_TENANT;
    IntPredicate opcodes =
        opcode ->
            grant.opcodes().contains(opcode)
                || Integer.compareUnsigned(opcode - firstOpcode, TenantRegistry.OPCODES_PER_TENANT)
                    < 0;
    tenants.put(id, new TenantRights(grant.first(), grant.end(), opcodes, grant.quota()));
  }

  @Override
  public void disableTenant(int id) {
    tenants.disable(id);
  }

  @Override
  public void removeTenant(int id) {
    tenants.remove(id);
  }

  @Override
  public int[] readDebugLog() {
    return memory.debug().clone();
  }

  @Override
  public int[] readRing() {
    return memory.ring().clone();
  }

  @Override
  public void giveUpAt(long nanoTime) {
    // No slice of the reference can be stuck: every operation is bounded by the size of its
    // buffers.
  }

  @Override
  public boolean abandoned() {
    return false;
  }

  @Override
  public void close() {
    // Everything lies in Java's own memory.
  }
}
