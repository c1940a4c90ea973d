package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.vir0.ProgramGlsl;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
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

  /** Commands that are kept, by their number of workgroups. */
  private static final int MOST_RECORDED = 16;

  private final GpuContext gpu;
  private final FusedKernel kernel;
  private final FusedBudget budget;
  private final Map<Integer, RecordedCommands> recorded = new HashMap<>();
  private GpuBuffer arena; // that it is bound to
  private long atOnce; // workgroups of the next dispatch
  private long groups; // of the run
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
    long begin = FusedPace.brief(program) ? FIRST_BRIEF_GROUPS : FIRST_GROUPS;
    this.atOnce = Math.min(begin, budget.groups());
    List<ProgramGlsl> one = List.of(program);
    kernel = new FusedKernel(gpu, one, FusedKernel.compile(gpu, compiler, one));
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
    kernel.warmUp();
    return commands(1);
  }

  /** Returns whether a run has begun and has not ended. */
  public boolean running() {
    return running;
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
    kernel.begin(0, grid, bases, sizes, Math.min(most, budget.fuel()));
    groups = grid.volume();
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
    kernel.from(first);
    return commands((int) dispatched());
  }

  private long dispatched() {
    return Math.min(atOnce, groups - first);
  }

  private RecordedCommands commands(int count) {
    RecordedCommands commands = recorded.get(count);
    if (commands == null) {
      if (recorded.size() == MOST_RECORDED) {
        forget();
      }
      commands = kernel.record(gpu.record("fused"), count).barrierToHost().end();
      recorded.put(count, commands);
    }
    return commands;
  }

  /**
   * Takes notice of a dispatch that has ended; returns whether the run has as well.
   *
   * @param nanos how long the dispatch took
   */
  public boolean took(long nanos) {
    long done = dispatched();
    first += done;
    if (nanos < SHORT_NANOS && done >= atOnce) {
      atOnce = Math.min(budget.groups(), 2 * atOnce);
    } else if (nanos > LONG_NANOS) {
      atOnce = Math.max(1, Math.min(atOnce, done) / 2);
    }
    trap = kernel.trap().map(met -> new Trap(met.code(), met.place().toString()));
    running = first < groups && trap.isEmpty();
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
