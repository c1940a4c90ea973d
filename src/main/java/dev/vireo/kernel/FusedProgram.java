package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A program compiled into a kernel of its own, which runs over a block of the arena, in dispatches
 * that are cut between workgroups so that each takes some ten milliseconds.
 */
public final class FusedProgram implements CompiledProgram {
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
  private long word; // in the block of the run
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
    kernel = new FusedKernel(gpu, one, FusedKernel.compile(gpu, compiler, one, metered, false));
  }

  /**
   * Says whether compiled programs have given all golden results on a driver of this kind: the
   * software drivers, and NVIDIA's 580.159.04 on an H200.
   */
  public static boolean shown(DeviceInfo device) {
    return device.type() == DeviceInfo.Type.CPU || device.alias().equals("nvidia");
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

  @Override
  public Optional<RecordedCommands> warmUp(ProgramArena words) {
    bind(words.block(0));
    kernel.beginNothing();
    WorkgroupSize one = new WorkgroupSize(1, 1, 1);
    return Optional.of(commands(new FusedKernel.Box(new WorkgroupSize(0, 0, 0), one)));
  }

  @Override
  public Optional<String> refuses(ProgramArena words, ProgramLaunch launch) {
    long blocks =
        IntStream.range(0, launch.bases().length)
            .filter(i -> launch.sizes()[i] > 0)
            .mapToLong(i -> words.blockOf(launch.bases()[i]))
            .distinct()
            .count();
    if (blocks > 1) {
      return Optional.of("its resources lie in several blocks of the device's memory");
    }
    if (!kernel.takes(launch.sizes())) {
      return Optional.of("a resource has more than " + FusedKernel.MOST_WORDS + " words");
    }
    if (!kernel.takes(0, launch.grid())) {
      return Optional.of(
          "a grid of " + launch.grid() + " workgroups has 2^29 invocations or more along an axis");
    }
    return kernel.takes(0, fuel(launch.most()))
        ? Optional.empty()
        : Optional.of(
            "its loops may take more turns than the slot's budget, which compiled loops do not count");
  }

  @Override
  public boolean running() {
    return running;
  }

  private long fuel(long most) {
    return Math.min(Math.min(most, Long.MAX_VALUE / turnCost) * turnCost, budget.fuel());
  }

  @Override
  public void begin(ProgramArena words, ProgramLaunch launch) {
    int[] lengths = launch.sizes();
    long[] places = Arrays.stream(launch.bases()).map(words::wordOf).toArray();
    word = 0;
    for (int i = lengths.length - 1; i >= 0; i--) {
      word = lengths[i] > 0 ? launch.bases()[i] : word;
    }
    bind(words.block(word));
    long allowed = fuel(launch.most());
    boolean same = allowed == fuel && Arrays.equals(places, bases);
    if (!same || !Arrays.equals(lengths, sizes)) {
      forget(); // what was recorded names the others
    }
    kernel.begin(0, places, lengths, allowed);
    bases = places;
    sizes = lengths.clone();
    fuel = allowed;
    grid = launch.grid();
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

  @Override
  public RecordedCommands next(ProgramArena words) {
    bind(words.block(word)); // a larger one may have taken its place
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

  @Override
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

  @Override
  public Optional<Trap> trap() {
    return trap;
  }

  @Override
  public void leave() {
    running = false;
    ended();
  }

  private void ended() {
    if (dropped) {
      close();
    }
  }

  @Override
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
