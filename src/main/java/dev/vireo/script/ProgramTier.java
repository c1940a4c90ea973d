package dev.vireo.script;

/** What runs a program. */
public enum ProgramTier {
  /** The evaluator in Java, which defines what programs mean. */
  REFERENCE,
  /** The kernel that interprets bytecode. */
  INTERPRETER,
  /** A VIR0 program compiled into a kernel of its own. */
  FUSED,
  /** A SPIR-V module as the driver's pipeline, which nothing cuts. */
  COMPILED,
  /**
   * Fused or compiled; interpreted where that is refused or a VIR0 program's loops are longer than
   * a dispatch may be.
   */
  AUTO
}
