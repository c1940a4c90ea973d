package dev.vireo.protocol;

/**
 * A published IO slot. Source: vyre-runtime 0.6.3.
 *
 * @param slot index of the slot
 * @param operation {@link IoQueueLayout#READ}, {@link IoQueueLayout#WRITE}, {@link
 *     IoQueueLayout#FENCE}, or anything else that stands there
 * @param source source handle
 * @param destination destination handle
 * @param offset byte offset, unsigned
 * @param byteCount bytes to move, unsigned
 * @param tag the publisher's
 */
public record IoRequest(
    int slot, int operation, int source, int destination, long offset, int byteCount, int tag) {}
