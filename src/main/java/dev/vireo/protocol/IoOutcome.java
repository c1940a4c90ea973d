package dev.vireo.protocol;

/**
 * How a claimed IO slot ended.
 *
 * @param slot index of the slot, unsigned
 * @param ok true for OK, false for ERROR
 */
public record IoOutcome(long slot, boolean ok) {}
