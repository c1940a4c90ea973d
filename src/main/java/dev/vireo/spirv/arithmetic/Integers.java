package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.values.Type;

/** Operations on integers of up to 32 bits, each in one slot that is extended as its type says. */
public final class Integers {
  private static final int WORD_BITS = 32;

  private final Code code;

  Integers(Code code) {
    this.code = code;
  }

  private int constant(int value) {
    return code.constant(value);
  }

  /** Returns the lowest bits, extended by the sign or by zeros. */
  public int extend(int value, int bits, boolean signed) {
    if (bits == WORD_BITS) {
      return value;
    }
    if (!signed) {
      return code.op(AND, value, constant((1 << bits) - 1));
    }
    int shift = constant(WORD_BITS - bits);
    return code.op(SHRS, code.op(SHL, value, shift), shift);
  }

  /** Returns a value of that type as an operation wants it, whatever the type says of its sign. */
  int as(int value, Type.Int type, boolean signed) {
    return type.signed() == signed ? value : extend(value, type.bits(), signed);
  }

  /**
   * Returns the quotient. That by 0, which may be anything, is the dividend; that of the least
   * value by -1 wraps: nothing traps.
   */
  int divide(int a, int b) {
    if (Code.isConstant(b) && code.bits(b) != 0 && code.bits(b) != -1) {
      return signedOp(a, b, false);
    }
    int quotient = signedOp(a, harmless(b), false);
    return code.select(code.op(EQ, b, constant(-1)), code.op(NEG, a), quotient);
  }

  /** Returns the remainder, of the dividend's sign; 0 by 0. */
  int remainder(int a, int b) {
    if (Code.isConstant(b) && code.bits(b) != 0 && code.bits(b) != -1) {
      return signedOp(a, b, true);
    }
    return signedOp(a, harmless(b), true);
  }

  /** Returns 1 in place of 0 and -1. */
  private int harmless(int b) {
    int special = code.op(LTU, code.op(ADD, b, constant(1)), constant(2));
    return code.select(special, constant(1), b);
  }

  private int signedOp(int a, int b, boolean remainder) {
    if (Code.isConstant(a) && Code.isConstant(b)) {
      int x = code.bits(a);
      int y = code.bits(b);
      return constant(remainder ? x % y : x / y);
    }
    return code.op(remainder ? MODS : DIVS, a, b);
  }

  /** Returns the remainder of the divisor's sign. */
  int modulo(int a, int b) {
    int rest = remainder(a, b);
    int differ = code.op(LTS, code.op(XOR, rest, b), constant(0));
    int fix = code.op(LAND, differ, code.op(NE, rest, constant(0)));
    return code.select(fix, code.op(ADD, rest, b), rest);
  }

  /** Returns the high word of the product of signed values. */
  int highSigned(int a, int b) {
    int high = code.op(MULHI, a, b);
    int zero = constant(0);
    high = code.op(SUB, high, code.select(code.op(LTS, a, zero), b, zero));
    return code.op(SUB, high, code.select(code.op(LTS, b, zero), a, zero));
  }

  /** Returns as many ones as {@code count} says, 0 to 32. */
  private int ones(int count) {
    int some = code.op(SUB, code.op(SHL, constant(1), count), constant(1));
    return code.select(code.op(EQ, count, constant(WORD_BITS)), constant(-1), some);
  }

  int insertField(int base, int insert, int offset, int count) {
    int mask = code.op(SHL, ones(count), offset);
    int kept = code.op(AND, base, code.op(NOT, mask));
    return code.op(OR, kept, code.op(AND, code.op(SHL, insert, offset), mask));
  }

  int extractField(int base, int offset, int count, boolean signed) {
    int field = code.op(AND, code.op(SHRU, base, offset), ones(count));
    if (!signed) {
      return field;
    }
    int shift = code.op(SUB, constant(WORD_BITS), count);
    int extended = code.op(SHRS, code.op(SHL, field, shift), shift);
    return code.select(code.op(EQ, count, constant(0)), constant(0), extended);
  }

  int min(int a, int b, boolean signed) {
    return code.op(signed ? MINS : MINU, a, b);
  }

  int max(int a, int b, boolean signed) {
    return code.op(signed ? MAXS : MAXU, a, b);
  }

  public int abs(int a) {
    return code.op(MAXS, a, code.op(NEG, a));
  }

  public int sign(int a) {
    int positive = code.op(LTS, constant(0), a);
    return code.op(SUB, positive, code.op(LTS, a, constant(0)));
  }

  /** Returns the number of the lowest one bit; -1 if there is none. */
  public int lowest(int a) {
    return code.select(code.op(EQ, a, constant(0)), constant(-1), code.op(CTZ, a));
  }

  /** Returns the number of the highest one bit; -1 if there is none. */
  public int highest(int a) {
    return code.op(SUB, constant(WORD_BITS - 1), code.op(CLZ, a));
  }

  /** Returns the number of the highest bit that is not the sign; -1 if there is none. */
  public int highestSigned(int a) {
    return highest(code.op(XOR, a, code.op(SHRS, a, constant(WORD_BITS - 1))));
  }
}
