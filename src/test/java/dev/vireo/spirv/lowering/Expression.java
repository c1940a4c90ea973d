package dev.vireo.spirv.lowering;

import java.util.function.IntBinaryOperator;

/**
 * A GLSL expression of a uint over {@code a} and {@code b}, which are also the ints {@code x} and
 * {@code y} and the floats {@code f} and {@code g}.
 *
 * @param glsl the expression; of a float if it has a tolerance
 * @param oracle what it gives; for floats, their bits
 * @param defined whether the specification says what it gives
 * @param ulps units in the last place by which floats may be off; less than 0 for words
 * @param absolute by how much they may be off besides
 */
record Expression(
    String glsl, IntBinaryOperator oracle, Defined defined, double ulps, double absolute) {
  /** Whether an expression is defined for two words. */
  interface Defined {
    boolean test(int a, int b);
  }

  /** A function of two floats. */
  interface FloatFunction {
    double apply(float f, float g);
  }

  static Expression word(String glsl, IntBinaryOperator oracle) {
    return word(glsl, oracle, (a, b) -> true);
  }

  static Expression word(String glsl, IntBinaryOperator oracle, Defined defined) {
    return new Expression(glsl, oracle, defined, -1, 0);
  }

  static Expression number(String glsl, double ulps, FloatFunction oracle) {
    return number(glsl, ulps, 0, oracle);
  }

  static Expression number(String glsl, double ulps, double absolute, FloatFunction oracle) {
    IntBinaryOperator bits =
        (a, b) -> {
          double value = oracle.apply(flushed(a), flushed(b));
          return Float.floatToRawIntBits((float) value);
        };
    return new Expression(glsl, bits, Expression::normal, ulps, absolute);
  }

  /** The same, where the specification says what it gives. */
  Expression where(Defined some) {
    Defined both = (a, b) -> defined.test(a, b) && some.test(a, b);
    return new Expression(glsl, oracle, both, ulps, absolute);
  }

  /** Devices may flush subnormals or not. */
  static boolean normal(int a, int b) {
    return !subnormal(a) && !subnormal(b);
  }

  private static boolean subnormal(int bits) {
    int size = bits & 0x7FFF_FFFF;
    return size != 0 && size < 0x0080_0000;
  }

  private static float flushed(int bits) {
    float value = Float.intBitsToFloat(bits);
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0, value) : value;
  }

  boolean number() {
    return ulps >= 0;
  }

  /** Says whether a result is near enough to another. */
  boolean close(int wanted, int found) {
    if (!number() || wanted == found) {
      return wanted == found;
    }
    float w = flushed(wanted);
    float f = flushed(found);
    if (Float.isNaN(w) || Float.isInfinite(w) || Float.isNaN(f) || Float.isInfinite(f)) {
      return Float.isNaN(w) ? Float.isNaN(f) : w == f;
    }
    // A result that one flushes may be the least number of the other.
    double least = w == 0 || f == 0 ? 2 * Float.MIN_NORMAL : 0;
    return Math.abs((double) w - f) <= Math.max(least, absolute + ulps * Math.ulp(w));
  }

  @Override
  public String toString() {
    return glsl;
  }
}
