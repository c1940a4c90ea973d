package dev.vireo.gpu.probe;

/**
 * The longest dispatch that the device took.
 *
 * @param acceptedNanos how long it ran, in nanoseconds
 * @param limit what kept a longer one from running; null when none longer was tried
 */
public record SliceTraits(long acceptedNanos, String limit) {}
