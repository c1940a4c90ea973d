package dev.vireo.gpu.probe;

/**
 * A measurement that failed, which counts as "no".
 *
 * @param step the measurement
 * @param reason what happened
 * @param conclusive whether it says something about the device; otherwise, as when no process could
 *     be started, the next process measures again
 */
public record ProbeFailure(String step, String reason, boolean conclusive) {}
