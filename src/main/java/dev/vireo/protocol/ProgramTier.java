package dev.vireo.protocol;

/** What runs programs on a device. */
public enum ProgramTier {
  /** A kernel that interprets their bytecode: they run at once, and are cut anywhere. */
  INTERPRETER,

  /**
   * A kernel that the program was compiled into: many times as fast, and cut between workgroups.
   */
  FUSED,

  /** The interpreter at first; programs that work much are compiled meanwhile. */
  AUTO
}
