package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;

/** Floats of 16 bits. Slots hold them as floats of 32 bits, which have room for all of them. */
public final class Halves {
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;
  private static final int NAN = 0x7E00;
  private static final int SHIFT = 13; // fraction bits that a float has more
  private static final int REBIAS = 112 << 23;
  private static final int FLOAT_INFINITY = 0x7F80_0000;
  private static final int FLOAT_NAN = 0x7FC0_0000;
  private static final int FLOAT_SIGN = 0x8000_0000;

  /** Where halves overflow, after rounding. */
  private static final int TOO_LARGE = Float.floatToRawIntBits(0x1p16f);

  private static final float LEAST_NORMAL = 0x1p-14f;

  private final Code code;

  Halves(Code code) {
    this.code = code;
  }

  /** Returns the float that 16 bits stand for. */
  public int toFloat(int bits) {
    int magnitude = code.op(AND, bits, code.constant(0x7FFF));
    int normal = code.op(ADD, code.op(SHL, magnitude, code.constant(SHIFT)), code.constant(REBIAS));
    int tiny = code.op(FMUL, code.op(U2F, magnitude), code.constant(0x1p-24f));
    int least = code.op(LTU, magnitude, code.constant(1 << 10));
    int finite = code.select(least, tiny, normal);
    int sign = code.op(SHL, code.op(AND, bits, code.constant(SIGN)), code.constant(16));
    int number =
        code.select(
            code.op(LTU, magnitude, code.constant(INFINITY)),
            finite,
            code.constant(FLOAT_INFINITY));
    int signed = code.op(OR, number, sign);
    int none = code.op(LTU, code.constant(INFINITY), magnitude);
    return code.select(none, code.constant(FLOAT_NAN), signed);
  }

  /** Returns the 16 bits of the half nearest to a float, ties to even. */
  public int fromFloat(int value) {
    int magnitude = code.op(AND, value, code.constant(~FLOAT_SIGN));
    int odd = code.op(AND, code.op(SHRU, magnitude, code.constant(SHIFT)), code.constant(1));
    int rounded = code.op(ADD, magnitude, code.constant((1 << SHIFT - 1) - 1 - REBIAS));
    int normal = code.op(SHRU, code.op(ADD, rounded, odd), code.constant(SHIFT));
    // A sum with 0.5 has the least half as its last place, and rounds there.
    int half = code.constant(0.5f);
    int tiny = code.op(SUB, code.op(FADD, magnitude, half), half);
    int least = code.op(LTU, magnitude, code.constant(LEAST_NORMAL));
    int finite = code.select(least, tiny, normal);
    int over = code.op(LTU, magnitude, code.constant(TOO_LARGE));
    int number = code.select(over, finite, code.constant(INFINITY));
    int none = code.op(LTU, code.constant(FLOAT_INFINITY), magnitude);
    int bits = code.select(none, code.constant(NAN), number);
    int sign = code.op(AND, code.op(SHRU, value, code.constant(16)), code.constant(SIGN));
    return code.op(OR, bits, sign);
  }

  /** Returns the float that is nearest to it among the halves. */
  public int round(int value) {
    return toFloat(fromFloat(value));
  }

  /** Returns the same, but zero for those that are not normal. */
  public int quantize(int value) {
    int rounded = round(value);
    int magnitude = code.op(AND, rounded, code.constant(~FLOAT_SIGN));
    int zero = code.op(AND, rounded, code.constant(FLOAT_SIGN));
    return code.select(code.op(LTU, magnitude, code.constant(LEAST_NORMAL)), zero, rounded);
  }
}
