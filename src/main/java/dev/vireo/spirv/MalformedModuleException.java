package dev.vireo.spirv;

/** Bytes are no SPIR-V module. The message names the word and the instruction that is wrong. */
public final class MalformedModuleException extends SpirvException {
  private static final long serialVersionUID = 1L;

  private final int word;

  MalformedModuleException(int word, String problem) {
    super("malformed SPIR-V at word " + word + ": " + problem);
    this.word = word;
  }

  MalformedModuleException(Instruction at, String problem) {
    super("malformed SPIR-V at " + at.place() + ": " + problem);
    this.word = at.offset();
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
