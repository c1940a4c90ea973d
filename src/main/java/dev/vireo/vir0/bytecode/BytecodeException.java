package dev.vireo.vir0.bytecode;

import dev.vireo.protocol.VireoException;

/** An image is no bytecode that may run: a bug in what made it, or damage. */
public final class BytecodeException extends VireoException {
  private static final long serialVersionUID = 1L;

  private final int instruction;

  BytecodeException(int instruction, String problem) {
    super(
        "bytecode is not safe to run"
            + (instruction < 0 ? "" : " at instruction " + instruction)
            + ": "
            + problem
            + "; lower the program again");
    this.instruction = instruction;
  }

  /** Returns the instruction, or -1 if the error is in the header or the buffers. */
  public int instruction() {
    return instruction;
  }
}
