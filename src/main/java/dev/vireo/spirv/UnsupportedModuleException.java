package dev.vireo.spirv;

/** A module has something that Vireo does not run; the message names it and its place. */
public final class UnsupportedModuleException extends SpirvException {
  private static final long serialVersionUID = 1L;

  private final String construct;
  private final int word;

  /**
   * Makes one.
   *
   * @param word offset in words of the instruction
   * @param place its place for the message, such as {@code word 7 (OpLoad)}
   * @param construct what Vireo does not run
   * @param remedy one clause
   */
  public UnsupportedModuleException(int word, String place, String construct, String remedy) {
    super("unsupported SPIR-V: " + construct + " at " + place + "; " + remedy);
    this.construct = construct;
    this.word = word;
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
