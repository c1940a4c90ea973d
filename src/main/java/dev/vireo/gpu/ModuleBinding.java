package dev.vireo.gpu;

/**
 * A buffer that a module names.
 *
 * @param set number of the descriptor set
 * @param binding number in the set
 * @param uniform whether it is a uniform buffer, and not a storage buffer
 */
public record ModuleBinding(int set, int binding, boolean uniform) {}
