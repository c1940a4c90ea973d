package dev.vireo.protocol;

/**
 * What is known of an IO slot that is in use. Source: vyre-runtime 0.6.3.
 *
 * @param slot index of the slot
 * @param destination destination handle
 * @param byteCount bytes to move, unsigned
 * @param tag the publisher's; no error code is ever stored in it
 */
public record IoCompletion(int slot, int destination, int byteCount, int tag) {}
