package dev.vireo.cli;

import dev.vireo.gpu.SpirvTools;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.WireVersions;
import dev.vireo.vir0.bytecode.BytecodeListing;
import dev.vireo.vir0.lowering.ProgramLowering;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo disasm}: shows a VIR0 program, or a shader, as text. */
@Command(
    name = "disasm",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Shows a VIR0 program as text, which `vireo asm` turns back into it, or a shader as"
            + " SPIR-V assembly.",
    footer =
        "%nExit status: 0, or 2 when the file is no program, cannot be read or written, or the"
            + " arguments are wrong.")
final class DisasmCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "FILE.vir0",
      description = "The program, bytes or text; or a shader: .spv, .comp, .glsl, .hlsl.")
  private Path file;

  @Mixin private ShaderFile shaders;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE.vir",
      description = "Where the text goes. Default: standard output.")
  private Path out;

  @Option(
      names = "--bytecode",
      description = "Shows the bytecode that the interpreter runs instead; nothing reads it back.")
  private boolean bytecode;

  @Override
  public Integer call() {
    String text = ShaderFile.shader(file) ? shader() : program();
    if (out == null) {
      main.console().out().print(text);
    } else {
      ProgramFile.write(out, text.getBytes(StandardCharsets.UTF_8));
    }
    return ExitStatus.OK;
  }

  private String program() {
    Program program = ProgramFile.read(file, WireVersions.FROM_4_TO_6).program();
    return bytecode
        ? BytecodeListing.print(ProgramLowering.lower(program))
        : Assembly.print(program);
  }

  private String shader() {
    return bytecode
        ? BytecodeListing.print(shaders.program(file).code())
        : SpirvTools.disassemble(file.toString(), shaders.module(file));
  }
}
