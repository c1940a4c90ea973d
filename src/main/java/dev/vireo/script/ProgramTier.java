package dev.vireo.script;

/** What runs a program. */
public enum ProgramTier {
  /** The evaluator in Java, which defines what programs mean. */
  REFERENCE,
  /** The kernel that interprets bytecode. */
  INTERPRETER,
  /** The program compiled into a kernel of its own. */
  FUSED,
  /**
   * Compiled; interpreted where the compiler refuses or loops are longer than a dispatch may be.
   */
  AUTO
}
