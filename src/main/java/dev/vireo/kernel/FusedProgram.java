package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.vir0.ProgramGlsl;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program compiled into a kernel of its own, which runs one grid at a time over a block of the
 * arena, in dispatches that are cut between workgroups so that each takes some ten milliseconds.
 * Made on any thread; from then on used by one thread at a time.
 *
 * <p>A run: {@link #begin}, then {@link #next} and {@link #took} until that says that it has ended.
 */
public final class FusedProgram implements AutoCloseable {
  /** Workgroups of the first dispatch, when their loops may be long and when they may not. */
  private static final long FIRST_GROUPS = 16;

  private static final long FIRST_BRIEF_GROUPS = 1024;

  /** Dispatches get more workgroups below the first time, and fewer above the other. */
  private static final long SHORT_NANOS = 10_000_000;

  private static final long LONG_NANOS = 50_000_000;

  /** Commands that are kept for runs on the same buffers. */
  private static final int MOST_RECORDED = 16;

  private final GpuContext gpu;
  private final FusedKernel kernel;
  private final FusedBudget budget;
  private final int turnCost;
  private final Map<FusedKernel.Box, RecordedCommands> recorded = new HashMap<>(); // of such runs
  private long[] bases = {};
  private int[] sizes = {};
  private long fuel;
  private GpuBuffer arena; // that it is bound to
  private long atOnce; // workgroups of the next dispatch
  private WorkgroupSize grid; // of the run
  private long first; // of them that has not run
  private Optional<Trap> trap = Optional.empty();
  private boolean running;
  private boolean dropped;

  /** Why an invocation stopped, and the statement or expression where it did. */
  public record Trap(TrapCode code, String place) {}

  /**
   * Compiles a program, beside other uses of the device. Takes from some milliseconds, with what
   * the disk cache has, up to seconds.
   *
   * @param instructions of its bytecode
   * @throws dev.vireo.vir0.UnsupportedProgramException naming what is too large for the device
   * @throws dev.vireo.protocol.DeviceException when the device fails or is closed
   */
  public FusedProgram(
      GpuContext gpu, ShaderCompiler compiler, ProgramGlsl program, int instructions) {
    this.gpu = gpu;
    this.budget = FusedBudget.of(gpu.info(), program, instructions);
    this.turnCost = program.turnCost();
    long begin = FusedPace.brief(program) ? FIRST_BRIEF_GROUPS : FIRST_GROUPS;
    this.atOnce = Math.min(begin, budget.groups());
    List<ProgramGlsl> one = List.of(program);
    boolean metered = !FusedKernel.lasts(program, budget.fuel());
    kernel = new FusedKernel(gpu, one, FusedKernel.compile(gpu, compiler, one, metered));
  }

  /**
   * Says whether compiled programs have given all golden results on a driver of this kind. NVIDIA's
   * 580.159.04 simplified two of 294 wrongly, and the remedy has not been run there yet.
   */
  public static boolean shown(DeviceInfo device) {
    return device.type() == DeviceInfo.Type.CPU;
  }

  /**
   * Says whether the invocations of a program are sure, or likely, to stay within the loop turns
   * that a dispatch allows them.
   *
   * @param instructions of its bytecode
   * @param measured most turns of an invocation on average, of the runs so far
   */
  public static boolean suits(
      DeviceInfo device, ProgramGlsl program, int instructions, double measured) {
    return FusedBudget.of(device, program, instructions).suits(program, measured);
  }

  /** Returns a dispatch without effect: some drivers compile at the first one, for seconds. */
  public RecordedCommands warmUp(GpuBuffer block) {
    bind(block);
    kernel.beginNothing();
    WorkgroupSize one = new WorkgroupSize(1, 1, 1);
    return commands(new FusedKernel.Box(new WorkgroupSize(0, 0, 0), one));
  }

  /** Returns whether a run has begun and has not ended. */
  public boolean running() {
    return running;
  }

  /**
   * Says whether a run can begin: its loops may count on fuel for all the turns that they can take.
   *
   * @param most loop turns that an invocation may take
   */
  public boolean takes(long most) {
    return !running && kernel.takes(0, fuel(most));
  }

  private long fuel(long most) {
    return Math.min(Math.min(most, Long.MAX_VALUE / turnCost) * turnCost, budget.fuel());
  }

  /**
   * Begins with a run.
   *
   * @param block of the arena, that all buffers lie in
   * @param bases first word in the block of each buffer of the program, in their order
   * @param sizes words of each
   * @param most loop turns that an invocation may take, where the device allows so many
   */
  public void begin(GpuBuffer block, long[] bases, int[] sizes, WorkgroupSize grid, long most) {
    bind(block);
    long allowed = fuel(most);
    boolean same = allowed == fuel && Arrays.equals(bases, this.bases);
    if (!same || !Arrays.equals(sizes, this.sizes)) {
      forget(); // what was recorded names the others
    }
    kernel.begin(0, bases, sizes, allowed);
    this.bases = bases.clone();
    this.sizes = sizes.clone();
    this.fuel = allowed;
    this.grid = grid;
    first = 0;
    running = true;
  }

  private void bind(GpuBuffer block) {
    if (block != arena) {
      forget();
      arena = null;
      kernel.bind(block);
      arena = block;
    }
  }

  private void forget() {
    recorded.values().forEach(RecordedCommands::close);
    recorded.clear();
  }

  /**
   * Returns the commands of the next dispatch; the one before has ended.
   *
   * @param block of the arena that the buffers lie in: a larger one may have taken its place
   */
  public RecordedCommands next(GpuBuffer block) {
    bind(block);
    return commands(box());
  }

  private FusedKernel.Box box() {
    return FusedBoxes.at(grid, first, atOnce, gpu.info().maxWorkgroups());
  }

  private RecordedCommands commands(FusedKernel.Box box) {
    RecordedCommands commands = recorded.get(box);
    if (commands == null) {
      if (recorded.size() == MOST_RECORDED) {
        forget();
      }
      commands = kernel.record(gpu.record("fused"), box).barrierToHost().end();
      recorded.put(box, commands);
    }
    return commands;
  }

  /**
   * Takes notice of a dispatch that has ended; returns whether the run has as well.
   *
   * @param nanos how long the dispatch took
   */
  public boolean took(long nanos) {
    long done = box().size().volume();
    first += done;
    boolean more = first < grid.volume();
    if (nanos < SHORT_NANOS && more) {
      atOnce = Math.min(budget.groups(), 2 * atOnce);
    } else if (nanos > LONG_NANOS) {
      atOnce = Math.max(1, Math.min(atOnce, done) / 2);
    }
    trap = kernel.trap().map(met -> new Trap(met.code(), met.place().toString()));
    running = more && trap.isEmpty();
    if (!running) {
      ended();
    }
    return !running;
  }

  /** Returns the first trap of the run that has ended. */
  public Optional<Trap> trap() {
    return trap;
  }

  /** Leaves a run alone that has not ended; none of its dispatches runs. */
  public void leave() {
    running = false;
    ended();
  }

  private void ended() {
    if (dropped) {
      close();
    }
  }

  /** Frees it now, or at the end of its run; no other one begins. */
  public void drop() {
    dropped = true;
    if (!running) {
      close();
    }
  }

  @Override
  public void close() {
    forget();
    kernel.close();
  }
}
