package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.IoQueueLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.protocol.TenantRegistry;
import dev.vireo.reference.Outcome;
import dev.vireo.reference.ReferenceExecutor;
import dev.vireo.reference.ReferenceHandler;
import dev.vireo.reference.ReferenceMemory;
import dev.vireo.reference.TenantRights;
import dev.vireo.reference.TenantTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Executes slots with the reference, in the order of publication: the device named {@code
 * reference}.
 */
final class ReferenceBackend implements SlotBackend {
  private final ByteBuffer ring;
  private final ByteBuffer completions;
  private final ReferenceMemory memory;
  private final ReferenceExecutor executor;
  private final RingGeometry geometry;
  private final boolean guarded;
  private final ArrayDeque<Long> yielded = new ArrayDeque<>();
  private final ArrayDeque<Long> requeued = new ArrayDeque<>();
  private final ArrayDeque<Long> fences = new ArrayDeque<>(); // they wait for what is unfinished
  private final TreeSet<Long> unfinished = new TreeSet<>();
  private int claimed;
  private int parked;
  private int fencesSettled;
  private final TenantTable tenants = new TenantTable();

  ReferenceBackend(BackendSettings settings, Map<Integer, ReferenceHandler> handlers) {
    int slots = settings.ringSlots();
    geometry = new RingGeometry(slots);
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
    return true;
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
    into.tickets = claimed;
    into.yielded = yielded.size();
    into.requeued = requeued.size();
    into.parked = parked;
    into.fencesSettled = fencesSettled;
    into.shutdown = guarded && executor.shutdown();
    into.droppedPrints = (int) executor.droppedPrints();
  }

  @Override
  public void start(SliceRequest request) {
    long base = request.baseSequence;
    parked = 0;
    List<Long> listed = new ArrayList<>(yielded);
    listed.addAll(requeued);
    yielded.clear();
    requeued.clear();
    for (int i = 0; i < request.signalCount; i++) {
      long sequence = base + request.signalPositions[i];
      executor.signal(geometry.indexOf(sequence), request.signalWords[i]);
      resume(sequence);
    }
    listed.forEach(this::resume);
    claimed = 0;
    while (claimed < request.count && !(guarded && executor.shutdown())) {
      claim(base + request.firstPosition + claimed);
      claimed++;
    }
    settleFences();
    fencesSettled = 0;
    while (fencesSettled < request.fenceCount
        && request.fences[fencesSettled] < request.firstPosition + claimed
        && !fences.contains(base + request.fences[fencesSettled])) {
      fencesSettled++;
    }
  }

  private void claim(long sequence) {
    int first = geometry.indexOf(sequence) * SlotLayout.SLOT_WORDS;
    ring.asIntBuffer().get(first, memory.ring(), first, SlotLayout.SLOT_WORDS);
    boolean fence = memory.ring()[first + SlotLayout.OPCODE_WORD] == Opcode.BATCH_FENCE;
    if (fence && !unfinished.isEmpty()) {
      fences.add(sequence);
    } else {
      execute(sequence);
    }
  }

  private void settleFences() {
    while (!fences.isEmpty() && (unfinished.isEmpty() || fences.peekFirst() < unfinished.first())) {
      execute(fences.removeFirst());
    }
  }

  private void execute(long sequence) {
    int index = geometry.indexOf(sequence);
    Outcome outcome =
        memory.ring()[index * SlotLayout.SLOT_WORDS] == SlotStatus.PUBLISHED
            ? executor.execute(index)
            : new Outcome(CompletionStatus.CANCELLED, FaultCode.NONE, 0, 0);
    end(sequence, outcome);
  }

  private void resume(long sequence) {
    unfinished.remove(sequence);
    end(sequence, executor.resume(geometry.indexOf(sequence)));
  }

  private void end(long sequence, Outcome outcome) {
    int index = geometry.indexOf(sequence);
    int status = memory.ring()[index * SlotLayout.SLOT_WORDS];
    ring.putInt(index * SlotLayout.SLOT_BYTES, status);
    if (!outcome.unfinished()) {
      complete(index, (int) sequence, outcome);
      return;
    }
    unfinished.add(sequence);
    if (status == SlotStatus.WAIT_IO) {
      parked++;
      completions.putInt((geometry.slots() + index) * CompletionLayout.COMPLETION_BYTES, 1);
    } else {
      (status == SlotStatus.REQUEUE ? requeued : yielded).add(sequence);
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
