package dev.vireo.vir0.eval;

import dev.vireo.vir0.InvalidProgramException;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.ProgramValidator;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.List;

/**
 * Runs programs on the host, as the definition of what they mean: bit by bit what the reference
 * interpreter of vyre 0.6.3 gives, with transcendental functions within a rounding of the exact
 * result. Workgroups run one after another; in one, invocations take turns of one statement.
 * Source: VIR0 sections 10 and 11.
 *
 * <p>Not fast, and one thread. Constructs that it does not run raise {@link
 * UnsupportedProgramException} when they are reached.
 */
public final class ProgramEvaluator {
  /** Fuel that does not end. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Most invocations of a workgroup. */
  private static final long MAX_WORKGROUP = 1 << 20;

  private final Program program;
  private final EvalCode code;

  /**
   * Prepares a program.
   *
   * @throws InvalidProgramException if the program breaks a rule; subgroup operations are allowed
   */
  public ProgramEvaluator(Program program) {
    this.program = ProgramValidator.require(program, true);
    this.code = EvalCompiler.compile(program);
  }

  /** Runs a program over the reference's grid, and returns its results. */
  public static List<byte[]> run(Program program, List<byte[]> inputs) {
    ProgramEvaluator evaluator = new ProgramEvaluator(program);
    ProgramMemory memory = ProgramMemory.ofInputs(program, inputs);
    evaluator.run(memory, memory.grid(), UNLIMITED);
    return memory.results();
  }

  /**
   * Runs the program over a grid and changes the memory.
   *
   * @param memory the program's buffers
   * @param grid workgroups along each axis
   * @param fuel statements that all invocations may take together
   * @throws ProgramTrapException if an invocation traps or the fuel is used up
   * @throws LaunchException if the grid is too large
   * @throws UnsupportedProgramException if it comes to a construct that does not run here
   */
  public void run(ProgramMemory memory, WorkgroupSize grid, long fuel) {
    WorkgroupSize size = program.workgroupSize();
    if (size.volume() > MAX_WORKGROUP) {
      throw new LaunchException(
          "a workgroup of " + size + " invocations; the host runs up to " + MAX_WORKGROUP);
    }
    for (int axis = 0; axis < 3; axis++) {
      if (grid.axis(axis) * size.axis(axis) > 1L << 32) {
        throw new LaunchException(
            String.format(
                "%d workgroups of %d along axis %d; invocation ids have 32 bits",
                grid.axis(axis), size.axis(axis), axis));
      }
    }
    WorkgroupRun run = new WorkgroupRun(code, memory, size, fuel);
    for (long z = 0; z < grid.z(); z++) {
      for (long y = 0; y < grid.y(); y++) {
        for (long x = 0; x < grid.x(); x++) {
          run.run((int) x, (int) y, (int) z);
        }
      }
    }
  }
}
