package dev.vireo.fuzz;

import dev.vireo.vir0.Program;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;

/**
 * What runs programs beside the reference.
 *
 * @param name as {@code --tier} takes it
 * @param runner runs a program
 */
public record FuzzTier(String name, Runner runner) {
  /** Runs programs, one at a time. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Runs a program over a grid, and changes the memory.
     *
     * @param fuel back-edges that it may take
     * @throws dev.vireo.vir0.UnsupportedProgramException if it has no form here
     * @throws dev.vireo.vir0.ProgramTrapException if it traps
     */
    void run(Program program, ProgramMemory memory, WorkgroupSize grid, long fuel);
  }
}
