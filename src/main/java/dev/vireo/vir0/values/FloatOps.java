package dev.vireo.vir0.values;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.UnaryOp;

/**
 * 32-bit floats as programs see them. Every value is canonical: there is one NaN, and subnormals
 * are zeros of their sign. Operations take and give canonical bits. Source: VIR0 section 10.
 */
public final class FloatOps {
  /** The one NaN. */
  public static final int NAN = 0x7FC0_0000;

  private static final int SIGN = 0x8000_0000;
  private static final int EXPONENT = 0x7F80_0000;

  private FloatOps() {}

  /** Returns the canonical form of any bits. */
  public static int canonical(int bits) {
    int magnitude = bits & ~SIGN;
    if (magnitude > EXPONENT) {
      return NAN;
    }
    return (bits & EXPONENT) == 0 ? bits & SIGN : bits;
  }

  /** Returns the bits that a literal is written as: canonical, and no negative zero. */
  public static int canonicalLiteral(int bits) {
    int canonical = canonical(bits);
    return canonical == SIGN ? 0 : canonical;
  }

  private static int bits(float value) {
    return canonical(Float.floatToRawIntBits(value));
  }

  private static float value(int bits) {
    return Float.intBitsToFloat(bits);
  }

  /** Says whether the bits stand for no number. */
  public static boolean isNan(int bits) {
    return (bits & ~SIGN) > EXPONENT;
  }

  /** Returns {@code a + b}. */
  public static int add(int a, int b) {
    return bits(value(a) + value(b));
  }

  /** Returns {@code a - b}. */
  public static int sub(int a, int b) {
    return bits(value(a) - value(b));
  }

  /** Returns {@code a * b}. */
  public static int mul(int a, int b) {
    return bits(value(a) * value(b));
  }

  /** Returns {@code a / b}; division by zero gives an infinity or NaN. */
  public static int div(int a, int b) {
    return bits(value(a) / value(b));
  }

  /** Returns the smaller, the one that is a number, and of equal ones {@code a}. */
  public static int min(int a, int b) {
    return isNan(a) || value(b) < value(a) ? b : a;
  }

  /** Returns the greater, the one that is a number, and of equal ones {@code a}. */
  public static int max(int a, int b) {
    return isNan(a) || value(b) > value(a) ? b : a;
  }

  /** Returns {@code a * b + c}, rounded once. */
  public static int fma(int a, int b, int c) {
    return bits(Math.fma(value(a), value(b), value(c)));
  }

  /** Returns whether {@code a == b}, {@code a < b} and so on; only NE holds for a NaN. */
  public static boolean compare(BinaryOp op, int a, int b) {
    float left = value(a);
    float right = value(b);
    return switch (op) {
      case EQ -> left == right;
      case NE -> left != right;
      case LT -> left < right;
      case GT -> left > right;
      case LE -> left <= right;
      case GE -> left >= right;
      default -> throw new IllegalArgumentException(op + " is no comparison");
    };
  }

  /** Returns the result of an operation whose result is a float. */
  public static int unary(UnaryOp op, int a) {
    float x = value(a);
    return switch (op) {
      case NEGATE -> bits(-x);
      case ABS -> bits(Math.abs(x));
      case SQRT -> bits((float) Math.sqrt(x));
      case INVERSE_SQRT -> bits(1 / value(bits((float) Math.sqrt(x))));
      case RECIPROCAL -> bits(1 / x);
      case FLOOR -> bits((float) Math.floor(x));
      case CEIL -> bits((float) Math.ceil(x));
      case TRUNC -> bits((float) (x < 0 ? Math.ceil(x) : Math.floor(x)));
      case ROUND -> bits((float) Math.copySign(Math.floor(Math.abs((double) x) + 0.5), x));
      case SIGN -> isNan(a) ? NAN : bits(x > 0 ? 1f : x < 0 ? -1f : 0f);
      default -> bits((float) transcendental(op, x));
    };
  }

  private static double transcendental(UnaryOp op, double x) {
    return switch (op) {
      case COS -> StrictMath.cos(x);
      case SIN -> StrictMath.sin(x);
      case TAN -> StrictMath.tan(x);
      case ACOS -> StrictMath.acos(x);
      case ASIN -> StrictMath.asin(x);
      case ATAN -> StrictMath.atan(x);
      case COSH -> StrictMath.cosh(x);
      case SINH -> StrictMath.sinh(x);
      case TANH -> StrictMath.tanh(x);
      case EXP -> StrictMath.exp(x);
      case EXP2 -> StrictMath.pow(2, x);
      case LOG -> StrictMath.log(x);
      case LOG2 -> StrictMath.log(x) / StrictMath.log(2);
      default -> throw new IllegalArgumentException(op + " does not give a float");
    };
  }

  /** Returns the result of IS_NAN, IS_INF or IS_FINITE. */
  public static boolean classify(UnaryOp op, int a) {
    int magnitude = a & ~SIGN;
    return switch (op) {
      case IS_NAN -> magnitude > EXPONENT;
      case IS_INF -> magnitude == EXPONENT;
      case IS_FINITE -> magnitude < EXPONENT;
      default -> throw new IllegalArgumentException(op + " does not classify");
    };
  }

  /** Says whether a value counts as true: all but the zeros, NaN included. */
  public static boolean truth(int a) {
    return (a & ~SIGN) != 0;
  }

  /** Returns the value without its fraction, clamped to u32; 0 of NaN. */
  public static int toU32(int a) {
    float x = value(a);
    return x >= 0x1p32f ? -1 : x > 0 ? (int) (long) x : 0;
  }

  /** Returns the value without its fraction, clamped to i32; 0 of NaN. */
  public static int toI32(int a) {
    return (int) value(a);
  }

  /** Returns the float nearest to an unsigned integer. */
  public static int fromU32(int a) {
    return bits(a & IntOps.MAX_U32);
  }

  /** Returns the float nearest to a signed integer. */
  public static int fromI32(int a) {
    return bits(a);
  }
}
