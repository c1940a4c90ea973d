package dev.vireo.kernel;

/**
 * A user's operation in GLSL.
 *
 * @param opcode opcode that starts it
 * @param name name that compile errors show
 * @param body statements of its function
 */
public record HandlerSource(int opcode, String name, String body) {}
