package dev.vireo.gpu.probe;

import dev.vireo.gpu.RecordedCommands;
import java.util.List;

/** Runs one dispatch of a given length. */
final class SliceStep {
  private static final int SEED = 0x2545F491;
  private static final long CALIBRATION_NANOS = 20_000_000;

  /** How long it ran, in nanoseconds, and whether it may have had more turns. */
  record Answer(long nanos, boolean budgetUsed) {}

  private SliceStep() {}

  static Answer run(ProbeBench bench, int millis, int budget) {
    RecordedCommands commands =
        bench.commands(
            bench.pipeline(ProbeShaders.LOOPS, 1, false, List.of(bench.params, bench.results)), 1);
    int turns = bench.turnsFor(CALIBRATION_NANOS, commands, budget, 0, SEED);
    long took = bench.quickest(commands);
    double perTurn = (double) took / turns;
    // A little more than asked for: what is measured is whether a dispatch of this length ends.
    int wanted = (int) Math.min(budget, 1.05e6 * millis / perTurn);
    bench.parameters(wanted, 0, SEED);
    return new Answer(bench.run(commands), wanted == budget);
  }
}
