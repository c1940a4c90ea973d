package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;

/** Functions of floats that bytecode has no instruction for. */
public final class GlslFloats {
  private static final int SIGN = 0x8000_0000;
  private static final int FRACTION = 0x007F_FFFF;
  private static final int FRACTION_BITS = 23;
  private static final int BIAS = 127;

  private final Code code;

  public GlslFloats(Code code) {
    this.code = code;
  }

  private int f(double value) {
    return code.constant((float) value);
  }

  /** Returns the size of one value with the sign of another; a NaN has none. */
  private int withSign(int size, int signed) {
    int negative = code.op(LTS, signed, code.constant(0));
    return code.select(negative, code.op(FNEG, size), size);
  }

  public int roundEven(int x) {
    int size = code.op(FABS, x);
    // Floats from 2^23 up have no fraction, and adding it leaves none.
    int whole = code.op(FSUB, code.op(FADD, size, f(0x1p23)), f(0x1p23));
    return withSign(code.select(code.op(FLT, size, f(0x1p23)), whole, size), x);
  }

  public int fract(int x) {
    return code.op(FSUB, x, code.op(FFLOOR, x));
  }

  /** Returns what is behind the point, with the sign. */
  public int behindPoint(int x) {
    int rest = code.op(FSUB, x, code.op(FTRUNC, x));
    int size = code.select(code.op(FISINF, x), f(0), code.op(FABS, rest));
    return withSign(size, x);
  }

  public int asinh(int x) {
    int size = code.op(FABS, x);
    int root = code.op(FSQRT, code.op(FADD, code.op(FMUL, x, x), f(1)));
    return withSign(code.op(FLOG, code.op(FADD, size, root)), x);
  }

  public int acosh(int x) {
    int root = code.op(FSQRT, code.op(FSUB, code.op(FMUL, x, x), f(1)));
    return code.op(FLOG, code.op(FADD, x, root));
  }

  public int atanh(int x) {
    int ratio = code.op(FDIV, code.op(FADD, f(1), x), code.op(FSUB, f(1), x));
    return code.op(FMUL, f(0.5), code.op(FLOG, ratio));
  }

  public int atan2(int y, int x) {
    int across = code.op(FABS, x);
    int up = code.op(FABS, y);
    int steep = code.op(FLT, across, up);
    int small = code.select(steep, across, up);
    int large = code.select(steep, up, across);
    int ratio = code.select(code.op(FEQ, small, large), f(1), code.op(FDIV, small, large));
    int angle = code.op(FATAN, code.select(code.op(FEQ, large, f(0)), f(0), ratio));
    angle = code.select(steep, code.op(FSUB, f(Math.PI / 2), angle), angle);
    int left = code.op(LTS, x, code.constant(0));
    angle = code.select(left, code.op(FSUB, f(Math.PI), angle), angle);
    return withSign(angle, y);
  }

  public int pow(int x, int y) {
    return code.op(FEXP2, code.op(FMUL, y, code.op(FLOG2, x)));
  }

  public int clamp(int x, int low, int high) {
    return code.op(FMIN, code.op(FMAX, x, low), high);
  }

  public int mix(int x, int y, int a) {
    int rest = code.op(FSUB, f(1), a);
    return code.op(FADD, code.op(FMUL, x, rest), code.op(FMUL, y, a));
  }

  public int step(int edge, int x) {
    return code.select(code.op(FLT, x, edge), f(0), f(1));
  }

  public int smoothStep(int low, int high, int x) {
    int way = code.op(FDIV, code.op(FSUB, x, low), code.op(FSUB, high, low));
    int t = clamp(way, f(0), f(1));
    int slope = code.op(FSUB, f(3), code.op(FMUL, f(2), t));
    return code.op(FMUL, code.op(FMUL, t, t), slope);
  }

  public int significand(int x) {
    int bits = code.op(AND, x, code.constant(SIGN | FRACTION));
    int half = code.op(OR, bits, f(0.5));
    return code.select(code.op(FEQ, x, f(0)), x, half);
  }

  public int exponent(int x) {
    int raw = code.op(AND, code.op(SHRU, x, code.constant(FRACTION_BITS)), code.constant(0xFF));
    int own = code.op(SUB, raw, code.constant(BIAS - 1));
    return code.select(code.op(FEQ, x, f(0)), code.constant(0), own);
  }

  /** Returns the value times 2 to the exponent, in two steps as one factor may be too large. */
  public int ldexp(int x, int exponent) {
    int least = code.op(MAXS, exponent, code.constant(2 * (1 - BIAS)));
    int near = code.op(MINS, least, code.constant(2 * BIAS));
    int half = code.op(SHRS, near, code.constant(1));
    int first = code.op(FMUL, x, power(half));
    return code.op(FMUL, first, power(code.op(SUB, near, half)));
  }

  private int power(int exponent) {
    int biased = code.op(ADD, exponent, code.constant(BIAS));
    return code.op(SHL, biased, code.constant(FRACTION_BITS));
  }

  /** Returns a number from -1 or 0 to 1 as an integer of so many steps. */
  public int toSteps(int x, int steps, boolean signed) {
    int scaled = code.op(FMUL, clamp(x, f(signed ? -1 : 0), f(1)), f(steps));
    return code.op(signed ? F2S : F2U, code.op(FROUND, scaled));
  }

  public int fromSteps(int value, int steps, boolean signed) {
    int ratio = code.op(FDIV, code.op(signed ? S2F : U2F, value), f(steps));
    return signed ? code.op(FMAX, ratio, f(-1)) : ratio;
  }
}
