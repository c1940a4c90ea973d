package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.util.OptionalLong;

/**
 * What a compiled program may do in one dispatch, so that it ends long before a watchdog's time
 * even when all invocations use up their fuel: others' slots wait for it.
 *
 * @param fuel of an invocation: what the turns of its loops cost
 * @param groups most workgroups
 */
record FusedBudget(long fuel, long groups) {
  /** Of one invocation, when each turn waits for memory: less than a second on a GPU. */
  private static final long MOST_TURNS = 1 << 20;

  /** Instructions of all invocations: some seconds when they are slow ones. */
  private static final long SOFTWARE_STEPS = 1L << 32;

  private static final long GPU_STEPS = 1L << 43;

  /** Loop turns of an invocation on average are taken so many times for those of any. */
  private static final long MARGIN = 16;

  /**
   * Returns a program's on a device.
   *
   * @param instructions of its bytecode; it runs each once at most for each turn of a loop
   */
  static FusedBudget of(DeviceInfo device, ProgramGlsl program, int instructions) {
    boolean software = device.type() == DeviceInfo.Type.CPU;
    long group = program.program().workgroupSize().volume() * Math.max(1, instructions);
    long steps = (software ? SOFTWARE_STEPS : GPU_STEPS) / group; // turns of a workgroup
    FusedPace pace = new FusedPace(device.subgroupSize(), () -> vectorTurns(device));
    long fuel = Math.max(1, Math.min(pace.fuel(program, MOST_TURNS), steps));
    long turns = Math.min(fuel, program.mostTurns().orElse(fuel));
    long groups = Math.min(device.maxWorkgroups(), steps / (1 + turns));
    return new FusedBudget(fuel, Math.max(1, groups));
  }

  // Probing a device that is in use would not tell much: without traits it takes what is sure.
  private static long vectorTurns(DeviceInfo device) {
    return DeviceTraits.known(device)
        .map(traits -> (long) traits.verdict().sliceTurns())
        .orElse(FusedPace.SURE_TURNS);
  }

  /**
   * Says whether all invocations of a program are sure, or likely, to have enough fuel.
   *
   * @param measured most turns of an invocation on average, of the runs so far
   */
  boolean suits(ProgramGlsl program, double measured) {
    OptionalLong most = program.mostTurns();
    return most.isPresent()
        ? most.getAsLong() <= fuel
        : MARGIN * measured * program.turnCost() <= fuel;
  }
}
