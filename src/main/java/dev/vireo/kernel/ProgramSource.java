package dev.vireo.kernel;

import dev.vireo.gpu.ShaderFiles;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.List;

/** Puts the GLSL of the machine for programs together. */
final class ProgramSource {
  private static final List<String> MACHINE =
      List.of(
          "program/float.glsl",
          "program/math.glsl",
          "program/machine/state.glsl",
          "program/machine/values.glsl",
          "program/machine/short.glsl",
          "program/machine/slow.glsl",
          "program/machine/workgroups.glsl",
          "program/machine/turns.glsl");

  private ProgramSource() {}

  /**
   * Returns the kernel that runs one program at a time; it holds all instructions.
   *
   * @param blocks whether resources may lie in several blocks, which costs software drivers time
   */
  static String interpreter(int localSize, boolean blocks) {
    StringBuilder text = new StringBuilder();
    text.append("#version 450\n#extension GL_GOOGLE_cpp_style_line_directive : require\n");
    text.append("layout(local_size_x = ").append(localSize).append(") in;\n");
    text.append(defines());
    if (blocks) {
      text.append("#define VM_BLOCKS\n");
    }
    file(text, "program/buffers.glsl");
    MACHINE.forEach(name -> file(text, name));
    file(text, "program/interpreter.comp");
    return text.toString();
  }

  /** Returns the machine's numbers, one {@code #define} a line. */
  static String defines() {
    StringBuilder text = new StringBuilder(ShaderFiles.defines(ProgramLayout.class));
    for (BytecodeOp op : BytecodeOp.values()) {
      define(text, "VM_" + op.name(), op.code());
    }
    for (TrapCode trap : TrapCode.values()) {
      define(text, "VM_TRAP_" + trap.name(), trap.ordinal());
    }
    return text.append(FloatDefines.text()).toString();
  }

  private static void define(StringBuilder text, String name, int value) {
    text.append("#define ").append(name).append(' ').append(value).append("u\n");
  }

  private static void file(StringBuilder text, String name) {
    text.append("#line 1 \"shaders/").append(name).append("\"\n").append(ShaderFiles.read(name));
  }
}
