package dev.vireo.gpu.probe;

/**
 * How many turns the loops of one subgroup make in a dispatch before the driver ends them silently.
 *
 * @param turns back-edges of all loops together; the most that were tried when not limited
 * @param limited whether the driver ended the loop; otherwise no limit was found
 */
public record LoopBudget(long turns, boolean limited) {}
