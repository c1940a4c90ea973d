package dev.vireo.spirv;

/** A module has no such entry point or specialization constant. */
public final class ModuleArgumentException extends SpirvException {
  private static final long serialVersionUID = 1L;

  ModuleArgumentException(String message) {
    super(message);
  }
}
