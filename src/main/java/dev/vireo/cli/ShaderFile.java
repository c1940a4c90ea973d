package dev.vireo.cli;

import dev.vireo.gpu.ShaderFileCompiler;
import dev.vireo.gpu.SpirvTools;
import dev.vireo.spirv.lowering.Specialization;
import dev.vireo.spirv.lowering.SpirvProgram;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Files with compute shaders: SPIR-V, or source that is compiled first; and their options. */
final class ShaderFile {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--entry",
      paramLabel = "NAME",
      description = "Of a shader: its entry point. Default: the only one, or main.")
  private String entry = "";

  @Option(
      names = "--spec",
      paramLabel = "ID=VALUE",
      description =
          "Of a shader: a specialization constant; a number, a float with a point or an exponent,"
              + " true or false.")
  private List<String> constants = List.of();

  @Option(
      names = "--subgroup",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of a shader: invocations of a subgroup, a power of two up to 32. Default:"
              + " ${DEFAULT-VALUE}.")
  private int subgroup;

  @Option(names = "-D", paramLabel = "NAME[=VALUE]", description = "Of a shader's source: a macro.")
  private List<String> defines = List.of();

  @Option(
      names = "-I",
      paramLabel = "FOLDER",
      description = "Of a shader's source: where to look for included files.")
  private List<Path> folders = List.of();

  /** Says whether a file holds a shader, by its name. */
  static boolean shader(Path file) {
    return file.toString().endsWith(".spv") || source(file);
  }

  private static boolean source(Path file) {
    String name = file.toString();
    return name.endsWith(".comp") || name.endsWith(".glsl") || name.endsWith(".hlsl");
  }

  /** Returns the module in a file, which is valid. */
  byte[] module(Path file) {
    byte[] bytes = ProgramFile.bytes(file);
    byte[] module = source(file) ? compiled(file, bytes) : bytes;
    SpirvTools.validate(file.toString(), module);
    return module;
  }

  /** Returns the program that a file's module is lowered to. */
  SpirvProgram program(Path file) {
    return SpirvProgram.of(module(file), chosen());
  }

  private Specialization chosen() {
    try {
      return new Specialization(entry, constants(), subgroup);
    } catch (IllegalArgumentException e) {
      throw wrong("--subgroup " + subgroup + ": " + e.getMessage());
    }
  }

  private byte[] compiled(Path file, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return ShaderFileCompiler.compile(
          file, text, new ShaderFileCompiler.Options(entry, defines, folders, true));
    } catch (CharacterCodingException e) {
      throw new ProgramFile.FileException(file, "it is not UTF-8 text; save it as such");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Map<Integer, Long> constants() {
    Map<Integer, Long> chosen = new HashMap<>();
    for (String each : constants) {
      int equals = each.indexOf('=');
      try {
        String value = each.substring(equals + 1).strip();
        chosen.put(Integer.parseInt(each.substring(0, Math.max(0, equals)).strip()), bits(value));
      } catch (NumberFormatException e) {
        throw wrong("--spec " + each + ": pass ID=VALUE, such as 0=64 or 1=2.5 or 2=true");
      }
    }
    return chosen;
  }

  private static long bits(String value) {
    if (value.equals("true") || value.equals("false")) {
      return value.equals("true") ? 1 : 0;
    }
    boolean hex = value.startsWith("0x");
    return !hex && (value.contains(".") || value.contains("e"))
        ? Integer.toUnsignedLong(Float.floatToRawIntBits(Float.parseFloat(value)))
        : Long.decode(value);
  }

  /** Returns the bytes that hexadecimal digits are. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("[ _]", ""));
  }
}
