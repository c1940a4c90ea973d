package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.ArrayList;
import java.util.List;

/** Instructions that compute a value from values: those of constants, and those of functions. */
public final class Computations {
  private final Code code;
  private final Arithmetic arithmetic;
  private final Composites composites;
  private final Matrices matrices;
  private final DotProducts dots;

  public Computations(Code code, Arithmetic arithmetic) {
    this.code = code;
    this.arithmetic = arithmetic;
    this.composites = new Composites(code, arithmetic);
    this.matrices = new Matrices(code);
    this.dots = new DotProducts(code, arithmetic);
  }

  /** Returns the operand of a constant of up to 32 bits, as slots hold it. */
  public int literal(Type type, int bits) {
    if (type instanceof Type.Int integer) {
      return arithmetic.integers().extend(code.constant(bits), integer.bits(), integer.signed());
    } else if (type instanceof Type.Float number) {
      return number.bits() == 16
          ? arithmetic.halves().toFloat(code.constant(bits & 0xFFFF))
          : code.constant(bits);
    }
    return code.constant(bits);
  }

  /** Returns a composite of its parts; vectors among them may make up a larger one. */
  public int[] construct(Instruction own, Type type, List<Value> parts) {
    return composites.construct(own, type, parts);
  }

  /** Returns the result of an instruction; null if it does more than compute. */
  public int[] compute(Instruction own, Type type, Values values) {
    int[] composite = composites.compute(own, type, values);
    if (composite != null) {
      return composite;
    }
    if (own.op() == SpirvOp.SELECT) {
      return select(own, type, values);
    }
    List<Value> operands = operands(own, values);
    if (operands == null) {
      return null;
    }
    int[] slots = matrices.compute(own, type, operands);
    slots = slots == null ? dots.compute(own, type, operands) : slots;
    slots = slots == null ? extended(own, operands) : slots;
    return slots == null ? arithmetic.compute(own, type, operands) : slots;
  }

  private static List<Value> operands(Instruction own, Values values) {
    int ids = own.op().leadingIds();
    if (ids == 0 || own.op().operands().endsWith("i*") || own.op().refusedFor() != null) {
      return null;
    }
    List<Value> operands = new ArrayList<>(ids);
    for (int i = 0; i < ids; i++) {
      Value value = values.valueUnlessPointer(own, own.operand(i));
      if (value == null) {
        return null;
      }
      operands.add(value);
    }
    return operands;
  }

  private int[] select(Instruction own, Type type, Values values) {
    int[] condition = values.slots(own, own.operand(0));
    int[] a = values.slots(own, own.operand(1));
    int[] b = values.slots(own, own.operand(2));
    if (a.length != type.slots() || b.length != a.length || condition.length == 0) {
      throw own.malformed("it selects from other types than its own");
    }
    int each = condition.length == 1 ? Math.max(1, a.length) : a.length / condition.length;
    if (each * condition.length < a.length) {
      throw own.malformed("it selects by fewer conditions than components");
    }
    int[] slots = new int[a.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = code.select(condition[i / each], a[i], b[i]);
    }
    return slots;
  }

  /** Returns the result of instructions whose form is their own; null if it is none of these. */
  private int[] extended(Instruction own, List<Value> operands) {
    int[] a = operands.get(0).slots();
    return switch (own.op()) {
      case ANY -> reduce(a, LOR);
      case ALL -> reduce(a, LAND);
      case I_ADD_CARRY, I_SUB_BORROW, U_MUL_EXTENDED, S_MUL_EXTENDED -> pairs(own, operands);
      case BIT_FIELD_INSERT, BIT_FIELD_S_EXTRACT, BIT_FIELD_U_EXTRACT -> fields(own, operands);
      case EXPECT_KHR, COPY_LOGICAL, COPY_OBJECT -> a;
      default -> null;
    };
  }

  private int[] reduce(int[] slots, BytecodeOp op) {
    int result = slots[0];
    for (int i = 1; i < slots.length; i++) {
      result = code.op(op, result, slots[i]);
    }
    return new int[] {result};
  }

  private int[] pairs(Instruction own, List<Value> operands) {
    int[] a = words(own, operands.get(0));
    int[] b = words(own, operands.get(1));
    int[] slots = new int[2 * a.length];
    for (int i = 0; i < a.length; i++) {
      int low = 0;
      int high = 0;
      switch (own.op()) {
        case I_ADD_CARRY -> {
          low = code.op(ADD, a[i], b[i]);
          high = code.op(LTU, low, a[i]);
        }
        case I_SUB_BORROW -> {
          low = code.op(SUB, a[i], b[i]);
          high = code.op(LTU, a[i], b[i]);
        }
        default -> {
          low = code.op(MUL, a[i], b[i]);
          boolean signed = own.op() == SpirvOp.S_MUL_EXTENDED;
          high = signed ? arithmetic.integers().highSigned(a[i], b[i]) : code.op(MULHI, a[i], b[i]);
        }
      }
      slots[i] = low;
      slots[a.length + i] = high;
    }
    return slots;
  }

  private static int[] words(Instruction own, Value value) {
    if (Type.floating(value.type()) || Type.bits(value.type()) != 32) {
      throw own.unsupported(
          own.op().spelling() + " on other than 32 bits", "convert to 32 bits first");
    }
    return value.slots();
  }

  private int[] fields(Instruction own, List<Value> operands) {
    boolean insert = own.op() == SpirvOp.BIT_FIELD_INSERT;
    int[] base = words(own, operands.get(0));
    int[] slots = new int[base.length];
    int offset = operands.get(insert ? 2 : 1).slots()[0];
    int count = operands.get(insert ? 3 : 2).slots()[0];
    boolean signed = own.op() == SpirvOp.BIT_FIELD_S_EXTRACT;
    for (int i = 0; i < slots.length; i++) {
      slots[i] =
          insert
              ? arithmetic
                  .integers()
                  .insertField(base[i], words(own, operands.get(1))[i], offset, count)
              : arithmetic.integers().extractField(base[i], offset, count, signed);
    }
    return slots;
  }
}
