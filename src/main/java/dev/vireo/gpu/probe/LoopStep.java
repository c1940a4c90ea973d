package dev.vireo.gpu.probe;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.RecordedCommands;
import java.util.List;

/** Measures the loop budget of one subgroup. */
final class LoopStep {
  /** The first count is just above the one limit that is known, 65,534. */
  private static final int[] STRAIGHT = {70_000, 1 << 20, 1 << 24};

  /** Turns of each of the two branches. */
  private static final int[] DIVERGENT = {40_000, 1 << 19, 1 << 23};

  private static final int SEED = 0x2545F491;
  private static final int MOST_LANES = 128;

  private final ProbeBench bench;
  private final int lanes;
  private final RecordedCommands commands;

  /** The two budgets. */
  record Answer(LoopBudget straight, LoopBudget divergent) {}

  private LoopStep(ProbeBench bench) {
    this.bench = bench;
    this.lanes = Math.max(2, Math.min(bench.info().subgroupSize(), MOST_LANES));
    ComputePipeline pipeline =
        bench.pipeline(ProbeShaders.LOOPS, lanes, false, List.of(bench.params, bench.results));
    this.commands = bench.commands(pipeline, 1);
  }

  static Answer run(ProbeBench bench) {
    LoopStep step = new LoopStep(bench);
    return new Answer(step.straight(), step.divergent());
  }

  private LoopBudget straight() {
    for (int turns : STRAIGHT) {
      count(turns, false);
      long made = Math.min(least(0, turns), least(1, turns));
      if (made < turns) {
        return new LoopBudget(made, true);
      }
    }
    return new LoopBudget(STRAIGHT[STRAIGHT.length - 1], false);
  }

  private LoopBudget divergent() {
    for (int turns : DIVERGENT) {
      count(turns, true);
      long even = least(0, turns);
      long odd = least(1, turns);
      if (even < turns || odd < turns) {
        return new LoopBudget(even + odd, true);
      }
    }
    return new LoopBudget(2L * DIVERGENT[DIVERGENT.length - 1], false);
  }

  private void count(int turns, boolean divergent) {
    bench.parameters(turns, divergent ? 1 : 0, SEED);
    bench.run(commands);
  }

  /** The fewest turns of any even or odd lane. */
  private long least(int first, int turns) {
    long least = turns;
    for (int lane = first; lane < lanes; lane += 2) {
      least = Math.min(least, bench.result(2 * lane));
    }
    return least;
  }
}
