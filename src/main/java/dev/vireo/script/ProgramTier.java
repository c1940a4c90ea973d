package dev.vireo.script;

/** What runs a program. */
public enum ProgramTier {
  /** The evaluator in Java, which defines what programs mean. */
  REFERENCE,
  /** The kernel that interprets bytecode. */
  INTERPRETER,
  /** The program compiled into a kernel of its own. */
  FUSED,
  /** Interpreted at first, compiled when it is worth it: in a megakernel, where programs stay. */
  AUTO
}
