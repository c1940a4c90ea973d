package dev.vireo.kernel;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.protocol.DeviceException;
import dev.vireo.vir0.Bytecode;
import dev.vireo.vir0.BytecodeVerifier;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.ProgramMemory;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs on a device, one at a time, with a kernel that interprets their bytecode. One
 * kernel serves all programs. A dispatch does a bounded amount of work and leaves off anywhere; the
 * next one goes on. One thread at a time.
 */
public final class ProgramRunner implements AutoCloseable {
  /** Longest wait for one dispatch; the first one may include a driver's compilation. */
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private static final long LEAST_IMAGE_WORDS = 1 << 16;
  private static final int LEAST_CONSTANT_WORDS = 64;
  private static final long LEAST_ARENA_WORDS = 1 << 20;
  private static final long LEAST_STATE_WORDS = 1 << 20;

  /** Lanes share no more state than this, so that many lanes do not take all memory. */
  private static final long MOST_STATE_WORDS = 1 << 25;

  private static final long MOST_WORKGROUP = 1 << 20;
  private static final long MOST_GROUPS = 1L << 31;

  /** Resources begin on cache lines of their own. */
  private static final long RESOURCE_ALIGNMENT = 16;

  private final GpuContext gpu;
  private final SubmitFence fence;
  private final ByteBuffer spirv;
  private ProgramPace pace;
  private boolean inOrder;
  private ProgramBuffers buffers;
  private boolean keepsArena;

  /** A program that runs, dispatch by dispatch. */
  public static final class Job {
    private final Bytecode code;
    private final int lanes;
    private final long fuel;
    private long used;
    private boolean first = true;
    private TrapCode trap = TrapCode.NONE;
    private int pc;
    private int value;

    Job(Bytecode code, int lanes, long fuel) {
      this.code = code;
      this.lanes = lanes;
      this.fuel = fuel;
    }

    /** Returns how the program ended, NONE when it came to its end. */
    public TrapCode trap() {
      return trap;
    }

    /** Returns the instruction that trapped; -1 when there was none left. */
    public int pc() {
      return pc;
    }
  }

  /** Returns what runs programs on a device that stays its owner's, with an arena that is kept. */
  public static ProgramRunner on(GpuContext gpu, ShaderCompiler compiler) {
    ProgramRunner runner = new ProgramRunner(gpu, compiler);
    runner.keepsArena = true;
    return runner;
  }

  /**
   * Opens a device.
   *
   * @param device as {@link GpuContext#open} takes it
   * @throws DeviceException when there is no such device, or it does not open
   */
  public static ProgramRunner open(String device, boolean validation) {
    GpuContext gpu = GpuContext.open(device, validation);
    try (ShaderCompiler compiler = new ShaderCompiler()) {
      return new ProgramRunner(gpu, compiler);
    } catch (RuntimeException | Error failure) {
      gpu.close();
      throw failure;
    }
  }

  /** Takes an open device, which it closes. */
  private ProgramRunner(GpuContext gpu, ShaderCompiler compiler) {
    this.gpu = gpu;
    this.pace = ProgramPace.forDevice(gpu.info());
    this.fence = gpu.fence();
    this.spirv = compiler.compile("interpreter", ProgramSource.interpreter(pace.localSize()));
  }

  /** Returns the device's name. */
  public String deviceName() {
    return gpu.info().name();
  }

  /**
   * Chooses whether workgroups run one after the other, as those of the reference do, instead of
   * side by side; for programs whose results depend on the order. Off at first.
   */
  public void runInOrder(boolean wanted) {
    inOrder = wanted;
  }

  /** Lets a test choose how much a dispatch does. */
  void pace(int lanes, int turns, int burst, int fuel) {
    pace =
        new ProgramPace(
            pace.localSize(),
            Math.min(lanes, pace.leastLanes()),
            lanes,
            pace.width(),
            turns,
            burst,
            fuel);
  }

  /** Undoes that. */
  void paceForDevice() {
    pace = ProgramPace.forDevice(gpu.info());
  }

  /**
   * Runs a program over a grid, and changes the memory. When it throws, the memory is as before.
   *
   * @param code the lowered program
   * @param memory the program's buffers; workgroup memory is not looked at
   * @param grid workgroups along each axis; none run if one of them is 0
   * @param fuel back-edges that all invocations may take together
   * @throws ProgramTrapException if an invocation traps or the fuel is used up
   * @throws LaunchException if grid or resources are too large
   * @throws UnsupportedProgramException if a workgroup needs more state than the device has room
   *     for
   * @throws DeviceException if the device fails
   */
  public void run(Bytecode code, ProgramMemory memory, WorkgroupSize grid, long fuel) {
    if (fuel < 0) {
      throw new IllegalArgumentException("fuel of " + fuel);
    }
    int[] image = code.image();
    BytecodeVerifier.verify(image);
    long groups = groups(code.workgroupSize(), grid);
    if (groups == 0) {
      return;
    }
    LanePlan plan = plan(code, groups);
    long[] bases = bases(code, memory);
    long arenaWords = bases[bases.length - 1];
    int lanes = lanes(plan);
    prepare(image.length, arenaWords, stateWords(code, plan, lanes));
    words(buffers.image).put(image);
    upload(code, memory, bases);
    putJob(code, sizes(code, memory), bases, plan, grid, lanes);
    drive(new Job(code, lanes, fuel));
    download(code, memory, bases);
  }

  private static long groups(WorkgroupSize size, WorkgroupSize grid) {
    if (size.volume() > MOST_WORKGROUP) {
      throw new UnsupportedProgramException(
          "a workgroup of " + size + " invocations", NodePath.ROOT, "use at most 2^20");
    }
    for (int axis = 0; axis < 3; axis++) {
      if (grid.axis(axis) * size.axis(axis) > 1L << 32) {
        throw new LaunchException(
            String.format(
                "%d workgroups of %d along axis %d; invocation ids have 32 bits, launch fewer",
                grid.axis(axis), size.axis(axis), axis));
      }
    }
    if (grid.volume() > MOST_GROUPS) {
      throw new LaunchException("a grid of " + grid + " workgroups; launch at most 2^31");
    }
    return grid.volume();
  }

  /** Returns the first word of each buffer in the arena, and last the arena's words. */
  private long[] bases(Bytecode code, ProgramMemory memory) {
    List<Bytecode.Buffer> all = code.buffers();
    long[] bases = new long[all.size() + 1];
    long next = 0;
    for (int i = 0; i < all.size(); i++) {
      Bytecode.Buffer buffer = all.get(i);
      bases[i] = buffer.workgroup() ? buffer.base() : next;
      long words = buffer.workgroup() ? 0 : resourceWords(memory, buffer);
      next += (words + RESOURCE_ALIGNMENT - 1) / RESOURCE_ALIGNMENT * RESOURCE_ALIGNMENT;
    }
    long most = gpu.info().maxStorageBufferRange() / Integer.BYTES;
    if (next > most) {
      throw new LaunchException(
          String.format(
              "resources of %d words in all; %s binds at most %d, pass smaller ones",
              next, gpu.info().name(), most));
    }
    bases[all.size()] = next;
    return bases;
  }

  private static int[] sizes(Bytecode code, ProgramMemory memory) {
    return code.buffers().stream()
        .mapToInt(buffer -> buffer.workgroup() ? 0 : resourceWords(memory, buffer))
        .toArray();
  }

  private static int resourceWords(ProgramMemory memory, Bytecode.Buffer buffer) {
    return memory.bytes(buffer.number()) / Integer.BYTES;
  }

  private LanePlan plan(Bytecode code, long groups) {
    int most = inOrder ? 1 : pace.widthFor(groups * code.workgroupSize().volume());
    return LanePlan.of(code, groups, inOrder ? 1 : pace.width(), most);
  }

  private int lanes(LanePlan plan) {
    long most = Math.min(MOST_STATE_WORDS, gpu.info().maxStorageBufferRange() / Integer.BYTES);
    long all = most - ProgramLayout.VM_HEAD_WORDS - Bytecode.MAX_CONSTANTS;
    long fit = all / plan.areaWords();
    // Workgroups of the kernel have areas for all of their lanes, unless there is one only.
    long room = fit < pace.localSize() ? fit : fit / pace.localSize() * pace.localSize();
    if (room < 1) {
      throw new UnsupportedProgramException(
          "registers and memory of a workgroup of " + plan.areaWords() + " words",
          NodePath.ROOT,
          "at most " + all + " fit; use fewer invocations or less memory");
    }
    return inOrder ? 1 : (int) Math.min(Math.min(plan.tickets(), pace.mostLanes()), room);
  }

  private long stateWords(Bytecode code, LanePlan plan, int lanes) {
    long stride = stride(lanes);
    long areas = (lanes + stride - 1) / stride * stride;
    return ProgramLayout.VM_HEAD_WORDS + constantWords(code) + areas * plan.areaWords();
  }

  private int stride(int lanes) {
    return Math.min(lanes, pace.localSize());
  }

  private void prepare(long imageWords, long arenaWords, long stateWords) {
    long wantImage = Math.max(LEAST_IMAGE_WORDS, imageWords);
    long wantArena = Math.max(LEAST_ARENA_WORDS, arenaWords);
    long wantState = Math.max(LEAST_STATE_WORDS, stateWords);
    if (buffers != null) {
      long image = buffers.words(buffers.image);
      long arena = buffers.words(buffers.arena);
      long state = buffers.words(buffers.state);
      if (wantImage <= image && wantArena <= arena && wantState <= state) {
        return;
      }
      wantImage = Math.max(image, wantImage);
      wantArena = Math.max(arena, wantArena);
      wantState = Math.max(state, wantState);
      if (!keepsArena) {
        buffers.close();
        buffers = null;
      }
    }
    ProgramBuffers next = new ProgramBuffers(gpu, spirv, wantImage, wantArena, wantState);
    if (keepsArena) {
      carryOver(next);
    }
    buffers = next;
  }

  // A program may be half way: what it goes on with moves as well.
  private void carryOver(ProgramBuffers next) {
    clear(next.arena, 0, next.arena.bytes());
    warmUp(next);
    if (buffers != null) {
      for (int i = 0; i < next.bound().size(); i++) {
        GpuBuffer old = buffers.bound().get(i);
        copy(old, next.bound().get(i), old.bytes());
      }
      buffers.close();
      buffers = null;
    }
  }

  private void clear(GpuBuffer buffer, long first, long bytes) {
    try (RecordedCommands commands =
        gpu.record("clear").fill(buffer, first, bytes, 0).barrierToHost().end()) {
      submit(commands);
    }
  }

  /** Zeroes words of the arena. */
  public void clearArena(long first, long words) {
    clear(buffers.arena, 4 * first, 4 * words);
  }

  /**
   * Makes room for a program, and for an arena, before it runs.
   *
   * @throws UnsupportedProgramException if a workgroup needs more state than the device has room
   *     for
   */
  public void reserve(Bytecode code, int imageWords, long arenaWords) {
    groups(code.workgroupSize(), new WorkgroupSize(1, 1, 1));
    LanePlan plan = plan(code, MOST_GROUPS);
    prepare(imageWords, roomFor(arenaWords), stateWords(code, plan, lanes(plan)));
  }

  /** Makes room for an arena. */
  public void reserveArena(long arenaWords) {
    prepare(0, roomFor(arenaWords), 0);
  }

  // Few steps, because each one makes everything anew.
  private long roomFor(long arenaWords) {
    long most = gpu.info().maxStorageBufferRange() / Integer.BYTES;
    return Math.min(most, Long.highestOneBit(Math.max(1, 2 * arenaWords - 1)));
  }

  /** Returns the arena, which another one replaces when room is made. */
  public GpuBuffer arena() {
    return buffers.arena;
  }

  // Some drivers compile at the first dispatch, for seconds.
  private void warmUp(ProgramBuffers next) {
    IntBuffer job = words(next.job);
    for (int i = 0; i < ProgramLayout.VM_JOB_BINDINGS; i++) {
      job.put(i, 0);
    }
    submit(next.first(1, LEAST_CONSTANT_WORDS)); // without lanes
  }

  /**
   * Begins with a program for which {@link #reserve} made room.
   *
   * @param image the program's image, verified
   * @param bases first word in the arena, by the numbers of the code's buffers
   * @param sizes words, by these numbers
   * @return null when there is nothing to run
   * @throws LaunchException if the grid is too large
   */
  public Job begin(
      Bytecode code, int[] image, long[] bases, int[] sizes, WorkgroupSize grid, long fuel) {
    long groups = groups(code.workgroupSize(), grid);
    if (groups == 0) {
      return null;
    }
    LanePlan plan = plan(code, groups);
    int lanes = lanes(plan);
    words(buffers.image).put(image);
    putJob(code, sizes, bases, plan, grid, lanes);
    return new Job(code, lanes, fuel);
  }

  /**
   * Returns how many words there are for constants: a power of two, so that few copies are
   * recorded.
   */
  private static int constantWords(Bytecode code) {
    return Math.max(LEAST_CONSTANT_WORDS, Integer.highestOneBit(2 * code.constants() - 1));
  }

  private static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  private void putJob(
      Bytecode code, int[] sizes, long[] bases, LanePlan plan, WorkgroupSize grid, int lanes) {
    IntBuffer job = words(buffers.job);
    job.put(ProgramLayout.VM_JOB_LANES, lanes);
    job.put(ProgramLayout.VM_JOB_GROUPS, (int) grid.volume());
    job.put(ProgramLayout.VM_JOB_GRID_X, (int) grid.x());
    job.put(ProgramLayout.VM_JOB_GRID_Y, (int) grid.y());
    job.put(ProgramLayout.VM_JOB_FILE_WORDS, (int) plan.fileWords());
    job.put(ProgramLayout.VM_JOB_ENDED, (int) plan.ended());
    job.put(ProgramLayout.VM_JOB_SHARED, (int) plan.shared());
    job.put(ProgramLayout.VM_JOB_TICKETS, (int) plan.tickets());
    job.put(ProgramLayout.VM_JOB_PARTS, (int) plan.parts());
    job.put(ProgramLayout.VM_JOB_TOGETHER, (int) plan.together());
    job.put(ProgramLayout.VM_JOB_WIDTH, plan.width());
    job.put(ProgramLayout.VM_JOB_AREA_WORDS, (int) plan.areaWords());
    job.put(ProgramLayout.VM_JOB_AREA_STRIDE, stride(lanes));
    job.put(ProgramLayout.VM_JOB_AREAS, ProgramLayout.VM_HEAD_WORDS + constantWords(code));
    for (int i = 0; i < code.constants(); i++) {
      job.put(ProgramLayout.JOB_CONSTANTS + i, code.constant(i));
    }
    job.put(ProgramLayout.VM_JOB_TURNS, pace.turns());
    job.put(ProgramLayout.VM_JOB_BURST, pace.burst());
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      int at = ProgramLayout.VM_JOB_BINDINGS + 2 * i;
      job.put(at, (int) bases[i]);
      job.put(at + 1, buffer.workgroup() ? buffer.words() : sizes[i]);
    }
  }

  /** Dispatches until every lane has come to its end. */
  private void drive(Job run) {
    do {
      submit(next(run));
    } while (!took(run));
    if (run.trap == TrapCode.FUEL) {
      throw new ProgramTrapException(
          TrapCode.FUEL,
          run.code.place(run.pc),
          "the fuel of " + run.fuel + " back-edges is used up");
    } else if (run.trap != TrapCode.NONE) {
      throw new ProgramTrapException(
          run.trap,
          run.code.place(run.pc),
          String.format("instruction %d met the value %08X", run.pc, run.value));
    }
  }

  /** Returns the commands of a program's next dispatch; the one before has ended. */
  public RecordedCommands next(Job run) {
    IntBuffer job = words(buffers.job);
    // One more than there is, so that a program that needs all of it comes to its end.
    long share = Math.min(pace.fuel(), run.fuel - run.used + 1);
    job.put(ProgramLayout.VM_JOB_FIRST, run.first ? 1 : 0);
    job.put(ProgramLayout.VM_JOB_FUEL, (int) Math.max(1, share));
    int groups = (run.lanes + pace.localSize() - 1) / pace.localSize();
    return run.first ? buffers.first(groups, constantWords(run.code)) : buffers.next(groups);
  }

  /** Takes notice of a dispatch that has ended; returns whether the program has as well. */
  public boolean took(Job run) {
    IntBuffer report = words(buffers.report);
    run.first = false;
    run.used += Integer.toUnsignedLong(report.get(ProgramLayout.VM_HEAD_FUEL_USED));
    int left = report.get(ProgramLayout.VM_HEAD_LEFT);
    int trap = report.get(ProgramLayout.VM_HEAD_TRAP);
    if (trap != 0) {
      run.trap = TrapCode.values()[trap & (1 << ProgramLayout.VM_HEAD_TRAP_BITS) - 1];
      run.pc = trap >>> ProgramLayout.VM_HEAD_TRAP_BITS;
      run.value = report.get(ProgramLayout.VM_HEAD_TRAP_VALUE);
    } else if (run.used > run.fuel) {
      run.trap = TrapCode.FUEL;
      run.pc = left == 0 ? -1 : report.get(ProgramLayout.VM_HEAD_AT);
    }
    return left == 0 || run.trap != TrapCode.NONE;
  }

  private void submit(RecordedCommands commands) {
    fence.reset();
    gpu.submit(commands, fence);
    if (!fence.await(WAIT_NANOS)) {
      gpu.abandon();
      throw new DeviceException(
          "a dispatch of the interpreter on "
              + gpu.info().name()
              + " did not end within 120 s; its Vulkan objects are left alone. Choose another"
              + " device or driver");
    }
  }

  private void upload(Bytecode code, ProgramMemory memory, long[] bases) {
    long words = bases[bases.length - 1];
    if (words == 0) {
      return;
    }
    if (buffers.arena.mapped() != null) {
      fill(words(buffers.arena), code, memory, bases);
      return;
    }
    try (GpuBuffer staging = gpu.buffer("upload", 4 * words, MemoryUse.REQUEST)) {
      fill(words(staging), code, memory, bases);
      copy(staging, buffers.arena, 4 * words);
    }
  }

  private static void fill(IntBuffer arena, Bytecode code, ProgramMemory memory, long[] bases) {
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      if (!buffer.workgroup()) {
        int words = resourceWords(memory, buffer);
        for (int word = 0; word < words; word++) {
          arena.put((int) bases[i] + word, memory.word(buffer.number(), word));
        }
      }
    }
  }

  private void download(Bytecode code, ProgramMemory memory, long[] bases) {
    long words = bases[bases.length - 1];
    boolean any = code.buffers().stream().anyMatch(b -> !b.workgroup() && b.writable());
    if (words == 0 || !any) {
      return;
    }
    if (buffers.arena.cheapHostReads()) {
      take(words(buffers.arena), code, memory, bases);
      return;
    }
    try (GpuBuffer staging = gpu.buffer("download", 4 * words, MemoryUse.ANSWER)) {
      copy(buffers.arena, staging, 4 * words);
      take(words(staging), code, memory, bases);
    }
  }

  private static void take(IntBuffer arena, Bytecode code, ProgramMemory memory, long[] bases) {
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      if (!buffer.workgroup() && buffer.writable()) {
        int words = resourceWords(memory, buffer);
        for (int word = 0; word < words; word++) {
          memory.setWord(buffer.number(), word, arena.get((int) bases[i] + word));
        }
      }
    }
  }

  private void copy(GpuBuffer from, GpuBuffer to, long bytes) {
    try (RecordedCommands commands =
        gpu.record("copy").copy(from, 0, to, 0, bytes).barrierToHost().end()) {
      submit(commands);
    }
  }

  @Override
  public void close() {
    gpu.close();
  }
}
