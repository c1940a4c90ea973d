package dev.vireo.spirv;

/** A module has no such entry point or specialization constant. */
public final class ModuleArgumentException extends SpirvException {
  private static final long serialVersionUID = 1L;

  /** Makes one whose message says what the module lacks and what it has. */
  public ModuleArgumentException(String message) {
    super(message);
  }

  @Override
  public ModuleArgumentException of(String module) {
    return (ModuleArgumentException)
        new ModuleArgumentException(module + ": " + getMessage()).initCause(this);
  }
}
