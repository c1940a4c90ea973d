package dev.vireo.spirv;

/** A module has something that Vireo does not run; the message names it and its place. */
public final class UnsupportedModuleException extends SpirvException {
  private static final long serialVersionUID = 1L;

  private final String construct;
  private final int word;

  UnsupportedModuleException(Instruction at, String construct, String remedy) {
    super("unsupported SPIR-V: " + construct + " at " + at.place() + "; " + remedy);
    this.construct = construct;
    this.word = at.offset();
  }

  private UnsupportedModuleException(String message, UnsupportedModuleException cause) {
    super(message);
    initCause(cause);
    this.construct = cause.construct;
    this.word = cause.word;
  }

  @Override
  public UnsupportedModuleException of(String module) {
    return new UnsupportedModuleException(module + ": " + getMessage(), this);
  }

  /** Returns what Vireo does not run, such as {@code OpImageWrite (capability Shader)}. */
  public String construct() {
    return construct;
  }

  /** Returns the offset in words of the instruction. */
  public int word() {
    return word;
  }
}
