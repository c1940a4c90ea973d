package dev.vireo.spirv;

/** Bytes are no SPIR-V module. The message names the word and the instruction that is wrong. */
public final class MalformedModuleException extends SpirvException {
  private static final long serialVersionUID = 1L;

  private final int word;

  /**
   * Makes one.
   *
   * @param word offset in words of what is wrong
   * @param place its place for the message, such as {@code word 7 (OpLoad)}
   * @param problem one clause
   */
  public MalformedModuleException(int word, String place, String problem) {
    super("malformed SPIR-V at " + place + ": " + problem);
    this.word = word;
  }

  private MalformedModuleException(String message, MalformedModuleException cause) {
    super(message);
    initCause(cause);
    this.word = cause.word;
  }

  @Override
  public MalformedModuleException of(String module) {
    return new MalformedModuleException(module + ": " + getMessage(), this);
  }

  /** Returns the offset in words of the instruction, or of what is wrong in the header. */
  public int word() {
    return word;
  }
}
