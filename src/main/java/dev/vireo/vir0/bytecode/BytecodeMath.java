package dev.vireo.vir0.bytecode;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.values.FloatOps;
import dev.vireo.vir0.values.IntOps;

/** What instructions compute from their operands alone. */
public final class BytecodeMath {
  private BytecodeMath() {}

  /**
   * Says whether an instruction's result depends on nothing but its operands, whatever these are.
   */
  public static boolean pure(BytecodeOp op) {
    boolean reads = op.form().readsA();
    return op.onlyWrites() && reads && !op.form().namesBuffer();
  }

  /** Says whether a branch is taken. */
  static boolean jumps(BytecodeOp op, int a, int b) {
    return switch (op) {
      case BRT -> a != 0;
      case BRF -> a == 0;
      case JEQ -> a == b;
      case JNE -> a != b;
      case JLTU -> Integer.compareUnsigned(a, b) < 0;
      case JGEU -> Integer.compareUnsigned(a, b) >= 0;
      case JLTS -> a < b;
      case JGES -> a >= b;
      case JFEQ -> FloatOps.compare(BinaryOp.EQ, a, b);
      case JFNE -> !FloatOps.compare(BinaryOp.EQ, a, b);
      case JFLT -> FloatOps.compare(BinaryOp.LT, a, b);
      case JFNLT -> !FloatOps.compare(BinaryOp.LT, a, b);
      case JFLE -> FloatOps.compare(BinaryOp.LE, a, b);
      case JFNLE -> !FloatOps.compare(BinaryOp.LE, a, b);
      default -> throw new AssertionError(op);
    };
  }

  private static int bool(boolean value) {
    return value ? 1 : 0;
  }

  /**
   * Returns what an instruction gives that depends on nothing but its operands; those of floats are
   * canonical.
   *
   * @throws IllegalArgumentException if it depends on more, or traps
   */
  public static int compute(BytecodeOp op, int a, int b, int c) {
    return switch (op) {
      case MOV -> a;
      case SELECT -> c != 0 ? a : b;
      case MAD -> a * b + c;
      case FMAD -> FloatOps.add(FloatOps.mul(a, b), c);
      case FMSUB -> FloatOps.sub(FloatOps.mul(a, b), c);
      case FMA -> FloatOps.fma(a, b, c);
      default -> integer(op, a, b);
    };
  }

  private static int integer(BytecodeOp op, int a, int b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIVU -> IntOps.divU(a, b);
      case MODU -> IntOps.modU(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHRU -> a >>> b;
      case SHRS -> a >> b;
      case ROTL -> Integer.rotateLeft(a, b);
      case ROTR -> Integer.rotateRight(a, b);
      case MINU -> IntOps.minU(a, b);
      case MAXU -> IntOps.maxU(a, b);
      case MINS -> Math.min(a, b);
      case MAXS -> Math.max(a, b);
      case ABSDIFFU -> IntOps.absDiffU(a, b);
      case ABSDIFFS -> IntOps.absDiffI(a, b);
      case SATADDU -> IntOps.satAdd(a, b);
      case SATSUBU -> IntOps.satSub(a, b);
      case SATMULU -> IntOps.satMul(a, b);
      case SATADDS -> clamp((long) a + b);
      case SATSUBS -> clamp((long) a - b);
      case SATMULS -> clamp((long) a * b);
      case MULHI -> IntOps.mulHigh(a, b);
      case NEG -> -a;
      case NOT -> ~a;
      case POPC -> Integer.bitCount(a);
      case CLZ -> Integer.numberOfLeadingZeros(a);
      case CTZ -> Integer.numberOfTrailingZeros(a);
      case REV -> Integer.reverse(a);
      case EQ -> bool(a == b);
      case NE -> bool(a != b);
      case LTU -> bool(Integer.compareUnsigned(a, b) < 0);
      case LEU -> bool(Integer.compareUnsigned(a, b) <= 0);
      case LTS -> bool(a < b);
      case LES -> bool(a <= b);
      case LAND -> bool(a != 0 && b != 0);
      case LOR -> bool(a != 0 || b != 0);
      case LNOT -> bool(a == 0);
      case BOOL -> bool(a != 0);
      default -> floating(op, a, b);
    };
  }

  private static int clamp(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private static int floating(BytecodeOp op, int a, int b) {
    return switch (op) {
      case FEQ -> bool(FloatOps.compare(BinaryOp.EQ, a, b));
      case FNE -> bool(FloatOps.compare(BinaryOp.NE, a, b));
      case FLT -> bool(FloatOps.compare(BinaryOp.LT, a, b));
      case FLE -> bool(FloatOps.compare(BinaryOp.LE, a, b));
      case FADD -> FloatOps.add(a, b);
      case FSUB -> FloatOps.sub(a, b);
      case FMUL -> FloatOps.mul(a, b);
      case FDIV -> FloatOps.div(a, b);
      case FMIN -> FloatOps.min(a, b);
      case FMAX -> FloatOps.max(a, b);
      case FISNAN -> bool(FloatOps.classify(UnaryOp.IS_NAN, a));
      case FISINF -> bool(FloatOps.classify(UnaryOp.IS_INF, a));
      case FISFIN -> bool(FloatOps.classify(UnaryOp.IS_FINITE, a));
      case U2F -> FloatOps.fromU32(a);
      case S2F -> FloatOps.fromI32(a);
      case F2U -> FloatOps.toU32(a);
      case F2S -> FloatOps.toI32(a);
      case F2B -> bool(FloatOps.truth(a));
      default -> FloatOps.unary(function(op), a);
    };
  }

  private static UnaryOp function(BytecodeOp op) {
    return switch (op) {
      case FNEG -> UnaryOp.NEGATE;
      case FRSQRT -> UnaryOp.INVERSE_SQRT;
      case FRCP -> UnaryOp.RECIPROCAL;
      default -> UnaryOp.valueOf(op.name().substring(1));
    };
  }
}
