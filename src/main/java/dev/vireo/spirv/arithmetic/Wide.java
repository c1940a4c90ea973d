package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.vir0.bytecode.BytecodeOp;

/** Integers of 64 bits, as pairs of words of which the low one comes first. */
final class Wide {
  private static final int WORD_BITS = 32;

  private final Code code;

  Wide(Code code) {
    this.code = code;
  }

  private int zero() {
    return code.constant(0);
  }

  private static int[] pair(int low, int high) {
    return new int[] {low, high};
  }

  /** Returns a word extended by its sign or by zeros. */
  int[] of(int word, boolean signed) {
    return pair(word, signed ? code.op(SHRS, word, code.constant(WORD_BITS - 1)) : zero());
  }

  int[] add(int[] a, int[] b) {
    int low = code.op(ADD, a[0], b[0]);
    int carry = code.op(LTU, low, a[0]);
    return pair(low, code.op(ADD, code.op(ADD, a[1], b[1]), carry));
  }

  int[] subtract(int[] a, int[] b) {
    int borrow = code.op(LTU, a[0], b[0]);
    return pair(code.op(SUB, a[0], b[0]), code.op(SUB, code.op(SUB, a[1], b[1]), borrow));
  }

  int[] negate(int[] a) {
    return subtract(pair(zero(), zero()), a);
  }

  int[] multiply(int[] a, int[] b) {
    int cross = code.op(ADD, code.op(MUL, a[0], b[1]), code.op(MUL, a[1], b[0]));
    return pair(code.op(MUL, a[0], b[0]), code.op(ADD, code.op(MULHI, a[0], b[0]), cross));
  }

  int[] bitwise(BytecodeOp op, int[] a, int[] b) {
    return pair(code.op(op, a[0], b[0]), code.op(op, a[1], b[1]));
  }

  int[] not(int[] a) {
    return pair(code.op(NOT, a[0]), code.op(NOT, a[1]));
  }

  int[] select(int condition, int[] a, int[] b) {
    return pair(code.select(condition, a[0], b[0]), code.select(condition, a[1], b[1]));
  }

  int[] shiftLeft(int[] a, int by) {
    int far = code.op(AND, by, code.constant(WORD_BITS));
    int near = code.op(AND, by, code.constant(WORD_BITS - 1));
    int across = code.op(SHRU, code.op(SHRU, a[0], code.constant(1)), code.op(NOT, near));
    int high = code.op(OR, code.op(SHL, a[1], near), across);
    int low = code.op(SHL, a[0], near);
    return select(far, pair(zero(), low), pair(low, high));
  }

  int[] shiftRight(int[] a, int by, boolean signed) {
    int far = code.op(AND, by, code.constant(WORD_BITS));
    int near = code.op(AND, by, code.constant(WORD_BITS - 1));
    int across = code.op(SHL, code.op(SHL, a[1], code.constant(1)), code.op(NOT, near));
    int low = code.op(OR, code.op(SHRU, a[0], near), across);
    int high = code.op(signed ? SHRS : SHRU, a[1], near);
    int filled = signed ? code.op(SHRS, a[1], code.constant(WORD_BITS - 1)) : zero();
    return select(far, pair(high, filled), pair(low, high));
  }

  int equal(int[] a, int[] b) {
    int differ = code.op(OR, code.op(XOR, a[0], b[0]), code.op(XOR, a[1], b[1]));
    return code.op(EQ, differ, zero());
  }

  int less(int[] a, int[] b, boolean signed) {
    int high = code.op(signed ? LTS : LTU, a[1], b[1]);
    return code.select(code.op(EQ, a[1], b[1]), code.op(LTU, a[0], b[0]), high);
  }

  private int[] magnitude(int[] a) {
    return select(code.op(LTS, a[1], zero()), negate(a), a);
  }

  /** Returns the quotient of signed values; the remainder has the dividend's sign. */
  int[] divideSigned(int[] a, int[] b, boolean remainder) {
    int[] result = divide(magnitude(a), magnitude(b), remainder);
    int sign = remainder ? a[1] : code.op(XOR, a[1], b[1]);
    return select(code.op(LTS, sign, zero()), negate(result), result);
  }

  /** Returns the remainder of the divisor's sign. */
  int[] modulo(int[] a, int[] b) {
    int[] rest = divideSigned(a, b, true);
    int differ = code.op(LTS, code.op(XOR, rest[1], b[1]), zero());
    int some = code.op(BOOL, code.op(OR, rest[0], rest[1]));
    return select(code.op(LAND, differ, some), add(rest, b), rest);
  }

  /** Returns quotient or remainder of unsigned values, bit by bit in a loop. */
  int[] divide(int[] a, int[] b, boolean remainder) {
    if (known(a) && known(b)) {
      long y = value(b);
      return y == 0 ? a : constant(divided(value(a), y, remainder));
    }
    int[] rest = pair(variable(zero()), variable(zero()));
    int[] quotient = pair(variable(a[0]), variable(a[1]));
    int step = variable(zero());
    int again = code.label();
    code.beginLoop(again);
    int top = code.op(SHRU, quotient[1], code.constant(WORD_BITS - 1));
    int lost = code.op(SHRU, rest[1], code.constant(WORD_BITS - 1));
    int[] shifted = shiftLeft(rest, code.constant(1));
    shifted[0] = code.op(OR, shifted[0], top);
    int[] doubled = shiftLeft(quotient, code.constant(1));
    int fits = code.op(LOR, lost, code.op(LNOT, less(shifted, b, false)));
    int[] taken = select(fits, subtract(shifted, b), shifted);
    move(rest, taken);
    move(quotient, pair(code.op(OR, doubled[0], fits), doubled[1]));
    code.jump(NEXT, step, code.constant(2 * WORD_BITS), again);
    code.endLoop();
    return remainder ? rest : quotient;
  }

  private static boolean known(int[] a) {
    return Code.isConstant(a[0]) && Code.isConstant(a[1]);
  }

  private long value(int[] a) {
    return (long) code.bits(a[1]) << WORD_BITS | Integer.toUnsignedLong(code.bits(a[0]));
  }

  private int[] constant(long value) {
    return pair(code.constant((int) value), code.constant((int) (value >>> WORD_BITS)));
  }

  private static long divided(long x, long y, boolean remainder) {
    return remainder ? Long.remainderUnsigned(x, y) : Long.divideUnsigned(x, y);
  }

  private int variable(int first) {
    int register = code.register();
    code.move(register, first);
    return register;
  }

  private void move(int[] to, int[] from) {
    code.move(to[0], from[0]);
    code.move(to[1], from[1]);
  }

  /** Returns the float nearest to it. */
  int toFloat(int[] value, boolean signed) {
    int negative = signed ? code.op(LTS, value[1], zero()) : zero();
    int[] a = signed ? magnitude(value) : value;
    int lead = code.op(CLZ, a[1]);
    int[] high = shiftLeft(a, code.op(AND, lead, code.constant(WORD_BITS - 1)));
    // What lies below the top word only decides ties.
    int top = code.op(OR, high[1], code.op(BOOL, high[0]));
    int exponent = code.op(SUB, code.constant(127 + WORD_BITS), lead);
    int scale = code.op(SHL, exponent, code.constant(23));
    int large = code.op(FMUL, code.op(U2F, top), scale);
    int result = code.select(a[1], large, code.op(U2F, a[0]));
    return code.select(negative, code.op(FNEG, result), result);
  }

  /** Returns the float without its fraction. */
  int[] fromFloat(int value, boolean signed) {
    int size = code.op(FABS, value);
    int high = code.op(F2U, code.op(FMUL, size, code.constant(0x1p-32f)));
    int above = code.op(FMUL, code.op(U2F, high), code.constant(0x1p32f));
    int[] whole = pair(code.op(F2U, code.op(FSUB, size, above)), high);
    return signed ? select(code.op(FLT, value, zero()), negate(whole), whole) : whole;
  }
}
