package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;

/**
 * How many lanes run a program, and how much each may do in one dispatch.
 *
 * @param localSize lanes in a workgroup of the kernel
 * @param mostLanes most lanes of a dispatch
 * @param turns turns that a lane makes
 * @param burst short instructions that a lane runs in one turn at most
 * @param fuel back-edges that a lane may spend
 */
record ProgramPace(int localSize, int mostLanes, int turns, int burst, int fuel) {
  /**
   * Loop iterations of a SIMD vector after which lavapipe of Mesa 22.3.6 ends its loops; see {@link
   * WorkerShape}.
   */
  private static final int VECTOR_BUDGET = 60_000;

  private static final int BURST = 24;

  /** Iterations that a turn costs beside its burst: its own, and leaving the inner loop. */
  private static final int TURN_COST = 2;

  private static final int GPU_LOCAL_SIZE = 64;
  private static final int GPU_LANES = 32_768;

  /** Some ten milliseconds on a GPU, far below every watchdog. */
  private static final int GPU_TURNS = 2_048;

  /** Workgroups of the kernel for each core, so that a core without work finds some. */
  private static final int CPU_GROUPS = 4;

  private static final int FUEL = 1 << 20;

  ProgramPace {
    if (turns < 1 || burst < 1 || fuel < 1) {
      throw new IllegalArgumentException("a dispatch must get on: " + turns + ", " + burst);
    }
  }

  static ProgramPace forDevice(DeviceInfo device) {
    if (device.type() != DeviceInfo.Type.CPU) {
      return new ProgramPace(GPU_LOCAL_SIZE, GPU_LANES, GPU_TURNS, BURST, FUEL);
    }
    int lanes = Math.max(1, device.subgroupSize());
    int most = lanes * CPU_GROUPS * Runtime.getRuntime().availableProcessors();
    return new ProgramPace(lanes, most, VECTOR_BUDGET / (BURST + TURN_COST), BURST, FUEL);
  }
}
