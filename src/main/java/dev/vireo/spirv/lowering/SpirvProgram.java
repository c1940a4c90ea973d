package dev.vireo.spirv.lowering;

import dev.vireo.spirv.MalformedModuleException;
import dev.vireo.spirv.ModuleArgumentException;
import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.ModuleReader;
import dev.vireo.spirv.module.Refusals;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.Bytecode;
import java.util.Objects;

/**
 * A compute module lowered to bytecode. Immutable.
 *
 * @param signature what a caller binds and launches: the buffers, named {@code SET.BINDING} and,
 *     for push constants, {@code push}; the workgroup size; the entry point's name. It has no
 *     statements
 * @param code what runs; each instruction's place names the word and the instruction of the module
 *     and, with debug information, the source line
 * @param module what a driver compiles
 */
public record SpirvProgram(Program signature, Bytecode code, NativeModule module) {
  /** Longest module that is read. */
  public static final int MOST_BYTES = ModuleReader.MAX_BYTES;

  /** Name of the buffer that push constants are. */
  public static final String PUSH = "push";

  public SpirvProgram {
    Objects.requireNonNull(signature, "signature");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(module, "module");
  }

  /**
   * Reads and lowers a module.
   *
   * @param module its bytes, of either byte order
   * @param chosen entry point and specialization constants
   * @throws MalformedModuleException if the bytes are no module
   * @throws UnsupportedModuleException if it has something that Vireo does not run
   * @throws ModuleArgumentException if it has no such entry point or specialization constant
   * @throws UnsupportedProgramException if it needs more registers, constants or instructions than
   *     bytecode has
   */
  public static SpirvProgram of(byte[] module, Specialization chosen) {
    Module read = ModuleReader.read(module);
    Refusals.check(read);
    return ModuleLowering.lower(module, read, chosen, Bytecode.MAX_REGISTERS);
  }
}
