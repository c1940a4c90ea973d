package dev.vireo.kernel;

import dev.vireo.vir0.WorkgroupSize;

/**
 * One run of a compiled program.
 *
 * @param bases first word in the arena of each buffer of the program, in their order; of workgroup
 *     memory 0
 * @param sizes words of each; of workgroup memory 0
 * @param push its push constants
 * @param most loop turns that an invocation may take, where the tier and the device allow so many
 */
public record ProgramLaunch(long[] bases, int[] sizes, int[] push, WorkgroupSize grid, long most) {}
