package dev.vireo.spirv;

import dev.vireo.protocol.VireoException;

/** A SPIR-V module cannot be read, has something that Vireo does not run, or lacks an input. */
public abstract sealed class SpirvException extends VireoException
    permits MalformedModuleException, UnsupportedModuleException, ModuleArgumentException {
  private static final long serialVersionUID = 1L;

  SpirvException(String message) {
    super(message);
  }

  /** Returns the same exception with the module's name before its message. */
  public abstract SpirvException of(String module);
}
