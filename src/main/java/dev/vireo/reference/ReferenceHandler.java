package dev.vireo.reference;

/**
 * The Java twin of a GLSL handler: what the reference does for a user opcode.
 *
 * <p>It must do to the control words and the results what the GLSL does, for the comparison of
 * devices with the reference to mean something. It runs on the thread that executes the slot. An
 * exception of its own reaches that thread and leaves the slot CLAIMED. One that gives way or waits
 * is called again from the start; what it has to remember goes into {@link HandlerContext#state}.
 */
@FunctionalInterface
public interface ReferenceHandler {
  /** Executes one slot, or one inner operation of a PACKED slot. */
  void run(HandlerContext context);
}
