package dev.vireo.vir0;

import dev.vireo.protocol.VireoException;

/** A VIR0 program cannot be read, is wrong, cannot be run here, or stopped while it ran. */
public abstract sealed class Vir0Exception extends VireoException
    permits MalformedProgramException,
        AssemblyException,
        InvalidProgramException,
        UnsupportedProgramException,
        LaunchException,
        ProgramTrapException {
  private static final long serialVersionUID = 1L;

  Vir0Exception(String message) {
    super(message);
  }
}
