package dev.vireo.gpu.probe;

/**
 * A measurement that failed, which counts as "no".
 *
 * @param step the measurement
 * @param reason what happened
 */
public record ProbeFailure(String step, String reason) {}
