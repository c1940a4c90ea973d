package dev.vireo.bench;

/**
 * Programs of any size, as VIR0 text and as a shader's: each statement mixes a word with one
 * multiplication, a shift, an exclusive or and an addition, so that no compiler folds two of them.
 */
final class SizedText {
  /** Words that are mixed. */
  static final int WORDS = 1024;

  static final int LANES = 64;
  private static final int MULTIPLIER = 1_664_525;

  private SizedText() {}

  /**
   * Returns a program.
   *
   * @param number programs of different numbers have different constants, so that nothing that was
   *     kept of one helps another
   */
  static String vir(int statements, int number) {
    return "workgroup 64\nbuffer y: read_write u32[1] output\nmain {\n  let i = gid.x\n"
        + "  let a = y[i]\n"
        + body(statements, number, "  ", "\n")
        + "  y[i] = a\n}\n";
  }

  /** Returns the same as a shader. */
  static String glsl(int statements, int number) {
    return "layout(local_size_x = 64) in;\n"
        + "layout(std430, binding = 0) buffer Y { uint y[]; };\n"
        + "void main() {\n  uint i = gl_GlobalInvocationID.x;\n  uint a = y[i];\n"
        + body(statements, number, "  ", "u;\n")
        + "  y[i] = a;\n}\n";
  }

  /** Returns a number that no earlier run began with: drivers keep what they compiled on disk. */
  static int anyNumber() {
    return (int) (System.nanoTime() >>> 10) & 0xFFFFF;
  }

  private static String body(int statements, int number, String indent, String end) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < statements; i++) {
      int constant = Math.floorMod(31 * i + 7919 * number, 1 << 20);
      text.append(indent).append("a = (a ^ (a >> 7)) * ").append(MULTIPLIER);
      text.append(end.startsWith("u") ? "u" : "").append(" + ").append(constant).append(end);
    }
    return text.toString();
  }

  /** Returns what becomes of a word. */
  static int result(int word, int statements, int number) {
    int a = word;
    for (int i = 0; i < statements; i++) {
      a = (a ^ a >>> 7) * MULTIPLIER + Math.floorMod(31 * i + 7919 * number, 1 << 20);
    }
    return a;
  }
}
