package dev.vireo.runtime;

/**
 * How a slot ended.
 *
 * @param status the status word of its completion
 * @param results both result words, the first in the low half
 */
public record Ended(int status, long results) {}
