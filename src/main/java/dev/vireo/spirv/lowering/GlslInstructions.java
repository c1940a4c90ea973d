package dev.vireo.spirv.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.spirv.arithmetic.Arithmetic;
import dev.vireo.spirv.arithmetic.GlslFloats;
import dev.vireo.spirv.arithmetic.GlslVectors;
import dev.vireo.spirv.arithmetic.GlslWide;
import dev.vireo.spirv.arithmetic.Halves;
import dev.vireo.spirv.arithmetic.Integers;
import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.GlslOp;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Pointer;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Lowers instructions of the set GLSL.std.450. */
final class GlslInstructions {
  private final Code code;
  private final Arithmetic arithmetic;
  private final Integers integers;
  private final Halves halves;
  private final GlslFloats floats;
  private final GlslVectors vectors;
  private final MemoryAccess memory;

  GlslInstructions(Code code, Arithmetic arithmetic, MemoryAccess memory) {
    this.code = code;
    this.arithmetic = arithmetic;
    this.integers = arithmetic.integers();
    this.halves = arithmetic.halves();
    this.floats = new GlslFloats(code);
    this.vectors = new GlslVectors(code);
    this.memory = memory;
  }

  /** Lowers an OpExtInst and returns its result. */
  int[] compute(Instruction own, Type type, Values values) {
    GlslOp op = GlslOp.of(own.operand(1));
    if (op == null) {
      throw own.unsupported(
          "instruction " + own.operand(1) + " of GLSL.std.450", "it is not for 32-bit compute");
    }
    boolean pointer = op == GlslOp.MODF || op == GlslOp.FREXP;
    List<Value> operands = new ArrayList<>();
    for (int i = 2; i < own.operands() - (pointer ? 1 : 0); i++) {
      operands.add(values.value(own, own.operand(i)));
    }
    if (operands.isEmpty()) {
      throw own.malformed("it has no operands");
    }
    if (operands.stream().anyMatch(value -> wide(value.type()))) {
      return new GlslWide(code, arithmetic).compute(own, op, type, operands);
    }
    if (pointer) {
      return split(own, op, operands.get(0), values);
    }
    int[] slots = whole(own, op, operands);
    slots = slots == null ? each(own, op, type, operands) : slots;
    if (slots.length != type.slots()) {
      throw own.malformed("its operands do not fit the result");
    }
    return Type.floating(type) && Type.bits(type) == 16
        ? Arrays.stream(slots).map(halves::round).toArray()
        : slots;
  }

  private static boolean wide(Type type) {
    return Type.scalar(type) != null && Type.bits(type) == 64;
  }

  /** Modf and Frexp: one part is the result, the other goes where a pointer says. */
  private int[] split(Instruction own, GlslOp op, Value value, Values values) {
    int[] x = value.slots();
    Pointer target = values.pointer(own, own.operand(3));
    boolean modf = op == GlslOp.MODF;
    memory.store(target, map(x, modf ? this::whole : floats::exponent), own);
    return map(x, modf ? floats::behindPoint : floats::significand);
  }

  private int whole(int x) {
    return code.op(FTRUNC, x);
  }

  private static int[] map(int[] slots, IntUnaryOperator function) {
    return Arrays.stream(slots).map(function).toArray();
  }

  private static int[] both(int[] a, int[] b) {
    int[] slots = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, slots, a.length, b.length);
    return slots;
  }

  /** Instructions on vectors and matrices as wholes; null if it is none of these. */
  private int[] whole(Instruction own, GlslOp op, List<Value> operands) {
    int[] a = operands.get(0).slots();
    int[] b = operands.size() > 1 ? operands.get(1).slots() : a;
    int[] c = operands.size() > 2 ? operands.get(2).slots() : a;
    boolean alike = b.length == a.length && (c.length == a.length || op == GlslOp.REFRACT);
    boolean geometry = op.compareTo(GlslOp.LENGTH) >= 0 && op.compareTo(GlslOp.REFRACT) <= 0;
    if (geometry && (!alike || (op == GlslOp.CROSS && a.length != 3))) {
      throw own.malformed("its operands do not fit together");
    }
    return switch (op) {
      case MODF_STRUCT -> both(map(a, floats::behindPoint), map(a, this::whole));
      case FREXP_STRUCT -> both(map(a, floats::significand), map(a, floats::exponent));
      case DETERMINANT -> new int[] {vectors.determinant(square(own, operands.get(0)))};
      case MATRIX_INVERSE -> vectors.inverse(square(own, operands.get(0)));
      case LENGTH -> new int[] {vectors.length(a)};
      case DISTANCE -> new int[] {vectors.length(vectors.subtract(a, b))};
      case CROSS -> vectors.cross(a, b);
      case NORMALIZE -> vectors.normalize(a);
      case FACE_FORWARD -> vectors.faceForward(a, b, c);
      case REFLECT -> vectors.reflect(a, b);
      case REFRACT -> vectors.refract(a, b, c[0]);
      case PACK_SNORM4X8 -> pack(own, a, 8, true);
      case PACK_UNORM4X8 -> pack(own, a, 8, false);
      case PACK_SNORM2X16 -> pack(own, a, 16, true);
      case PACK_UNORM2X16 -> pack(own, a, 16, false);
      case PACK_HALF2X16 -> join(own, map(a, halves::fromFloat), 16);
      case UNPACK_SNORM4X8 -> unpack(a[0], 8, true);
      case UNPACK_UNORM4X8 -> unpack(a[0], 8, false);
      case UNPACK_SNORM2X16 -> unpack(a[0], 16, true);
      case UNPACK_UNORM2X16 -> unpack(a[0], 16, false);
      case UNPACK_HALF2X16 -> map(parts(a[0], 16, false), halves::toFloat);
      default -> null;
    };
  }

  private static int[] square(Instruction own, Value value) {
    if (value.type() instanceof Type.Matrix matrix && matrix.count() == matrix.column().count()) {
      return value.slots();
    }
    throw own.malformed("its operand is no square matrix");
  }

  private int[] pack(Instruction own, int[] slots, int bits, boolean signed) {
    int steps = (1 << bits - (signed ? 1 : 0)) - 1;
    return join(own, map(slots, x -> floats.toSteps(x, steps, signed)), bits);
  }

  private int[] join(Instruction own, int[] parts, int bits) {
    if (parts.length != 32 / bits) {
      throw own.malformed(parts.length + " components to be packed");
    }
    int word = code.constant(0);
    for (int i = 0; i < parts.length; i++) {
      int part = integers.extend(parts[i], bits, false);
      word = code.op(OR, word, code.op(SHL, part, code.constant(bits * i)));
    }
    return new int[] {word};
  }

  private int[] parts(int word, int bits, boolean signed) {
    int[] parts = new int[32 / bits];
    for (int i = 0; i < parts.length; i++) {
      int shifted = code.op(SHRU, word, code.constant(bits * i));
      parts[i] = integers.extend(shifted, bits, signed);
    }
    return parts;
  }

  private int[] unpack(int word, int bits, boolean signed) {
    int steps = (1 << bits - (signed ? 1 : 0)) - 1;
    return map(parts(word, bits, signed), x -> floats.fromSteps(x, steps, signed));
  }

  private int[] each(Instruction own, GlslOp op, Type type, List<Value> operands) {
    int[] slots = new int[operands.get(0).slots().length];
    for (Value value : operands) {
      if (value.slots().length != slots.length) {
        throw own.malformed("its operands do not fit together");
      }
    }
    for (int i = 0; i < slots.length; i++) {
      int[] x = new int[3];
      for (int k = 0; k < Math.min(3, operands.size()); k++) {
        x[k] = operands.get(k).slots()[i];
      }
      slots[i] = Type.floating(operands.get(0).type()) ? floating(own, op, x) : integer(own, op, x);
    }
    return Type.scalar(type) instanceof Type.Int to
        ? map(slots, slot -> integers.extend(slot, to.bits(), to.signed()))
        : slots;
  }

  private static UnsupportedModuleException unsupported(Instruction own, GlslOp op) {
    return own.unsupported("GLSL.std.450 " + op, "use other types");
  }

  private int integer(Instruction own, GlslOp op, int[] x) {
    return switch (op) {
      case S_ABS -> integers.abs(x[0]);
      case S_SIGN -> integers.sign(x[0]);
      case U_MIN -> code.op(MINU, x[0], x[1]);
      case S_MIN -> code.op(MINS, x[0], x[1]);
      case U_MAX -> code.op(MAXU, x[0], x[1]);
      case S_MAX -> code.op(MAXS, x[0], x[1]);
      case U_CLAMP -> code.op(MINU, code.op(MAXU, x[0], x[1]), x[2]);
      case S_CLAMP -> code.op(MINS, code.op(MAXS, x[0], x[1]), x[2]);
      case FIND_I_LSB -> integers.lowest(x[0]);
      case FIND_S_MSB -> integers.highestSigned(x[0]);
      case FIND_U_MSB -> integers.highest(x[0]);
      default -> throw unsupported(own, op);
    };
  }

  private int floating(Instruction own, GlslOp op, int[] x) {
    BytecodeOp direct = direct(op);
    if (direct != null) {
      return code.op(direct, x[0]);
    }
    return switch (op) {
      case ROUND_EVEN -> floats.roundEven(x[0]);
      case FRACT -> floats.fract(x[0]);
      case RADIANS -> code.op(FMUL, x[0], code.constant((float) (Math.PI / 180)));
      case DEGREES -> code.op(FMUL, x[0], code.constant((float) (180 / Math.PI)));
      case ASINH -> floats.asinh(x[0]);
      case ACOSH -> floats.acosh(x[0]);
      case ATANH -> floats.atanh(x[0]);
      case ATAN2 -> floats.atan2(x[0], x[1]);
      case POW -> floats.pow(x[0], x[1]);
      case F_MIN, N_MIN -> code.op(FMIN, x[0], x[1]);
      case F_MAX, N_MAX -> code.op(FMAX, x[0], x[1]);
      case F_CLAMP, N_CLAMP -> floats.clamp(x[0], x[1], x[2]);
      case F_MIX -> floats.mix(x[0], x[1], x[2]);
      case STEP -> floats.step(x[0], x[1]);
      case SMOOTH_STEP -> floats.smoothStep(x[0], x[1], x[2]);
      case FMA -> code.op(BytecodeOp.FMA, x[0], x[1], x[2]);
      case LDEXP -> floats.ldexp(x[0], x[1]);
      default -> throw unsupported(own, op);
    };
  }

  private static BytecodeOp direct(GlslOp op) {
    return switch (op) {
      case ROUND -> FROUND;
      case TRUNC -> FTRUNC;
      case F_ABS -> FABS;
      case F_SIGN -> FSIGN;
      case FLOOR -> FFLOOR;
      case CEIL -> FCEIL;
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
      case LOG -> FLOG;
      case EXP2 -> FEXP2;
      case LOG2 -> FLOG2;
      case SQRT -> FSQRT;
      case INVERSE_SQRT -> FRSQRT;
      default -> null;
    };
  }
}
