package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.RecordedCommands;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts workgroups that run at the same time. */
final class ResidencyStep {
  private static final int CPU_GRID = 64;
  private static final int GPU_GRID = 16_384;
  private static final long ALL_RUNS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONG_RUN = TimeUnit.MILLISECONDS.toNanos(30);
  private static final int LEAST_RUNS = 8;

  /** Groups seen together, and whether the grid had no more of them. */
  record Answer(int groups, boolean all) {}

  private ResidencyStep() {}

  static Answer run(ProbeBench bench, int lanes, int budget) {
    boolean cpu = bench.info().type() == DeviceInfo.Type.CPU;
    int grid = (int) Math.min(cpu ? CPU_GRID : GPU_GRID, bench.info().maxWorkgroups());
    GpuBuffer board = bench.board();
    RecordedCommands commands =
        bench.boardCommands(
            bench.pipeline(ProbeShaders.RESIDENCY, lanes, false, List.of(bench.params, board)),
            grid,
            board);
    long end = System.nanoTime() + ALL_RUNS;
    int turns = Math.min(budget, 256);
    int most = 0;
    for (int run = 0; run < LEAST_RUNS || System.nanoTime() < end; run++) {
      bench.parameters(turns);
      long took = bench.run(commands);
      most = (int) Math.max(most, bench.result(0));
      // Longer stays give the slowest group the time to start; no longer than needed for that.
      if (took < LONG_RUN) {
        turns = (int) Math.min(budget, 4L * turns);
      }
      if (most == grid) {
        break;
      }
    }
    return new Answer(most, most == grid);
  }
}
