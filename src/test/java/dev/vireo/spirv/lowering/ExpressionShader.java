package dev.vireo.spirv.lowering;

import java.util.ArrayList;
import java.util.List;

/** A shader that computes all expressions of a list over all pairs of some words. */
final class ExpressionShader {
  /** Integers at their limits, and floats of all kinds. */
  private static final int[] WORDS = words();

  private ExpressionShader() {}

  private static int[] words() {
    List<Integer> words =
        new ArrayList<>(
            List.of(0, 1, 2, 5, 31, 32, 255, 0x5555_5555, 0x7FFF_FFFF, 0x8000_0000, -1, -2));
    float[] floats = {
      0.5f,
      1,
      -1,
      1.5f,
      -2.5f,
      0.3f,
      -0.7f,
      3.1f,
      9.75f,
      100.7f,
      -65504,
      8388609,
      1e20f,
      1e-20f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      0.00006f,
      2049
    };
    for (float value : floats) {
      words.add(Float.floatToIntBits(value));
    }
    return words.stream().mapToInt(Integer::intValue).toArray();
  }

  static int pairs() {
    return WORDS.length * WORDS.length;
  }

  static int first(int pair) {
    return WORDS[pair / WORDS.length];
  }

  static int second(int pair) {
    return WORDS[pair % WORDS.length];
  }

  static ShaderCase shader(List<Expression> expressions) {
    return ShaderCase.exact(
        "expressions",
        (pairs() + 31) / 32,
        new int[0],
        List.of(WORDS, new int[pairs() * expressions.size()]),
        java.util.Map.of());
  }

  static String source(List<Expression> expressions) {
    StringBuilder text =
        new StringBuilder(
            """
            #version 450
            layout(local_size_x = 32) in;
            layout(std430, binding = 0) readonly buffer Input { uint words[]; };
            layout(std430, binding = 1) writeonly buffer Output { uint results[]; };
            uint high(uint a, uint b) { uint h, l; umulExtended(a, b, h, l); return h; }
            int high(int a, int b) { int h, l; imulExtended(a, b, h, l); return h; }
            uint carry(uint a, uint b) { uint c; uaddCarry(a, b, c); return c; }
            uint borrow(uint a, uint b) { uint c; usubBorrow(a, b, c); return c; }
            void main() {
              uint pair = gl_GlobalInvocationID.x;
              uint count = words.length();
              if (pair >= count * count) { return; }
              uint a = words[pair / count];
              uint b = words[pair % count];
              int x = int(a);
              int y = int(b);
              float f = uintBitsToFloat(a);
              float g = uintBitsToFloat(b);
            """);
    text.append("  uint at = pair * ").append(expressions.size()).append("u;\n");
    for (int i = 0; i < expressions.size(); i++) {
      String glsl = expressions.get(i).glsl();
      String word = expressions.get(i).number() ? "floatBitsToUint(" + glsl + ")" : glsl;
      text.append("  results[at + ").append(i).append("u] = ").append(word).append(";\n");
    }
    return text.append("}\n").toString();
  }

  /** Returns what is wrong with results, a line for each expression. */
  static List<String> mismatches(List<Expression> expressions, int[] results) {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      Expression expression = expressions.get(i);
      for (int pair = 0; pair < pairs(); pair++) {
        int a = first(pair);
        int b = second(pair);
        int found = results[pair * expressions.size() + i];
        if (expression.defined().test(a, b)
            && !expression.close(expression.oracle().applyAsInt(a, b), found)) {
          wrong.add(difference(expression, a, b, expression.oracle().applyAsInt(a, b), found));
          break;
        }
      }
    }
    return wrong;
  }

  private static String difference(Expression expression, int a, int b, int wanted, int found) {
    return String.format(
        "%s of %08X (%s) and %08X (%s) is %08X (%s) instead of %08X (%s)",
        expression, a, Words.f(a), b, Words.f(b), found, Words.f(found), wanted, Words.f(wanted));
  }
}
