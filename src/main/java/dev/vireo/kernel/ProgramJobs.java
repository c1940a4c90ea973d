package dev.vireo.kernel;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.VulkanException;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs programs on a device with a kernel that interprets their bytecode. One kernel serves all
 * programs. A dispatch does a bounded amount of one program's work and leaves off anywhere; a later
 * one goes on, whatever ran meanwhile. One thread at a time.
 */
public final class ProgramJobs {
  /** Most programs that have begun and have not ended. */
  public static final int MOST_SEATS = 16;

  private static final long LEAST_IMAGE_WORDS = 1 << 14;
  private static final int LEAST_CONSTANT_WORDS = 64;
  private static final long LEAST_STATE_WORDS = 1 << 16;

  /** Lanes share no more state than this, so that many lanes do not take all memory. */
  private static final long MOST_STATE_WORDS = 1 << 25;

  private static final long MOST_WORKGROUP = 1 << 20;
  private static final long MOST_GROUPS = 1L << 31;

  private final GpuContext gpu;
  private final WaitedSubmits submits;
  private final ShaderCompiler compiler;
  private final ComputePipeline oneBlock;
  private ComputePipeline severalBlocks; // null before it was needed
  private final ProgramArena arena;
  private final List<ProgramSeat> seats = new ArrayList<>();
  private final List<ProgramSeat> free = new ArrayList<>();
  private ProgramPace pace;
  private boolean inOrder;
  private volatile ProgramSeat roomiest; // of those that reserve made; null when it was replaced

  /**
   * Builds the interpreter on a device.
   *
   * @param compiler used again when a program binds several blocks
   * @throws dev.vireo.protocol.DeviceException when the device fails
   */
  public ProgramJobs(GpuContext gpu, ShaderCompiler compiler, ProgramArena.Plan plan) {
    this(gpu, compiler, new WaitedSubmits(gpu), plan);
  }

  ProgramJobs(
      GpuContext gpu, ShaderCompiler compiler, WaitedSubmits submits, ProgramArena.Plan plan) {
    this.gpu = gpu;
    this.compiler = compiler;
    this.submits = submits;
    this.pace = ProgramPace.forDevice(gpu.info());
    this.arena = new ProgramArena(gpu, submits, plan, () -> seats.forEach(ProgramSeat::unbind));
    arena.reserve(0, 1);
    this.oneBlock = pipeline(1);
  }

  /** Returns how many blocks of the arena a program can bind. */
  public static int mostBlocks(DeviceInfo device) {
    int room = device.maxStorageBuffers() - ProgramLayout.OTHER_BINDINGS;
    return room < ProgramLayout.MOST_BLOCKS ? 1 : ProgramLayout.MOST_BLOCKS;
  }

  /** Makes sure that there is an interpreter for programs that bind several blocks. */
  public void reserveBlocks() {
    if (severalBlocks == null) {
      severalBlocks = pipeline(ProgramLayout.MOST_BLOCKS);
    }
  }

  private ComputePipeline pipeline(int blocks) {
    String source = ProgramSource.interpreter(pace.localSize(), blocks > 1);
    ComputePipeline pipeline =
        gpu.pipeline(
            "interpreter",
            compiler.compile("interpreter", source),
            ProgramLayout.OTHER_BINDINGS + blocks);
    warmUp(pipeline, Collections.nCopies(blocks, arena.block(0)));
    return pipeline;
  }

  // Some drivers compile at the first dispatch, for seconds.
  private void warmUp(ComputePipeline pipeline, List<GpuBuffer> blocks) {
    try (ProgramSeat seat = new ProgramSeat(gpu, 1, 2 * LEAST_CONSTANT_WORDS)) {
      IntBuffer job = ProgramSeat.words(seat.job);
      for (int i = 0; i < ProgramLayout.VM_JOB_BINDINGS; i++) {
        job.put(i, 0); // without lanes
      }
      submits.run(seat.first(pipeline, blocks, 1, LEAST_CONSTANT_WORDS));
    }
  }

  /** Returns the words that programs work on. */
  public ProgramArena arena() {
    return arena;
  }

  void runInOrder(boolean wanted) {
    inOrder = wanted;
  }

  void pace(int lanes, int turns, int burst, int fuel) {
    int least = Math.min(lanes, pace.leastLanes());
    pace = new ProgramPace(pace.localSize(), least, lanes, pace.width(), turns, 0, burst, fuel);
  }

  void paceForDevice() {
    pace = ProgramPace.forDevice(gpu.info());
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

  private LanePlan plan(Bytecode code, long groups) {
    int spread = inOrder ? 1 : pace.widthFor(groups * code.workgroupSize().volume());
    return LanePlan.of(code, groups, inOrder ? 1 : pace.width(), spread);
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

  private int stride(int lanes) {
    return Math.min(lanes, pace.localSize());
  }

  /**
   * Returns how many words there are for constants: a power of two, so that few copies are
   * recorded.
   */
  private static int constantWords(Bytecode code) {
    return Math.max(LEAST_CONSTANT_WORDS, Integer.highestOneBit(2 * code.constants() - 1));
  }

  /**
   * Makes sure that there is a seat with room for a program, free or not.
   *
   * @throws UnsupportedProgramException if a workgroup needs more state than the device has room
   *     for
   */
  public void reserve(Bytecode code, int imageWords) {
    groups(code.workgroupSize(), new WorkgroupSize(1, 1, 1));
    long state = mostStateWords(code);
    boolean roomy = seats.stream().anyMatch(seat -> seat.holds(imageWords, state));
    if (!roomy) {
      ProgramSeat seat = seat(imageWords, state);
      if (seat != null) {
        free.add(seat);
        roomiest = seat;
      }
    }
  }

  /** Returns whether {@link #reserve} has nothing to do for a program; any thread. */
  public boolean reserved(Bytecode code, int imageWords) {
    ProgramSeat seat = roomiest;
    return code.workgroupSize().volume() <= MOST_WORKGROUP
        && seat != null
        && seat.holds(imageWords, mostStateWords(code));
  }

  private long mostStateWords(Bytecode code) {
    LanePlan plan = plan(code, MOST_GROUPS);
    return stateWords(code, plan, lanes(plan));
  }

  private long stateWords(Bytecode code, LanePlan plan, int lanes) {
    long stride = stride(lanes);
    long areas = (lanes + stride - 1) / stride * stride;
    return ProgramLayout.VM_HEAD_WORDS + constantWords(code) + areas * plan.areaWords();
  }

  /** Returns a seat that is free and large enough, or null when there is no room for one now. */
  private ProgramSeat seat(long imageWords, long stateWords) {
    ProgramSeat best = null; // the smallest, so that large ones stay for what needs them
    for (ProgramSeat seat : free) {
      boolean smaller = best == null || seat.stateWords() < best.stateWords();
      best = smaller && seat.holds(imageWords, stateWords) ? seat : best;
    }
    if (best != null) {
      free.remove(best);
      return best;
    }
    if (!free.isEmpty()) {
      ProgramSeat small = free.remove(free.size() - 1);
      seats.remove(small);
      small.close();
      roomiest = roomiest == small ? null : roomiest;
    } else if (seats.size() == MOST_SEATS) {
      return null;
    }
    try {
      return newSeat(imageWords, stateWords);
    } catch (VulkanException failed) {
      if (failed.deviceLost() || seats.size() == free.size()) {
        throw failed; // waiting for other programs' ends would be of no use
      }
      return null;
    }
  }

  private ProgramSeat newSeat(long imageWords, long stateWords) {
    long image = Long.highestOneBit(2 * imageWords - 1);
    long most = gpu.info().maxStorageBufferRange() / Integer.BYTES;
    long state = Math.min(most, Long.highestOneBit(2 * stateWords - 1));
    ProgramSeat seat =
        new ProgramSeat(
            gpu, Math.max(LEAST_IMAGE_WORDS, image), Math.max(LEAST_STATE_WORDS, state));
    seats.add(seat);
    return seat;
  }

  /** Returns whether a program's grid is empty, so that there is nothing to begin. */
  public static boolean empty(Bytecode code, WorkgroupSize grid) {
    return groups(code.workgroupSize(), grid) == 0;
  }

  /**
   * Begins with a program, whose grid is not empty.
   *
   * @param image the program's image, verified
   * @param bases first word in the arena, by the numbers of the code's buffers
   * @param sizes words, by these numbers
   * @return null when there is no room for it before another one ends
   * @throws LaunchException if the grid is too large
   * @throws UnsupportedProgramException if a workgroup needs more state than the device has room
   *     for
   */
  public Job begin(
      Bytecode code, int[] image, long[] bases, int[] sizes, WorkgroupSize grid, long fuel) {
    long groups = groups(code.workgroupSize(), grid);
    LanePlan plan = plan(code, groups);
    int lanes = lanes(plan);
    List<Long> blocks = blocks(code, bases);
    if (blocks.size() > 1) {
      reserveBlocks();
    }
    ProgramSeat seat = seat(image.length, stateWords(code, plan, lanes));
    if (seat == null) {
      return null;
    }
    Job job = new Job(code, seat, blocks, lanes, fuel);
    ProgramSeat.words(seat.image).put(image);
    putJob(job, sizes, bases, plan, grid);
    return job;
  }

  private List<Long> blocks(Bytecode code, long[] bases) {
    List<Long> blocks = new ArrayList<>();
    for (int i = 0; i < code.buffers().size(); i++) {
      if (code.buffers().get(i).bound() && numberOf(blocks, bases[i]) < 0) {
        blocks.add(bases[i]);
      }
    }
    if (blocks.isEmpty()) {
      blocks.add(0L);
    }
    return blocks;
  }

  private int numberOf(List<Long> blocks, long word) {
    for (int i = 0; i < blocks.size(); i++) {
      if (arena.blockOf(blocks.get(i)) == arena.blockOf(word)) {
        return i;
      }
    }
    return -1;
  }

  private void putJob(Job run, int[] sizes, long[] bases, LanePlan plan, WorkgroupSize grid) {
    Bytecode code = run.code;
    IntBuffer job = ProgramSeat.words(run.seat.job);
    job.put(ProgramLayout.VM_JOB_LANES, run.lanes);
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
    job.put(ProgramLayout.VM_JOB_AREA_STRIDE, stride(run.lanes));
    job.put(ProgramLayout.VM_JOB_AREAS, ProgramLayout.VM_HEAD_WORDS + constantWords(code));
    for (int i = 0; i < code.constants(); i++) {
      job.put(ProgramLayout.JOB_CONSTANTS + i, code.constant(i));
    }
    job.put(ProgramLayout.VM_JOB_TURNS, pace.turnsFor(plan.width()));
    job.put(ProgramLayout.VM_JOB_BURST, pace.burst());
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      int at = ProgramLayout.VM_JOB_BINDINGS + 2 * i;
      job.put(at, buffer.bound() ? place(run.blocks, bases[i]) : buffer.base());
      job.put(at + 1, buffer.bound() ? sizes[i] : buffer.words());
    }
  }

  private int place(List<Long> blocks, long word) {
    return numberOf(blocks, word) << ProgramLayout.VM_BLOCK_SHIFT | (int) arena.wordOf(word);
  }

  /** A program that runs, dispatch by dispatch. */
  public final class Job {
    private final Bytecode code;
    private final ProgramSeat seat;
    private final List<Long> blocks; // a word in each block that it works on
    private final int lanes;
    private final long fuel;
    private long used;
    private boolean first = true;
    private TrapCode trap = TrapCode.NONE;
    private int pc;
    private int value;

    private Job(Bytecode code, ProgramSeat seat, List<Long> blocks, int lanes, long fuel) {
      this.code = code;
      this.seat = seat;
      this.blocks = blocks;
      this.lanes = lanes;
      this.fuel = fuel;
    }

    /** Returns how the program ended, NONE when it came to its end. */
    public TrapCode trap() {
      return trap;
    }

    /** Returns the back-edges that its invocations have taken. */
    public long used() {
      return used;
    }

    /** Returns the instruction that trapped; -1 when there was none left. */
    public int pc() {
      return pc;
    }

    /** Returns the value that the instruction met. */
    int value() {
      return value;
    }

    /** Returns the commands of its next dispatch; the one before has ended. */
    public RecordedCommands next() {
      IntBuffer job = ProgramSeat.words(seat.job);
      // One more than there is, so that a program that needs all of it comes to its end.
      long share = Math.min(pace.fuel(), fuel - used + 1);
      job.put(ProgramLayout.VM_JOB_FIRST, first ? 1 : 0);
      job.put(ProgramLayout.VM_JOB_FUEL, (int) Math.max(1, share));
      int groups = (lanes + pace.localSize() - 1) / pace.localSize();
      List<GpuBuffer> bound = new ArrayList<>();
      blocks.forEach(word -> bound.add(arena.block(word)));
      while (bound.size() > 1 && bound.size() < ProgramLayout.MOST_BLOCKS) {
        bound.add(bound.get(0));
      }
      ComputePipeline pipeline = bound.size() == 1 ? oneBlock : severalBlocks;
      return first
          ? seat.first(pipeline, bound, groups, constantWords(code))
          : seat.next(pipeline, bound, groups);
    }

    /** Takes notice of a dispatch that has ended; returns whether the program has as well. */
    public boolean took() {
      IntBuffer report = ProgramSeat.words(seat.report);
      first = false;
      used += Integer.toUnsignedLong(report.get(ProgramLayout.VM_HEAD_FUEL_USED));
      int left = report.get(ProgramLayout.VM_HEAD_LEFT);
      int trapped = report.get(ProgramLayout.VM_HEAD_TRAP);
      if (trapped != 0) {
        trap = TrapCode.values()[trapped & (1 << ProgramLayout.VM_HEAD_TRAP_BITS) - 1];
        pc = trapped >>> ProgramLayout.VM_HEAD_TRAP_BITS;
        value = report.get(ProgramLayout.VM_HEAD_TRAP_VALUE);
      } else if (used > fuel) {
        trap = TrapCode.FUEL;
        pc = left == 0 ? -1 : report.get(ProgramLayout.VM_HEAD_AT);
      }
      boolean ended = left == 0 || trap != TrapCode.NONE;
      if (ended) {
        drop();
      }
      return ended;
    }

    /** Leaves it alone though it has not ended; none of its dispatches runs. */
    public void drop() {
      free.add(seat);
    }
  }
}
