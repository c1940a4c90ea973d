package dev.vireo.protocol;

/** What runs programs on a device. */
public enum ProgramTier {
  /** A kernel that interprets their bytecode: they run at once, and are cut anywhere. */
  INTERPRETER,

  /**
   * A kernel that the program was compiled into: many times as fast, and cut between workgroups.
   */
  FUSED,

  /**
   * A SPIR-V module as the pipeline that the driver makes of it: what {@link #FUSED} is to VIR0
   * programs, but a run is one dispatch, which nothing cuts. For modules that are trusted.
   */
  COMPILED,

  /** The interpreter at first; programs that work much are compiled meanwhile. */
  AUTO
}
