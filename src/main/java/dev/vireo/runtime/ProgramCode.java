package dev.vireo.runtime;

import dev.vireo.vir0.Bytecode;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramLowering;

/** A program in the forms in which it runs. Immutable. */
public final class ProgramCode {
  private final Program program;
  private final Bytecode code;
  private final int[] image;

  private ProgramCode(Program program, Bytecode code, int[] image) {
    this.program = program;
    this.code = code;
    this.image = image;
  }

  /**
   * Reads, validates, lowers and verifies a program.
   *
   * @throws dev.vireo.vir0.MalformedProgramException if the bytes are none
   * @throws dev.vireo.vir0.InvalidProgramException if it breaks a rule
   * @throws dev.vireo.vir0.UnsupportedProgramException if it has a construct that does not run
   */
  public static ProgramCode of(byte[] blob) {
    Program program = ProgramCodec.decode(blob);
    Bytecode code = ProgramLowering.lower(program);
    return new ProgramCode(program, code, code.image()); // lowering has verified it
  }

  /** Returns the program itself. */
  public Program program() {
    return program;
  }

  /** Returns its bytecode. */
  public Bytecode code() {
    return code;
  }

  /** Returns the verified image of the bytecode; not to be changed. */
  int[] image() {
    return image;
  }

  /** Returns the first instruction that comes from a place, or -1. */
  int pcOf(String place) {
    for (int pc = 0; pc < code.instructions(); pc++) {
      if (code.place(pc).toString().equals(place)) {
        return pc;
      }
    }
    return -1;
  }
}
