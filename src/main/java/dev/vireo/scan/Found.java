package dev.vireo.scan;

/**
 * What a scan came to.
 *
 * @param bytes length of the text
 * @param matches matches in it, which were told
 */
public record Found(long bytes, long matches) {}
