package dev.vireo.vir0.values;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.UnaryOp;

/**
 * Operations on values whose types are known only while the program runs. A result of {@link #NONE}
 * says that there is no such operation on these types, {@link #UNDEFINED} that the division has no
 * result.
 */
public final class ValueOps {
  /** There is no such operation on values of these types. */
  public static final long NONE = -1;

  /** The quotient or remainder is undefined. */
  public static final long UNDEFINED = -2;

  private ValueOps() {}

  public static long binary(BinaryOp op, long left, long right) {
    if (Values.type(left) != Values.type(right)) {
      return NONE;
    }
    int a = Values.bits(left);
    int b = Values.bits(right);
    return switch (Values.type(left)) {
      case Values.U32_TYPE -> unsigned(op, a, b);
      case Values.I32_TYPE -> signed(op, a, b);
      case Values.F32_TYPE -> floating(op, a, b);
      default -> logical(op, a, b);
    };
  }

  private static long unsigned(BinaryOp op, int a, int b) {
    return switch (op) {
      case ADD, WRAP_ADD -> Values.u32(a + b);
      case SUB, WRAP_SUB -> Values.u32(a - b);
      case MUL -> Values.u32(a * b);
      case DIV -> Values.u32(IntOps.divU(a, b));
      case MOD -> Values.u32(IntOps.modU(a, b));
      case SHR -> Values.u32(a >>> b);
      case ABS_DIFF -> Values.u32(IntOps.absDiffU(a, b));
      case MIN -> Values.u32(IntOps.minU(a, b));
      case MAX -> Values.u32(IntOps.maxU(a, b));
      case SAT_ADD -> Values.u32(IntOps.satAdd(a, b));
      case SAT_SUB -> Values.u32(IntOps.satSub(a, b));
      case SAT_MUL -> Values.u32(IntOps.satMul(a, b));
      case ROTL -> Values.u32(Integer.rotateLeft(a, b));
      case ROTR -> Values.u32(Integer.rotateRight(a, b));
      case MUL_HIGH -> Values.u32(IntOps.mulHigh(a, b));
      case EQ, NE, LT, GT, LE, GE -> Values.bool(IntOps.compare(op, Integer.compareUnsigned(a, b)));
      default -> bits(op, Values.U32_TYPE, a, b);
    };
  }

  private static long signed(BinaryOp op, int a, int b) {
    return switch (op) {
      case ADD, WRAP_ADD -> i32(a + b);
      case SUB, WRAP_SUB -> i32(a - b);
      case MUL -> i32(a * b);
      case DIV -> IntOps.undefinedDivision(a, b) ? UNDEFINED : i32(a / b);
      case MOD -> IntOps.undefinedDivision(a, b) ? UNDEFINED : i32(a % b);
      case SHR -> i32(a >> b);
      case ABS_DIFF -> Values.u32(IntOps.absDiffI(a, b));
      case MIN -> i32(Math.min(a, b));
      case MAX -> i32(Math.max(a, b));
      case SAT_ADD -> i32(clamp((long) a + b));
      case SAT_SUB -> i32(clamp((long) a - b));
      case SAT_MUL -> i32(clamp((long) a * b));
      case EQ, NE, LT, GT, LE, GE -> Values.bool(IntOps.compare(op, Integer.compare(a, b)));
      default -> bits(op, Values.I32_TYPE, a, b);
    };
  }

  private static long i32(int bits) {
    return Values.of(Values.I32_TYPE, bits);
  }

  private static int clamp(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private static long bits(BinaryOp op, int type, int a, int b) {
    return switch (op) {
      case BIT_AND -> Values.of(type, a & b);
      case BIT_OR -> Values.of(type, a | b);
      case BIT_XOR -> Values.of(type, a ^ b);
      case SHL -> Values.of(type, a << b);
      case AND -> Values.bool(a != 0 && b != 0);
      case OR -> Values.bool(a != 0 || b != 0);
      default -> NONE;
    };
  }

  private static long floating(BinaryOp op, int a, int b) {
    return switch (op) {
      case ADD -> f32(FloatOps.add(a, b));
      case SUB -> f32(FloatOps.sub(a, b));
      case MUL -> f32(FloatOps.mul(a, b));
      case DIV -> f32(FloatOps.div(a, b));
      case MIN -> f32(FloatOps.min(a, b));
      case MAX -> f32(FloatOps.max(a, b));
      case EQ, NE, LT, GT, LE, GE -> Values.bool(FloatOps.compare(op, a, b));
      default -> NONE;
    };
  }

  private static long f32(int bits) {
    return Values.of(Values.F32_TYPE, bits);
  }

  private static long logical(BinaryOp op, int a, int b) {
    return switch (op) {
      case EQ -> Values.bool(a == b);
      case NE -> Values.bool(a != b);
      case AND -> Values.bool((a & b) != 0);
      case OR -> Values.bool((a | b) != 0);
      default -> NONE;
    };
  }

  public static long unary(UnaryOp op, long operand) {
    int type = Values.type(operand);
    int a = Values.bits(operand);
    if (op == UnaryOp.LOGICAL_NOT) {
      return type == Values.F32_TYPE ? NONE : Values.bool(a == 0);
    }
    if (type == Values.BOOL_TYPE || op.unpack()) {
      return NONE;
    }
    if (type == Values.F32_TYPE) {
      if (op.bitwise()) {
        return NONE;
      }
      return op.classifies() ? Values.bool(FloatOps.classify(op, a)) : f32(FloatOps.unary(op, a));
    }
    if (op == UnaryOp.NEGATE) {
      return Values.of(type, -a);
    }
    return op.bitwise() ? Values.of(type, IntOps.bitwise(op, a)) : NONE;
  }
}
