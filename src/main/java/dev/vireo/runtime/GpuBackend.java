package dev.vireo.runtime;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.kernel.Builtin;
import dev.vireo.kernel.CompiledProgram;
import dev.vireo.kernel.DoorbellLayout;
import dev.vireo.kernel.FlushCheck;
import dev.vireo.kernel.FusedProgram;
import dev.vireo.kernel.HandlerSource;
import dev.vireo.kernel.Kernel;
import dev.vireo.kernel.KernelBuffers;
import dev.vireo.kernel.KernelSpec;
import dev.vireo.kernel.NativeProgram;
import dev.vireo.kernel.PartitionLayout;
import dev.vireo.kernel.ProgramArena;
import dev.vireo.kernel.ProgramJobs;
import dev.vireo.kernel.ProgramLaunch;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.kernel.StateLayout;
import dev.vireo.kernel.TenantTableLayout;
import dev.vireo.kernel.TenantTableWriter;
import dev.vireo.kernel.WorkerShape;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.spirv.lowering.NativeModule;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final ProgramArena.Plan arenaPlan;
  private final Verdict live; // null when no slice is
  private final String modeReason;
  private final ByteBuffer doorbell;
  private final long slotBudget;
  private volatile ProgramJobs programs; // null before the first program or resource
  private final Map<LoadedCode, CompiledProgram> installed = new IdentityHashMap<>();
  private final InlinePrograms inline;
  private ProgramTask program; // what runs in a slice's place
  private Kernel kernel;
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
    this.inline = new InlinePrograms(gpu);
    this.protection = settings.protection();
    this.handlers = settings.handlers();
    this.ringSlots = settings.ringSlots();
    this.slotBudget = Integer.toUnsignedLong(settings.slotBudget());
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
    request.putInt(4 * RequestLayout.REQ_RING_SLOTS, ringSlots);
    this.doorbell = buffers.doorbell.mapped().order(ByteOrder.LITTLE_ENDIAN);
    this.sliceFuel = settings.sliceFuel();
    this.arenaPlan = ProgramArena.Plan.of(gpu.info(), settings.blockWords());
    request.putInt(
        4 * RequestLayout.REQ_LIST_ROOM, StateLayout.listRoom(ringSlots, shape.mostLanes()));
    request.putInt(4 * RequestLayout.REQ_STAMPS, live == null ? 0 : 1);
    request.putInt(4 * RequestLayout.REQ_CLAIMS, StateLayout.claims(ringSlots, shape.mostLanes()));
    request.putInt(4 * RequestLayout.REQ_TASKS, StateLayout.tasks(ringSlots, shape.mostLanes()));
    request.putInt(4 * RequestLayout.REQ_SLOT_BUDGET, settings.slotBudget());
    boolean records =
        live != null && live.recordStyle() == RecordStyle.WHOLE && protection == Protection.GUARDED;
    this.stuckSlice =
        new StuckSlice(deviceName(), buffers, ringSlots, shape.mostLanes(), records, handlers);
    this.tenants = new TenantTableWriter(buffers.tenants.mapped());
    writeControl(0, settings.control(), 0, settings.control().length);
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
    return kernel != null && kernel.builtins() == builtins;
  }

  @Override
  public void prepare(int builtins) {
    if (prepared(builtins)) {
      return;
    }
    submissions.awaitUnfinished();
    KernelSpec spec =
        new KernelSpec(
            protection,
            builtins,
            handlers,
            shape.localSize(),
            live == null ? null : live.recordStyle(),
            partitions != null);
    replace(new Kernel(gpu, compiler, buffers, spec));
    inline.kernelReplaced();
  }

  private void replace(Kernel next) {
    if (kernel != null) {
      kernel.close();
    }
    kernel = next;
    bindInlined();
    warmUp();
  }

  private void bindInlined() {
    if (!kernel.spec().inlined().isEmpty()) {
      inline.bind(kernel, programs().arena().block(0));
    }
  }

  @Override
  public KernelBuild kernelBuild() {
    if (kernel == null) {
      return null;
    }
    KernelSpec spec = kernel.spec();
    return inline.build(
        programs -> new Kernel(gpu, compiler, buffers, spec.with(programs)),
        made -> {
          boolean fits = kernel.builtins() == made.builtins();
          submissions.awaitUnfinished();
          if (fits) {
            replace(made);
          } else {
            made.close();
          }
          return fits;
        });
  }

  @Override
  public boolean inlines(int opcode) {
    return inline.runs(opcode);
  }

  @Override
  public boolean inlines() {
    return inline.runs();
  }

  @Override
  public boolean knowsBinding(int binding) {
    return inline.knows(binding);
  }

  @Override
  public void forgetBindings() {
    inline.forgetAll();
  }

  @Override
  public void forgetBindings(int tenant) {
    inline.forget(tenant);
  }

  // Some drivers compile at the first dispatch, for seconds: an empty slice takes that out of the
  // time that slices with slots have to end in.
  private void warmUp() {
    request.putInt(4 * RequestLayout.REQ_TURNS, shape.turns(kernel.spec()));
    int fuel = sliceFuel == 0 ? shape.fuel(kernel.spec()) : sliceFuel;
    request.putInt(4 * RequestLayout.REQ_FUEL, fuel);
    request.putInt(4 * RequestLayout.REQ_COUNT, 0);
    if (partitions != null) {
      partitions.putNothing();
    }
    request.putInt(4 * RequestLayout.REQ_LIVE, 0);
    request.putInt(4 * RequestLayout.REQ_RESUME_COUNT, 0);
    submissions.run(kernel.slice(1, 0, false));
  }

  @Override
  public void start(SliceRequest slice) {
    program = null;
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
    bindInlined(); // the arena may have grown
    int groups = slice.live ? shape.liveGroups() : shape.groupsFor(slice.slots() + resumed);
    submissions.submit(kernel.slice(groups, resumed, slice.settlesFences()));
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
    if (program != null && program.idle() || submissions.ended(wait)) {
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
    if (program == null) {
      return stuckSlice.blame(behindAnother);
    }
    return new StuckSliceException(
        program.index,
        "a program of slot "
            + program.index
            + " did not end a dispatch on "
            + deviceName()
            + "; its Vulkan objects are left alone. Choose another device or driver");
  }

  private ProgramJobs programs() {
    if (programs == null) {
      programs = new ProgramJobs(gpu, compiler, arenaPlan);
    }
    return programs;
  }

  @Override
  public void reserveProgram(ProgramCode code) {
    submissions.awaitUnfinished();
    FlushCheck.run(gpu, compiler);
    programs().reserve(code.code(), code.image().length);
  }

  @Override
  public boolean compiles() {
    return true;
  }

  @Override
  public boolean suits(ProgramGlsl program, int instructions, double measured) {
    return FusedProgram.shown(gpu.info())
        && FusedProgram.suits(gpu.info(), program, instructions, measured);
  }

  @Override
  public CompiledProgram compile(ProgramGlsl program, int instructions) {
    return new FusedProgram(gpu, compiler, program, instructions);
  }

  @Override
  public CompiledProgram compile(NativeModule module, WorkgroupSize size) {
    return new NativeProgram(gpu, module, size);
  }

  // The driver may compile now, for longer than a slice may take.
  @Override
  public void install(LoadedCode program, CompiledProgram compiled) {
    submissions.awaitUnfinished();
    compiled.warmUp(programs().arena()).ifPresent(submissions::run);
    uninstall(program);
    installed.put(program, compiled);
  }

  @Override
  public void uninstall(LoadedCode program) {
    inline.remove(program);
    CompiledProgram compiled = installed.remove(program);
    if (compiled != null) {
      submissions.awaitUnfinished();
      compiled.drop();
    }
  }

  @Override
  public boolean reservedProgram(ProgramCode code) {
    ProgramJobs made = programs;
    return made != null && made.reserved(code.code(), code.image().length);
  }

  // Workers of RAW ask for an authorisation, and those of a ring with partitions count claims. The
  // first slice with a program makes the kernel that programs can be built into.
  @Override
  public boolean claimProgram(int index) {
    boolean known = kernel != null && (kernel.builtins() & Builtin.PROGRAMS_BIT) != 0;
    if (!known || protection != Protection.GUARDED || partitions != null) {
      return false;
    }
    int at = index * SlotLayout.SLOT_BYTES + Integer.BYTES * SlotLayout.STATUS_WORD;
    buffers.ring.mapped().order(ByteOrder.LITTLE_ENDIAN).putInt(at, SlotStatus.CLAIMED);
    return true;
  }

  @Override
  public boolean beginProgram(ProgramTask task) {
    if (ProgramJobs.empty(task.code.code(), task.grid)) {
      return true;
    }
    submissions.awaitUnfinished();
    // There already, unless the device is a new one.
    for (ArenaRange area : task.binding.areas()) {
      programs().arena().reserve(area.first(), area.words());
    }
    if (beginCompiled(task)) {
      return true;
    }
    storePush(task.binding.push());
    task.job =
        programs()
            .begin(
                task.code.code(),
                task.code.image(),
                task.binding.bases(task.code.code()),
                task.binding.sizes(task.code.code()),
                task.grid,
                task.budget(slotBudget));
    return task.job != null;
  }

  private boolean beginCompiled(ProgramTask task) {
    CompiledProgram compiled = installed.get(task.program);
    if (compiled == null || compiled.running()) {
      return false;
    }
    ProgramLaunch launch = task.launch(slotBudget);
    Optional<String> refused = compiled.refuses(programs().arena(), launch);
    if (refused.isPresent()) {
      task.program.interpretsSome(refused.get());
      return false;
    }
    compiled.begin(programs().arena(), launch);
    task.compiled = compiled;
    return true;
  }

  private void storePush(PushWords push) {
    if (push != null && push.storedOn != this) {
      writeArena(push.range.first(), push.words, 0, push.words.length);
      push.storedOn = this;
    }
  }

  private long[] bases(ProgramTask task) {
    return task.binding.areas().stream()
        .mapToLong(area -> programs().arena().wordOf(area.first()))
        .toArray();
  }

  private static int[] sizes(ProgramTask task) {
    return task.binding.areas().stream().mapToInt(ArenaRange::words).toArray();
  }

  // On GPUs the worker kernel asks for no modes of floats, without which compilers simplify.
  private void ranFused(ProgramTask task) {
    if (gpu.info().type() == DeviceInfo.Type.CPU) {
      int at = task.index * SlotLayout.SLOT_BYTES + 4 * SlotLayout.ARG0_WORD;
      int binding = buffers.ring.mapped().order(ByteOrder.LITTLE_ENDIAN).getInt(at);
      boolean first =
          task.binding.areas().stream().allMatch(area -> area.first() < arenaPlan.blockWords());
      inline.ran(task, binding, bases(task), sizes(task), first);
    }
  }

  @Override
  public void startProgram(ProgramTask task) {
    program = task;
    if (task.compiled != null) {
      submissions.submit(task.compiled.next(programs().arena()));
    } else if (task.job != null) {
      submissions.submit(task.job.next());
    }
    task.startedAt = System.nanoTime();
  }

  @Override
  public void leaveProgram(ProgramTask task) {
    if (task.compiled != null) {
      task.compiled.leave();
    } else if (task.job != null) {
      task.job.drop();
    }
  }

  @Override
  public boolean programEnded(ProgramTask task) {
    program = null;
    if (task.compiled != null) {
      boolean ended = task.compiled.took(System.nanoTime() - task.startedAt);
      task.compiled.trap().ifPresent(task::trapped);
      if (ended && task.compiled instanceof FusedProgram && task.compiled.trap().isEmpty()) {
        ranFused(task);
      }
      return ended;
    }
    if (task.job == null) {
      return true; // its grid is empty
    }
    boolean ended = task.job.took();
    task.trap = task.job.trap();
    task.pc = task.job.pc();
    task.turns = task.job.used();
    return ended;
  }

  @Override
  public void countDone() {
    int[] count = new int[1];
    readControl(ControlLayout.DONE_COUNT, count, 0, 1);
    count[0]++;
    writeControl(ControlLayout.DONE_COUNT, count, 0, 1);
  }

  @Override
  public long mostArenaWords() {
    return arenaPlan.words();
  }

  @Override
  public long arenaBlockWords() {
    return arenaPlan.blockWords();
  }

  @Override
  public int mostBoundBlocks() {
    return ProgramJobs.mostBlocks(gpu.info());
  }

  @Override
  public void reserveBlocks() {
    submissions.awaitUnfinished();
    programs().reserveBlocks();
  }

  @Override
  public void clearArena(long first, long count) {
    submissions.awaitUnfinished();
    programs().arena().clear(first, count);
  }

  @Override
  public void readArena(long first, int[] into, int offset, int count) {
    ProgramArena arena = arena(first, count);
    transfers.read(arena.block(first), arena.wordOf(first), into, offset, count);
  }

  @Override
  public void writeArena(long first, int[] from, int offset, int count) {
    ProgramArena arena = arena(first, count);
    transfers.write(arena.block(first), arena.wordOf(first), from, offset, count);
  }

  // On a device that was opened in place of another one, it is still to be made.
  private ProgramArena arena(long first, long count) {
    submissions.awaitUnfinished();
    ProgramArena arena = programs().arena();
    arena.reserve(first, count);
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
