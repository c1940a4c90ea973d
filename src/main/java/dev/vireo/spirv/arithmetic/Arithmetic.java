package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.List;

/** Arithmetic, comparisons and conversions, component by component. */
public final class Arithmetic {
  private final Code code;
  private final Integers integers;
  private final Wide wide;
  private final Halves halves;

  public Arithmetic(Code code) {
    this.code = code;
    this.integers = new Integers(code);
    this.wide = new Wide(code);
    this.halves = new Halves(code);
  }

  public Integers integers() {
    return integers;
  }

  Wide wide() {
    return wide;
  }

  public Halves halves() {
    return halves;
  }

  /** Returns the result of an instruction on scalars or vectors; null if it is none of these. */
  public int[] compute(Instruction own, Type result, List<Value> operands) {
    SpirvOp op = own.op();
    Type type = Type.scalar(result);
    Type source = operands.isEmpty() ? null : Type.scalar(operands.get(0).type());
    if (type == null || source == null) {
      return null;
    }
    int count = result instanceof Type.Vector vector ? vector.count() : 1;
    for (Value operand : operands) {
      check(own, operand, count, source);
    }
    int[] slots = new int[result.slots()];
    for (int i = 0; i < count; i++) {
      int[] one = component(op, type, source, operands, i);
      if (one == null) {
        return null;
      }
      System.arraycopy(one, 0, slots, i * one.length, one.length);
    }
    return slots;
  }

  /** Operands have as many components as the result, and but for shifts the first one's size. */
  private static void check(Instruction own, Value operand, int count, Type first) {
    Type scalar = Type.scalar(operand.type());
    boolean shift =
        own.op() == SpirvOp.SHIFT_LEFT_LOGICAL
            || own.op() == SpirvOp.SHIFT_RIGHT_LOGICAL
            || own.op() == SpirvOp.SHIFT_RIGHT_ARITHMETIC;
    boolean alike = scalar != null && (shift || scalar.slots() == first.slots());
    if (!alike || Math.max(1, Type.parts(operand.type())) != count) {
      throw own.malformed("its operands do not fit the result");
    }
  }

  private int[] component(SpirvOp op, Type type, Type source, List<Value> operands, int index) {
    int[] a = operands.get(0).component(index);
    int[] b = operands.size() > 1 ? operands.get(1).component(index) : null;
    if (source instanceof Type.Float) {
      int value = type instanceof Type.Int ? Code.NONE : floating(op, a[0], b == null ? 0 : b[0]);
      return value != Code.NONE
          ? one(type instanceof Type.Float to && to.bits() == 16 ? halves.round(value) : value)
          : fromFloat(op, type, a[0]);
    }
    if (source instanceof Type.Int from) {
      Type.Int second =
          b != null && Type.scalar(operands.get(1).type()) instanceof Type.Int own ? own : from;
      return from.bits() == 64
          ? ofWide(op, type, a, b)
          : ofInteger(op, type, a[0], b == null ? 0 : b[0], from, second);
    }
    int value = logical(op, a[0], b == null ? 0 : b[0]);
    return value == Code.NONE ? null : one(value);
  }

  private static int[] one(int value) {
    return new int[] {value};
  }

  private int logical(SpirvOp op, int a, int b) {
    return switch (op) {
      case LOGICAL_EQUAL -> code.op(EQ, a, b);
      case LOGICAL_NOT_EQUAL -> code.op(XOR, a, b);
      case LOGICAL_OR -> code.op(OR, a, b);
      case LOGICAL_AND -> code.op(AND, a, b);
      case LOGICAL_NOT -> code.op(LNOT, a);
      default -> Code.NONE;
    };
  }

  private int not(int condition) {
    return code.op(LNOT, condition);
  }

  /** Operations on floats that give floats or booleans; NONE if it is none of these. */
  private int floating(SpirvOp op, int a, int b) {
    return switch (op) {
      case F_NEGATE -> code.op(FNEG, a);
      case F_ADD -> code.op(FADD, a, b);
      case F_SUB -> code.op(FSUB, a, b);
      case F_MUL -> code.op(FMUL, a, b);
      case F_DIV -> code.op(FDIV, a, b);
      case F_REM -> rest(a, b, FTRUNC);
      case F_MOD -> rest(a, b, FFLOOR);
      case QUANTIZE_TO_F16 -> halves.quantize(a);
      case F_CONVERT -> a;
      case IS_NAN -> code.op(FISNAN, a);
      case IS_INF -> code.op(FISINF, a);
      case F_ORD_EQUAL -> code.op(FEQ, a, b);
      case F_UNORD_NOT_EQUAL -> code.op(FNE, a, b);
      case F_ORD_LESS_THAN -> code.op(FLT, a, b);
      case F_ORD_GREATER_THAN -> code.op(FLT, b, a);
      case F_ORD_LESS_THAN_EQUAL -> code.op(FLE, a, b);
      case F_ORD_GREATER_THAN_EQUAL -> code.op(FLE, b, a);
      case F_UNORD_LESS_THAN -> not(code.op(FLE, b, a));
      case F_UNORD_GREATER_THAN -> not(code.op(FLE, a, b));
      case F_UNORD_LESS_THAN_EQUAL -> not(code.op(FLT, b, a));
      case F_UNORD_GREATER_THAN_EQUAL -> not(code.op(FLT, a, b));
      case F_ORD_NOT_EQUAL -> code.op(OR, code.op(FLT, a, b), code.op(FLT, b, a));
      case F_UNORD_EQUAL -> not(code.op(OR, code.op(FLT, a, b), code.op(FLT, b, a)));
      default -> Code.NONE;
    };
  }

  private int rest(int a, int b, BytecodeOp rounding) {
    return code.op(FSUB, a, code.op(FMUL, b, code.op(rounding, code.op(FDIV, a, b))));
  }

  private int[] fromFloat(SpirvOp op, Type type, int a) {
    if (!(type instanceof Type.Int to)) {
      return null;
    }
    boolean signed = op == SpirvOp.CONVERT_F_TO_S;
    if (op != SpirvOp.CONVERT_F_TO_S && op != SpirvOp.CONVERT_F_TO_U) {
      return null;
    }
    if (to.bits() == 64) {
      return wide.fromFloat(a, signed);
    }
    int whole = code.op(signed ? F2S : F2U, a);
    return one(integers.extend(whole, to.bits(), to.signed()));
  }

  /** Operations on integers of up to 32 bits; null if it is none of these. */
  private int[] ofInteger(SpirvOp op, Type type, int a, int b, Type.Int from, Type.Int second) {
    if (type instanceof Type.Float to) {
      return toFloat(op, to, a, from);
    }
    if (type instanceof Type.Bool) {
      int value = compare(op, a, b, from, second);
      return value == Code.NONE ? null : one(value);
    }
    Type.Int to = (Type.Int) type;
    if (op == SpirvOp.U_CONVERT || op == SpirvOp.S_CONVERT) {
      boolean signed = op == SpirvOp.S_CONVERT;
      int value = integers.as(a, from, signed);
      return to.bits() == 64
          ? wide.of(value, signed)
          : one(integers.extend(value, to.bits(), to.signed()));
    }
    int value = integer(op, a, b, from, second);
    return value == Code.NONE ? null : one(integers.extend(value, to.bits(), to.signed()));
  }

  private int[] toFloat(SpirvOp op, Type.Float to, int a, Type.Int from) {
    if (op != SpirvOp.CONVERT_S_TO_F && op != SpirvOp.CONVERT_U_TO_F) {
      return null;
    }
    boolean signed = op == SpirvOp.CONVERT_S_TO_F;
    int value = code.op(signed ? S2F : U2F, integers.as(a, from, signed));
    return one(to.bits() == 16 ? halves.round(value) : value);
  }

  private int integer(SpirvOp op, int a, int b, Type.Int from, Type.Int second) {
    return switch (op) {
      case S_NEGATE -> code.op(NEG, a);
      case I_ADD -> code.op(ADD, a, b);
      case I_SUB -> code.op(SUB, a, b);
      case I_MUL -> code.op(MUL, a, b);
      case U_DIV -> code.op(DIVU, integers.as(a, from, false), integers.as(b, second, false));
      case U_MOD -> code.op(MODU, integers.as(a, from, false), integers.as(b, second, false));
      case S_DIV -> integers.divide(integers.as(a, from, true), integers.as(b, second, true));
      case S_REM -> integers.remainder(integers.as(a, from, true), integers.as(b, second, true));
      case S_MOD -> integers.modulo(integers.as(a, from, true), integers.as(b, second, true));
      case SHIFT_LEFT_LOGICAL -> code.op(SHL, a, b);
      case SHIFT_RIGHT_LOGICAL -> code.op(SHRU, integers.as(a, from, false), b);
      case SHIFT_RIGHT_ARITHMETIC -> code.op(SHRS, integers.as(a, from, true), b);
      case BITWISE_OR -> code.op(OR, a, b);
      case BITWISE_XOR -> code.op(XOR, a, b);
      case BITWISE_AND -> code.op(AND, a, b);
      case NOT -> code.op(NOT, a);
      case BIT_COUNT -> code.op(POPC, integers.as(a, from, false));
      case BIT_REVERSE -> code.op(SHRU, code.op(REV, a), code.constant(32 - from.bits()));
      default -> Code.NONE;
    };
  }

  private int compare(SpirvOp op, int a, int b, Type.Int from, Type.Int second) {
    boolean signed = op.name().startsWith("S_");
    int x = integers.as(a, from, signed);
    int y = integers.as(b, second, signed);
    return switch (op) {
      case I_EQUAL -> code.op(EQ, x, y);
      case I_NOT_EQUAL -> code.op(NE, x, y);
      case U_LESS_THAN -> code.op(LTU, x, y);
      case U_GREATER_THAN -> code.op(LTU, y, x);
      case U_LESS_THAN_EQUAL -> code.op(LEU, x, y);
      case U_GREATER_THAN_EQUAL -> code.op(LEU, y, x);
      case S_LESS_THAN -> code.op(LTS, x, y);
      case S_GREATER_THAN -> code.op(LTS, y, x);
      case S_LESS_THAN_EQUAL -> code.op(LES, x, y);
      case S_GREATER_THAN_EQUAL -> code.op(LES, y, x);
      default -> Code.NONE;
    };
  }

  private int[] ofWide(SpirvOp op, Type type, int[] a, int[] b) {
    if (type instanceof Type.Float to) {
      int value = wide.toFloat(a, op == SpirvOp.CONVERT_S_TO_F);
      return one(to.bits() == 16 ? halves.round(value) : value);
    }
    if (type instanceof Type.Bool) {
      int value = compareWide(op, a, b);
      return value == Code.NONE ? null : one(value);
    }
    Type.Int to = (Type.Int) type;
    if (op == SpirvOp.U_CONVERT || op == SpirvOp.S_CONVERT) {
      return to.bits() == 64 ? a : one(integers.extend(a[0], to.bits(), to.signed()));
    }
    if (op == SpirvOp.BIT_COUNT) {
      return one(code.op(ADD, code.op(POPC, a[0]), code.op(POPC, a[1])));
    }
    return switch (op) {
      case S_NEGATE -> wide.negate(a);
      case I_ADD -> wide.add(a, b);
      case I_SUB -> wide.subtract(a, b);
      case I_MUL -> wide.multiply(a, b);
      case U_DIV -> wide.divide(a, b, false);
      case U_MOD -> wide.divide(a, b, true);
      case S_DIV -> wide.divideSigned(a, b, false);
      case S_REM -> wide.divideSigned(a, b, true);
      case S_MOD -> wide.modulo(a, b);
      case SHIFT_LEFT_LOGICAL -> wide.shiftLeft(a, b[0]);
      case SHIFT_RIGHT_LOGICAL -> wide.shiftRight(a, b[0], false);
      case SHIFT_RIGHT_ARITHMETIC -> wide.shiftRight(a, b[0], true);
      case BITWISE_OR -> wide.bitwise(OR, a, b);
      case BITWISE_XOR -> wide.bitwise(XOR, a, b);
      case BITWISE_AND -> wide.bitwise(AND, a, b);
      case NOT -> wide.not(a);
      default -> null;
    };
  }

  private int compareWide(SpirvOp op, int[] a, int[] b) {
    return switch (op) {
      case I_EQUAL -> wide.equal(a, b);
      case I_NOT_EQUAL -> not(wide.equal(a, b));
      case U_LESS_THAN -> wide.less(a, b, false);
      case U_GREATER_THAN -> wide.less(b, a, false);
      case U_LESS_THAN_EQUAL -> not(wide.less(b, a, false));
      case U_GREATER_THAN_EQUAL -> not(wide.less(a, b, false));
      case S_LESS_THAN -> wide.less(a, b, true);
      case S_GREATER_THAN -> wide.less(b, a, true);
      case S_LESS_THAN_EQUAL -> not(wide.less(b, a, true));
      case S_GREATER_THAN_EQUAL -> not(wide.less(a, b, true));
      default -> Code.NONE;
    };
  }
}
