package dev.vireo.kernel;

import dev.vireo.gpu.FloatModes;
import dev.vireo.gpu.ShaderFiles;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.util.List;

/** Puts the GLSL of a kernel of compiled programs together. */
final class FusedSource {
  private static final String MODE =
      "spirv_execution_mode(extensions = [\"SPV_KHR_float_controls\"], capabilities = [%d], %d, 32);\n";

  /** Capability and execution mode of SPIR-V: SignedZeroInfNanPreserve, and DenormFlushToZero. */
  private static final int[] KEEP_SPECIAL = {4466, 4461};

  private static final int[] FLUSH = {4465, 4460};

  /** What programs do with buffers. */
  private static final List<String> CALLS =
      List.of(
          "fusedLoad",
          "fusedLoadNear",
          "fusedStore",
          "fusedStoreNear",
          "fusedLoadByte",
          "fusedStoreByte",
          "fusedAtomicAdd",
          "fusedAtomicOr",
          "fusedAtomicAnd",
          "fusedAtomicXor",
          "fusedAtomicMin",
          "fusedAtomicMax",
          "fusedAtomicExchange",
          "fusedAtomicCompare");

  private FusedSource() {}

  /**
   * What the text depends on.
   *
   * @param software whether the driver runs on the CPU; those round fma twice, and take liberties
   *     with constants
   * @param modes what is asked of the device about floats
   * @param flushes whether arithmetic flushes subnormal operands and results by itself
   * @param wide whether conditions around a load cost more than the load
   * @param exact whether each buffer is a binding of its own, whose bounds the driver looks at
   * @param distant whether grids may be so large that numbers of invocations are no {@link
   *     ProgramGlsl#near near} ones
   */
  record Traits(
      boolean software,
      FloatModes modes,
      boolean flushes,
      boolean wide,
      boolean exact,
      boolean distant) {}

  /**
   * Returns a kernel that runs the program that its request names.
   *
   * @param programs at least one, all of the same workgroup size; their places are their numbers
   * @param metered whether loops look at their fuel
   */
  static String kernel(List<ProgramGlsl> programs, Traits traits, boolean metered) {
    WorkgroupSize size = programs.get(0).program().workgroupSize();
    StringBuilder text = new StringBuilder();
    text.append("#version 450\n#extension GL_GOOGLE_cpp_style_line_directive : require\n");
    text.append(modes(traits.modes()));
    text.append(
        String.format(
            "layout(local_size_x = %d, local_size_y = %d, local_size_z = %d) in;\n",
            size.x(), size.y(), size.z()));
    text.append(ShaderFiles.defines(FusedLayout.class)).append(ProgramSource.defines());
    text.append(traits.software() ? "#define FUSED_SOFTWARE\n" : "");
    text.append(traits.flushes() ? "#define FUSED_FLUSHES\n" : "");
    text.append(traits.modes().keepsSpecial() ? "#define FUSED_KEEPS\n" : "");
    boolean gradual = traits.software() && !traits.flushes();
    text.append(gradual ? "#define FUSED_SLACK\n" : "");
    text.append(traits.wide() ? "#define FUSED_WIDE\n" : "");
    text.append(traits.distant() ? "#define FUSED_DISTANT\n" : "");
    text.append(metered ? "#define FUSED_METERED\n" : "");
    text.append("#define FUSED_FAR 64\n");
    boolean coherent = programs.stream().anyMatch(ProgramGlsl::barriers);
    buffers(text, coherent, traits.exact() ? mostBuffers(programs) : 0);
    file(text, "program/float.glsl");
    file(text, "program/math.glsl");
    file(text, "program/fused.glsl");
    if (traits.exact()) {
      exact(text, mostBuffers(programs));
    } else {
      arena(text, mostBuffers(programs));
    }
    int shared = programs.stream().mapToInt(ProgramGlsl::sharedWords).max().orElse(0);
    if (shared > 0) {
      text.append("#define FUSED_SHARED_WORDS ").append(shared).append("\n");
      file(text, "program/fused_shared.glsl");
    }
    if (programs.stream().anyMatch(ProgramGlsl::subgroups)) {
      file(text, "program/fused_subgroup.glsl");
    }
    text.append("#line 1 \"programs\"\n");
    for (int i = 0; i < programs.size(); i++) {
      text.append(programs.get(i).function("program" + i));
    }
    main(text, programs.size());
    return text.toString();
  }

  /** Returns what asks a device for modes of its floats; stands before everything else. */
  static String modes(FloatModes modes) {
    if (!modes.keepsSpecial() && !modes.flushes()) {
      return "";
    }
    return "#extension GL_EXT_spirv_intrinsics : require\n"
        + mode(modes.keepsSpecial(), KEEP_SPECIAL)
        + mode(modes.flushes(), FLUSH);
  }

  private static String mode(boolean asked, int[] numbers) {
    return asked ? String.format(MODE, numbers[0], numbers[1]) : "";
  }

  /**
   * What the text of programs in a worker kernel depends on; see {@link Traits}.
   *
   * @param modes asked for by the whole kernel
   */
  record Floats(boolean software, FloatModes modes, boolean flushes) {
    static final Floats OF_SOFTWARE = new Floats(true, new FloatModes(false, false), false);
  }

  /** Returns the defines of programs that a worker kernel contains. */
  static String inlineHead(Floats floats) {
    return ShaderFiles.defines(FusedLayout.class)
        + ProgramSource.defines()
        + (floats.software() ? "#define FUSED_SOFTWARE\n" : "")
        + (floats.flushes() ? "#define FUSED_FLUSHES\n" : "")
        + (floats.modes().keepsSpecial() ? "#define FUSED_KEEPS\n" : "")
        + "#define FUSED_FAR 64\n#define FUSED_INLINE\n";
  }

  /** Returns the functions of such programs, without those of workgroup memory and subgroups. */
  static String inline(List<ProgramGlsl> programs) {
    StringBuilder text = new StringBuilder();
    file(text, "program/float.glsl");
    file(text, "program/math.glsl");
    file(text, "program/fused.glsl");
    arena(text, mostBuffers(programs));
    text.append("#line 1 \"programs\"\n");
    for (int i = 0; i < programs.size(); i++) {
      text.append(programs.get(i).function("program" + i));
    }
    return text.toString();
  }

  /** Returns the buffers of the program that has most. */
  static int mostBuffers(List<ProgramGlsl> programs) {
    return programs.stream().mapToInt(each -> each.program().buffers().size()).max().orElse(0);
  }

  /** All buffers of a program are reached in one way. */
  private static void arena(StringBuilder text, int buffers) {
    file(text, "program/fused_arena.glsl");
    for (int i = 0; i < buffers; i++) {
      for (String call : CALLS) {
        text.append("#define ").append(call).append(i).append(' ');
        text.append(call.replace("Near", "")).append('\n');
      }
    }
  }

  /** Each buffer has functions of its own, with its number behind their names. */
  private static void exact(StringBuilder text, int buffers) {
    file(text, "program/fused_exact.glsl");
    for (int i = 0; i < buffers; i++) {
      text.append("FUSED_BUFFER(").append(i).append(")\n");
    }
  }

  /**
   * Storage is coherent only where invocations of a workgroup can pass values on to each other.
   *
   * @param exact buffers that are bindings of their own; 0 if they lie in the arena
   */
  private static void buffers(StringBuilder text, boolean coherent, int exact) {
    text.append("layout(push_constant) uniform Push { uint fusedPush[FUSED_PUSH_WORDS]; };\n");
    buffer(text, "REQUEST", "readonly restrict", "RequestBuffer", "request");
    buffer(text, "REPORT", "restrict", "ReportBuffer", "report");
    // What a program may write is never two of its buffers.
    String qualifiers = coherent ? "coherent restrict" : "restrict";
    for (int i = 0; i < exact; i++) {
      buffer(text, "ARENA + " + i, qualifiers, "Buffer" + i, "words" + i);
    }
    if (exact == 0) {
      buffer(text, "ARENA", qualifiers, "ArenaBuffer", "arena");
    }
  }

  private static void buffer(
      StringBuilder text, String binding, String qualifiers, String block, String name) {
    text.append("layout(std430, set = 0, binding = FUSED_BINDING_").append(binding).append(") ");
    text.append(qualifiers).append(" buffer ").append(block).append(" { uint ").append(name);
    text.append("[]; };\n");
  }

  private static void file(StringBuilder text, String name) {
    text.append("#line 1 \"shaders/").append(name).append("\"\n").append(ShaderFiles.read(name));
  }

  // One alone without a condition: what is behind one costs lavapipe a third of a short program.
  private static void main(StringBuilder text, int programs) {
    if (programs == 1) {
      text.append("void main() {\n  fusedStart();\n  program0();\n}\n");
      return;
    }
    text.append("void main() {\n  fusedStart();\n  switch (fusedPush[FUSED_PROGRAM]) {\n");
    for (int i = 0; i < programs; i++) {
      text.append("    case ").append(i).append("u: program").append(i).append("(); break;\n");
    }
    text.append("    default: break;\n  }\n}\n");
  }
}
