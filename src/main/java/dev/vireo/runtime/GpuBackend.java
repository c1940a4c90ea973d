package dev.vireo.runtime;

import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.kernel.Builtin;
import dev.vireo.kernel.DoorbellLayout;
import dev.vireo.kernel.HandlerSource;
import dev.vireo.kernel.Kernel;
import dev.vireo.kernel.KernelBuffers;
import dev.vireo.kernel.KernelSpec;
import dev.vireo.kernel.PartitionLayout;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.kernel.StateLayout;
import dev.vireo.kernel.TenantTableLayout;
import dev.vireo.kernel.TenantTableWriter;
import dev.vireo.kernel.WorkerShape;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Executes slots on a Vulkan device, one submit and fence a slice. */
final class GpuBackend implements SlotBackend {
  private static final int ALL = -1; // every ticket is the slice's

  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final KernelBuffers buffers;
  private final WorkerShape shape;
  private final StuckSlice stuckSlice;
  private final Protection protection;
  private final List<HandlerSource> handlers;
  private final Submissions submissions;
  private final Transfers transfers;
  private final ByteBuffer request;
  private final ByteBuffer report;
  private final TenantTableWriter tenants;
  private final PartitionTables partitions; // null when the ring has none
  private final int ringSlots;
  private final int sliceFuel; // 0 for what suits the kernel
  private final GpuArena arena;
  private final CurrentKernel kernel;
  private final GpuPrograms programs;
  private final Verdict live; // null when no slice is
  private final String modeReason;
  private final ByteBuffer doorbell;
  private int listIn;
  private int resumeStart;
  private long listBase;

  /**
   * Makes the buffers.
   *
   * @param decision whether slices are live
   */
  GpuBackend(GpuContext gpu, BackendSettings settings, LiveDecision decision) {
    this.live = decision.verdict();
    this.modeReason = decision.reason();
    this.gpu = gpu;
    this.protection = settings.protection();
    this.handlers = settings.handlers();
    this.ringSlots = settings.ringSlots();
    WorkerShape suits = decision.shape(gpu.info());
    this.shape = settings.partitioned() ? suits.partitioned(settings.alone()) : suits;
    this.compiler = new ShaderCompiler();
    this.buffers =
        new KernelBuffers(gpu, ringSlots, shape.mostLanes(), settings.controlWords(), live);
    this.submissions = new Submissions(gpu);
    this.transfers = new Transfers(gpu, submissions);
    this.request = buffers.request.mapped().order(ByteOrder.LITTLE_ENDIAN);
    this.report = buffers.report.mapped().order(ByteOrder.LITTLE_ENDIAN);
    this.partitions =
        settings.partitioned() ? new PartitionTables(request, report, ringSlots) : null;
    this.doorbell = buffers.doorbell.mapped().order(ByteOrder.LITTLE_ENDIAN);
    this.sliceFuel = settings.sliceFuel();
    this.arena = new GpuArena(gpu, compiler, submissions, transfers, settings.blockWords());
    InlinePrograms inline = new InlinePrograms(gpu);
    this.kernel =
        new CurrentKernel(gpu, compiler, buffers, submissions, arena, inline, this::warmUp);
    this.programs =
        new GpuPrograms(
            gpu,
            compiler,
            buffers,
            submissions,
            transfers,
            arena,
            inline,
            kernel,
            Integer.toUnsignedLong(settings.slotBudget()),
            // Workers of RAW ask for an authorisation, and those of partitions count claims.
            protection == Protection.GUARDED && !settings.partitioned());
    putConstants(settings.slotBudget());
    boolean records =
        live != null && live.recordStyle() == RecordStyle.WHOLE && protection == Protection.GUARDED;
    this.stuckSlice =
        new StuckSlice(deviceName(), buffers, ringSlots, shape.mostLanes(), records, handlers);
    this.tenants = new TenantTableWriter(buffers.tenants.mapped());
    writeControl(0, settings.control(), 0, settings.control().length);
  }

  /** Puts the words that no slice changes. */
  private void putConstants(int slotBudget) {
    request.putInt(4 * RequestLayout.REQ_RING_SLOTS, ringSlots);
    request.putInt(
        4 * RequestLayout.REQ_LIST_ROOM, StateLayout.listRoom(ringSlots, shape.mostLanes()));
    request.putInt(4 * RequestLayout.REQ_STAMPS, live == null ? 0 : 1);
    request.putInt(4 * RequestLayout.REQ_CLAIMS, StateLayout.claims(ringSlots, shape.mostLanes()));
    request.putInt(4 * RequestLayout.REQ_TASKS, StateLayout.tasks(ringSlots, shape.mostLanes()));
    request.putInt(4 * RequestLayout.REQ_SLOT_BUDGET, slotBudget);
  }

  @Override
  public String deviceName() {
    return gpu.info().name();
  }

  @Override
  public String modeReason() {
    return modeReason;
  }

  @Override
  public ByteBuffer ring() {
    return buffers.ring.mapped();
  }

  @Override
  public boolean writeCombined() {
    return !buffers.ring.cheapHostReads();
  }

  @Override
  public ByteBuffer completions() {
    return buffers.completions.mapped();
  }

  @Override
  public ByteBuffer stamps() {
    if (live == null) {
      return null;
    }
    ByteBuffer all = doorbell.duplicate();
    all.position(4 * DoorbellLayout.DOORBELL_STAMPS);
    return all.slice();
  }

  @Override
  public boolean helps() {
    return true;
  }

  @Override
  public boolean polls() {
    return submissions.polls();
  }

  @Override
  public boolean sparesCores() {
    return submissions.polls() && Runtime.getRuntime().availableProcessors() > 2;
  }

  @Override
  public boolean prepared(int builtins) {
    return kernel.has(builtins);
  }

  @Override
  public void prepare(int builtins) {
    if (prepared(builtins)) {
      return;
    }
    kernel.build(
        new KernelSpec(
            protection,
            builtins,
            handlers,
            shape.localSize(),
            live == null ? null : live.recordStyle(),
            partitions != null));
  }

  // Some drivers compile at the first dispatch, for seconds: an empty slice takes that out of the
  // time that slices with slots have to end in.
  private void warmUp(Kernel next) {
    request.putInt(4 * RequestLayout.REQ_TURNS, shape.turns(next.spec()));
    int fuel = sliceFuel == 0 ? shape.fuel(next.spec()) : sliceFuel;
    request.putInt(4 * RequestLayout.REQ_FUEL, fuel);
    request.putInt(4 * RequestLayout.REQ_COUNT, 0);
    if (partitions != null) {
      partitions.putNothing();
    }
    request.putInt(4 * RequestLayout.REQ_LIVE, 0);
    request.putInt(4 * RequestLayout.REQ_RESUME_COUNT, 0);
    submissions.run(next.slice(1, 0, false));
  }

  @Override
  public void start(SliceRequest slice) {
    programs.sliceStarts();
    request.putInt(4 * RequestLayout.REQ_BASE_SEQUENCE, (int) slice.baseSequence);
    request.putInt(4 * RequestLayout.REQ_BASE_SLOT, slice.baseSlot);
    request.putInt(4 * RequestLayout.REQ_FIRST_POSITION, slice.firstPosition);
    request.putInt(4 * RequestLayout.REQ_COUNT, slice.live ? ALL : slice.count);
    request.putInt(4 * RequestLayout.REQ_LIVE, slice.live ? 1 : 0);
    request.putInt(4 * RequestLayout.REQ_CHUNK, slice.live ? 1 : shape.chunk());
    int resumed = slice.resumeCount + putSignals(slice);
    request.putInt(4 * RequestLayout.REQ_RESUME_COUNT, resumed);
    request.putInt(4 * RequestLayout.REQ_REQUEUE_COUNT, slice.requeueCount);
    request.putInt(4 * RequestLayout.REQ_RESUME_START, resumeStart);
    request.putInt(4 * RequestLayout.REQ_LIST_SHIFT, (int) (slice.baseSequence - listBase));
    int lanes = shape.mostLanes();
    request.putInt(4 * RequestLayout.REQ_LIST_IN, StateLayout.list(listIn, ringSlots, lanes));
    request.putInt(4 * RequestLayout.REQ_LIST_OUT, StateLayout.list(1 - listIn, ringSlots, lanes));
    request.putInt(4 * RequestLayout.REQ_FENCE_COUNT, slice.fenceCount);
    for (int i = 0; i < slice.fenceCount; i++) {
      request.putInt(4 * (RequestLayout.REQ_FENCES + i), slice.fences[i]);
    }
    if (partitions != null) {
      partitions.put(slice, shape.turns(kernel.spec()));
    }
    doorbell.putInt(4 * DoorbellLayout.DOORBELL_STOP, 0);
    int groups = slice.live ? shape.liveGroups() : shape.groupsFor(slice.slots() + resumed);
    submissions.submit(kernel.bound().slice(groups, resumed, slice.settlesFences()));
    // A slice that could not be submitted may be started again.
    listIn = 1 - listIn;
    listBase = slice.baseSequence;
    if (partitions != null) {
      partitions.started(slice);
    }
  }

  private int putSignals(SliceRequest slice) {
    int count = 0;
    for (int part = 0; part < slice.parts.length; part++) {
      SliceRequest signalled = slice.parts[part];
      for (int i = 0; i < signalled.signalCount; i++) {
        int at = 4 * (RequestLayout.REQ_SIGNALS + RequestLayout.SIGNAL_WORDS * count++);
        request.putInt(at, part << PartitionLayout.POSITION_BITS | signalled.signalPositions[i]);
        request.putInt(at + 4, signalled.signalWords[i]);
      }
    }
    request.putInt(4 * RequestLayout.REQ_SIGNAL_COUNT, count);
    return count;
  }

  @Override
  public void stop() {
    doorbell.putInt(4 * DoorbellLayout.DOORBELL_STOP, 1);
    VarHandle.fullFence(); // drains write-combined memory
  }

  @Override
  public void finish(SliceReport into) {
    into.tickets = Integer.toUnsignedLong(reported(StateLayout.ST_TICKET));
    into.yielded = reported(StateLayout.ST_YIELD_COUNT);
    into.requeued = reported(StateLayout.ST_REQUEUE_COUNT);
    into.parked = reported(StateLayout.ST_PARK_COUNT);
    // Those that no worker got to stand behind the others, and come first in the next slice.
    int handedOn = reported(StateLayout.ST_HANDED_ON);
    resumeStart = handedOn == 0 ? 0 : into.yielded - handedOn;
    into.fencesSettled = reported(StateLayout.ST_FENCES_DONE);
    if (partitions != null) {
      partitions.finish(into);
    }
    into.shutdown = reported(StateLayout.ST_SHUTDOWN) != 0;
    into.droppedPrints = reported(StateLayout.ST_DROPPED_PRINTS);
  }

  private int reported(int word) {
    return report.getInt(4 * word);
  }

  @Override
  public void end() {
    stop();
    submissions.end();
  }

  @Override
  public boolean ended(boolean wait) {
    if (programs.idle() || submissions.ended(wait)) {
      return true;
    }
    if (submissions.late()) {
      throw giveUp();
    }
    return false;
  }

  @Override
  public StuckSliceException giveUp() {
    boolean behindAnother = GpuContext.anyAbandoned();
    submissions.abandon();
    StuckSliceException ofProgram = programs.blame();
    return ofProgram == null ? stuckSlice.blame(behindAnother) : ofProgram;
  }

  @Override
  public ProgramBackend programs() {
    return programs;
  }

  @Override
  public ArenaBackend arena() {
    return arena;
  }

  @Override
  public boolean directAccess() {
    return buffers.control.mapped() != null && buffers.control.cheapHostReads();
  }

  @Override
  public void readControl(int first, int[] into, int offset, int count) {
    transfers.read(buffers.control, first, into, offset, count);
  }

  @Override
  public void writeControl(int first, int[] from, int offset, int count) {
    transfers.write(buffers.control, first, from, offset, count);
  }

  @Override
  public void putTenant(int id, TenantGrant grant) {
    int builtins = 0;
    for (int opcode : grant.opcodes()) {
      builtins |= Builtin.bitOf(opcode);
    }
    int granted = 0;
    int count = Math.min(handlers.size(), TenantTableLayout.TENANT_MOST_HANDLERS);
    for (int i = 0; i < count; i++) {
      granted |= grant.opcodes().contains(handlers.get(i).opcode()) ? 1 << i : 0;
    }
    int quota =
        grant.quota() == Long.MAX_VALUE
            ? TenantTableLayout.TENANT_QUOTA_UNBOUNDED
            : (int) grant.quota();
    tenants.put(id, grant.first(), grant.end(), builtins, granted, quota);
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
    int[] words = new int[DebugLogLayout.BUFFER_WORDS];
    transfers.read(buffers.debugLog, 0, words, 0, words.length);
    return words;
  }

  @Override
  public int[] readRing() {
    int[] words = new int[ringSlots * SlotLayout.SLOT_WORDS];
    transfers.read(buffers.ring, 0, words, 0, words.length);
    return words;
  }

  @Override
  public void giveUpAt(long nanoTime) {
    submissions.giveUpAt(nanoTime);
  }

  @Override
  public boolean abandoned() {
    return submissions.abandoned();
  }

  @Override
  public void close() {
    compiler.close();
    gpu.close();
  }
}
