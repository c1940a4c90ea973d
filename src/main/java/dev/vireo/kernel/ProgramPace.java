package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.probe.DeviceTraits;

/**
 * How many lanes run a program, and how much each may do in one dispatch.
 *
 * @param localSize lanes in a workgroup of the kernel
 * @param leastLanes lanes that work is spread over before a lane gets more than one invocation
 * @param mostLanes most lanes of a dispatch
 * @param width most invocations that a lane carries an instruction out for, a power of two up to 32
 * @param turns turns that a lane makes with chunks of that width
 * @param loops iterations of loops that a lane may make; 0 where only turns count
 * @param burst short instructions that a lane runs in one turn at most
 * @param fuel back-edges that a lane may spend
 */
record ProgramPace(
    int localSize,
    int leastLanes,
    int mostLanes,
    int width,
    int turns,
    int loops,
    int burst,
    int fuel) {
  /**
   * Loop iterations of a SIMD vector after which lavapipe of Mesa 22.3.6 ends its loops; see {@link
   * WorkerShape}.
   */
  private static final int VECTOR_BUDGET = 60_000;

  /**
   * So many where a probe found no end: some milliseconds. With fewer turns a dispatch ends while
   * lanes that began early are at their second ticket, and a small grid takes two.
   */
  private static final int UNLIMITED_BUDGET = 4 * VECTOR_BUDGET;

  private static final int BURST = 16;

  /** Loops over a chunk that a short instruction goes through, and that the end of a turn does. */
  private static final int SHORT_LOOPS = 7;

  private static final int SLOW_LOOPS = 6;

  private static final int GPU_LOCAL_SIZE = 64;
  private static final int GPU_LANES = 32_768;
  private static final int GPU_WIDTH = 4;

  /** Some ten milliseconds on a GPU, far below every watchdog. */
  private static final int GPU_TURNS = 1_024;

  /** Workgroups of the kernel for each core, so that a core without work finds some. */
  private static final int CPU_GROUPS = 4;

  private static final int FUEL = 1 << 20;

  ProgramPace {
    if (turns < 1 || burst < 1 || fuel < 1 || Integer.bitCount(width) != 1) {
      throw new IllegalArgumentException(
          "a dispatch must get on: " + turns + ", " + burst + ", " + fuel + ", " + width);
    }
  }

  static ProgramPace forDevice(DeviceInfo device) {
    if (device.type() != DeviceInfo.Type.CPU) {
      return new ProgramPace(
          GPU_LOCAL_SIZE, GPU_LANES, GPU_LANES, GPU_WIDTH, GPU_TURNS, 0, BURST, FUEL);
    }
    int lanes = Math.max(1, device.subgroupSize());
    int least = lanes * Runtime.getRuntime().availableProcessors();
    int loops = budget(device);
    int turns = loops / turnCost(Integer.SIZE);
    return new ProgramPace(
        lanes, least, CPU_GROUPS * least, Integer.SIZE, turns, loops, BURST, FUEL);
  }

  private static int budget(DeviceInfo device) {
    int found = DeviceTraits.known(device).map(traits -> traits.verdict().sliceTurns()).orElse(0);
    return Math.max(VECTOR_BUDGET, Math.min(found, UNLIMITED_BUDGET));
  }

  /** Iterations of one turn when the lanes of a vector are at instructions of all kinds. */
  private static int turnCost(int width) {
    int shortCost = 1 + SHORT_LOOPS * (width + 1);
    int slowCost = SLOW_LOOPS * (width + 1) + ProgramLayout.VM_SUBGROUP + 1;
    return 2 + BURST * shortCost + slowCost + ProgramLayout.VM_CLEAR_WORDS + 1;
  }

  /** Returns the turns of a dispatch whose chunks have a width: narrow ones take fewer loops. */
  int turnsFor(int chunk) {
    return Math.max(turns, loops / turnCost(chunk));
  }

  /**
   * Returns how wide chunks are that share so many invocations among the lanes. On software drivers
   * an instruction costs a vector of lanes as much as ten invocations in each of them do: there no
   * more lanes work than there are in one vector for each core.
   */
  int widthFor(long invocations) {
    boolean wide = loops > 0;
    long each = (invocations + (wide ? leastLanes - 1 : 0)) / leastLanes;
    each = Math.max(1, Math.min(width, each));
    long least = Long.highestOneBit(each);
    return (int) (wide && least < each ? 2 * least : least);
  }
}
