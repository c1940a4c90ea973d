package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.values.Values;

/** Which instruction computes an operation on values of one type; null where there is none. */
final class OpcodeTable {
  private OpcodeTable() {}

  /** An instruction, and whether its operands are exchanged. */
  record Choice(BytecodeOp op, boolean swapped) {}

  private static Choice plain(BytecodeOp op) {
    return new Choice(op, false);
  }

  static Choice binary(BinaryOp op, int type) {
    return switch (op) {
      case GT -> new Choice(binary(BinaryOp.LT, type).op(), true);
      case GE -> new Choice(binary(BinaryOp.LE, type).op(), true);
      default ->
          plain(
              type == Values.F32_TYPE
                  ? floating(op)
                  : type == Values.I32_TYPE ? signed(op) : word(op));
    };
  }

  private static BytecodeOp word(BinaryOp op) {
    return switch (op) {
      case ADD, WRAP_ADD -> ADD;
      case SUB, WRAP_SUB -> SUB;
      case MUL -> MUL;
      case DIV -> DIVU;
      case MOD -> MODU;
      case BIT_AND -> AND;
      case BIT_OR -> OR;
      case BIT_XOR -> XOR;
      case SHL -> SHL;
      case SHR -> SHRU;
      case EQ -> EQ;
      case NE -> NE;
      case LT -> LTU;
      case LE -> LEU;
      case AND -> LAND;
      case OR -> LOR;
      case ABS_DIFF -> ABSDIFFU;
      case MIN -> MINU;
      case MAX -> MAXU;
      case SAT_ADD -> SATADDU;
      case SAT_SUB -> SATSUBU;
      case SAT_MUL -> SATMULU;
      case ROTL -> ROTL;
      case ROTR -> ROTR;
      case MUL_HIGH -> MULHI;
      default -> throw new IllegalArgumentException(op + " has no instruction");
    };
  }

  private static BytecodeOp signed(BinaryOp op) {
    return switch (op) {
      case DIV -> DIVS;
      case MOD -> MODS;
      case SHR -> SHRS;
      case LT -> LTS;
      case LE -> LES;
      case ABS_DIFF -> ABSDIFFS;
      case MIN -> MINS;
      case MAX -> MAXS;
      case SAT_ADD -> SATADDS;
      case SAT_SUB -> SATSUBS;
      case SAT_MUL -> SATMULS;
      default -> word(op);
    };
  }

  private static BytecodeOp floating(BinaryOp op) {
    return switch (op) {
      case ADD -> FADD;
      case SUB -> FSUB;
      case MUL -> FMUL;
      case DIV -> FDIV;
      case MIN -> FMIN;
      case MAX -> FMAX;
      case EQ -> FEQ;
      case NE -> FNE;
      case LT -> FLT;
      case LE -> FLE;
      default -> throw new IllegalArgumentException(op + " has no instruction on f32");
    };
  }

  /** Returns the branch that is taken where a comparison does not hold. */
  static Choice unless(BinaryOp op, int type) {
    if (type == Values.F32_TYPE) {
      return switch (op) {
        case EQ -> plain(JFNE);
        case NE -> plain(JFEQ);
        case LT -> plain(JFNLT);
        case LE -> plain(JFNLE);
        case GT -> new Choice(JFNLT, true);
        case GE -> new Choice(JFNLE, true);
        default -> throw new IllegalArgumentException(op + " is no comparison");
      };
    }
    boolean signed = type == Values.I32_TYPE;
    return switch (op) {
      case EQ -> plain(JNE);
      case NE -> plain(JEQ);
      case LT -> plain(signed ? JGES : JGEU);
      case GE -> plain(signed ? JLTS : JLTU);
      case GT -> new Choice(signed ? JGES : JGEU, true);
      case LE -> new Choice(signed ? JLTS : JLTU, true);
      default -> throw new IllegalArgumentException(op + " is no comparison");
    };
  }

  static BytecodeOp unary(UnaryOp op, boolean floating) {
    return switch (op) {
      case NEGATE -> floating ? FNEG : NEG;
      case BIT_NOT -> NOT;
      case LOGICAL_NOT -> LNOT;
      case POPCOUNT -> POPC;
      case CLZ -> CLZ;
      case CTZ -> CTZ;
      case REVERSE_BITS -> REV;
      case ABS -> FABS;
      case SQRT -> FSQRT;
      case INVERSE_SQRT -> FRSQRT;
      case RECIPROCAL -> FRCP;
      case FLOOR -> FFLOOR;
      case CEIL -> FCEIL;
      case ROUND -> FROUND;
      case TRUNC -> FTRUNC;
      case SIGN -> FSIGN;
      case IS_NAN -> FISNAN;
      case IS_INF -> FISINF;
      case IS_FINITE -> FISFIN;
      case SIN -> FSIN;
      case COS -> FCOS;
      case TAN -> FTAN;
      case ASIN -> FASIN;
      case ACOS -> FACOS;
      case ATAN -> FATAN;
      case SINH -> FSINH;
      case COSH -> FCOSH;
      case TANH -> FTANH;
      case EXP -> FEXP;
      case EXP2 -> FEXP2;
      case LOG -> FLOG;
      case LOG2 -> FLOG2;
      default -> throw new IllegalArgumentException(op + " has no instruction");
    };
  }

  static BytecodeOp atomic(AtomicOp op) {
    return switch (op) {
      case ADD -> AADD;
      case OR -> AOR;
      case AND -> AAND;
      case XOR -> AXOR;
      case MIN -> AMIN;
      case MAX, LRU_UPDATE -> AMAX;
      case EXCHANGE -> AXCHG;
      case COMPARE_EXCHANGE -> ACAS;
      default -> null;
    };
  }
}
