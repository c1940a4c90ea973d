package dev.vireo.runtime;

import dev.vireo.gpu.SpirvTools;
import dev.vireo.spirv.SpirvException;
import dev.vireo.spirv.lowering.NativeModule;
import dev.vireo.spirv.lowering.Specialization;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.lowering.ProgramLowering;

/** A program, VIR0 or SPIR-V, in the forms in which it runs. Immutable. */
public final class ProgramCode {
  private final Program program;
  private final Bytecode code;
  private final int[] image;
  private final NativeModule module;
  private final boolean trusted;

  private ProgramCode(Program program, Bytecode code, NativeModule module, boolean trusted) {
    this.program = program;
    this.code = code;
    this.image = code.image();
    this.module = module;
    this.trusted = trusted;
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
    return new ProgramCode(program, code, null, false); // lowering has verified it
  }

  /**
   * Validates, reads and lowers a SPIR-V module.
   *
   * @param name of the module in messages
   * @param trusted whether it may run as a pipeline of the driver
   * @throws dev.vireo.protocol.InvalidModuleException if SPIRV-Tools refuse it
   * @throws SpirvException if it has something that Vireo does not run, or no such entry point or
   *     constant
   * @throws dev.vireo.vir0.UnsupportedProgramException if it is too large for bytecode
   */
  public static ProgramCode ofModule(
      String name, byte[] bytes, Specialization chosen, boolean trusted) {
    // What is longer is refused without a look at it.
    boolean looked = bytes.length <= SpirvProgram.MOST_BYTES;
    Beside validation = Beside.start(() -> validate(looked, name, bytes));
    try {
      SpirvProgram program = SpirvProgram.of(bytes, chosen);
      validation.join();
      ModuleWarmUp.lowered(bytes, chosen);
      return new ProgramCode(program.signature(), program.code(), program.module(), trusted);
    } catch (SpirvException refused) {
      validation.join(); // what an invalid module says is told first
      throw refused.of(name);
    } catch (RuntimeException | Error failed) {
      validation.join();
      throw failed;
    }
  }

  private static void validate(boolean looked, String name, byte[] bytes) {
    if (looked) {
      SpirvTools.validate(name, bytes);
    }
  }

  /** Returns the module that it was lowered from; null for VIR0. */
  public NativeModule module() {
    return module;
  }

  /** Returns whether it may be compiled: VIR0 always, a module if it is trusted. */
  boolean compilable() {
    return module == null || trusted;
  }

  /** Returns the program itself; of a module, what a caller binds and launches. */
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
