package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.IoQueueLayout;
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
import java.util.Arrays;
import java.util.Map;
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
  private final RingGeometry[] partitions; // one where the ring has none
  private final PartitionOrder order = new PartitionOrder();
  private final boolean guarded;
  private final int[] claimed;
  private final int[] fencesSettled;
  private final TenantTable tenants = new TenantTable();

  ReferenceBackend(BackendSettings settings, Map<Integer, ReferenceHandler> handlers) {
    int slots = settings.ringSlots();
    partitions = RingGeometry.partitions(slots, settings.partitioned());
    claimed = new int[partitions.length];
    fencesSettled = new int[partitions.length];
    guarded = settings.protection() == Protection.GUARDED;
    ring = words(slots * SlotLayout.SLOT_WORDS);
    completions = words(slots * CompletionLayout.COMPLETION_WORDS);
    memory =
        new ReferenceMemory(
            settings.control().clone(),
            new int[slots * SlotLayout.SLOT_WORDS],
            new int[DebugLogLayout.BUFFER_WORDS],
            new int[IoQueueLayout.IO_SLOT_WORDS * IoQueueLayout.IO_SLOT_COUNT]);
    executor = new ReferenceExecutor(settings.protection(), memory, handlers, tenants);
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
    for (int i = 0; i < partitions.length; i++) {
      into.parts[i].tickets = claimed[i];
      into.parts[i].fencesSettled = fencesSettled[i];
    }
    into.yielded = 0;
    into.shutdown = guarded && executor.shutdown();
    into.droppedPrints = (int) executor.droppedPrints();
  }

  @Override
  public void start(SliceRequest request) {
    IntPredicate waits = i -> claimed[i] < request.parts[i].count;
    Arrays.fill(claimed, 0);
    if (partitions.length == 1) {
      while (waits.test(0) && running()) {
        claim(0, request);
      }
    } else {
      order.begin(i -> request.parts[i].waited);
      int next = order.next(waits);
      for (int claims = 0; next >= 0 && claims < MOST_CLAIMS && running(); claims++) {
        claim(next, request.parts[next]);
        order.claimed(next);
        next = order.next(waits);
      }
    }
    for (int i = 0; i < partitions.length; i++) {
      SliceRequest part = request.parts[i];
      int end = part.firstPosition + claimed[i];
      int settled = 0;
      while (settled < part.fenceCount && part.fences[settled] < end) {
        settled++;
      }
      fencesSettled[i] = settled;
    }
  }

  private boolean running() {
    return !(guarded && executor.shutdown());
  }

  private void claim(int partition, SliceRequest part) {
    RingGeometry geometry = partitions[partition];
    long sequence = part.baseSequence + part.firstPosition + claimed[partition];
    int index = geometry.indexOf(sequence);
    // A slot that is claimed is counted before it runs: in RAW it may read or store the counter.
    int counts = partitions.length > 1 ? 1 : 0;
    memory.control()[ControlLayout.PRIORITY_FAIRNESS_BASE + partition] += counts;
    if (!execute(index, (int) sequence)) {
      memory.control()[ControlLayout.PRIORITY_FAIRNESS_BASE + partition] -= counts;
    }
    claimed[partition]++;
  }

  /** Runs a slot, or answers it otherwise; returns whether it was claimed. */
  private boolean execute(int index, int sequence) {
    int first = index * SlotLayout.SLOT_WORDS;
    ring.asIntBuffer().get(first, memory.ring(), first, SlotLayout.SLOT_WORDS);
    Outcome outcome =
        memory.ring()[first] == SlotStatus.PUBLISHED
            ? executor.execute(index)
            : new Outcome(CompletionStatus.CANCELLED, FaultCode.NONE, 0, 0);
    ring.putInt(4 * first, memory.ring()[first]);
    int at = index * CompletionLayout.COMPLETION_BYTES;
    int status =
        outcome.status().code() | outcome.fault().ordinal() << CompletionLayout.FAULT_SHIFT;
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STATUS, status);
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT0, outcome.result0());
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT1, outcome.result1());
    completions.putInt(at + 4 * CompletionLayout.COMPLETION_STAMP, sequence);
    return outcome.status() == CompletionStatus.DONE || outcome.status() == CompletionStatus.FAULT;
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
