package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.GlslOp;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import java.util.List;

/** Instructions of the set GLSL.std.450 on integers of 64 bits. */
public final class GlslWide {
  private final Code code;
  private final Wide wide;

  public GlslWide(Code code, Arithmetic arithmetic) {
    this.code = code;
    this.wide = arithmetic.wide();
  }

  public int[] compute(Instruction own, GlslOp op, Type type, List<Value> operands) {
    int[] slots = new int[type.slots()];
    for (Value value : operands) {
      if (value.slots().length != slots.length) {
        throw own.malformed("its operands do not fit the result");
      }
    }
    for (int i = 0; i < slots.length / 2; i++) {
      int[] a = operands.get(0).component(i);
      int[] b = operands.size() > 1 ? operands.get(1).component(i) : a;
      int[] c = operands.size() > 2 ? operands.get(2).component(i) : a;
      System.arraycopy(component(own, op, a, b, c), 0, slots, 2 * i, 2);
    }
    return slots;
  }

  private int[] component(Instruction own, GlslOp op, int[] a, int[] b, int[] c) {
    return switch (op) {
      case S_ABS -> wide.select(negative(a), wide.negate(a), a);
      case S_SIGN -> sign(a);
      case U_MIN -> least(a, b, false);
      case S_MIN -> least(a, b, true);
      case U_MAX -> greatest(a, b, false);
      case S_MAX -> greatest(a, b, true);
      case U_CLAMP -> least(greatest(a, b, false), c, false);
      case S_CLAMP -> least(greatest(a, b, true), c, true);
      default -> throw own.unsupported("GLSL.std.450 " + op + " of 64 bits", "use 32 bits");
    };
  }

  private int negative(int[] a) {
    return code.op(LTS, a[1], code.constant(0));
  }

  private int[] sign(int[] a) {
    int some = code.op(BOOL, code.op(OR, a[0], a[1]));
    int high = code.op(NEG, negative(a));
    return new int[] {code.op(OR, some, high), high};
  }

  private int[] least(int[] a, int[] b, boolean signed) {
    return wide.select(wide.less(b, a, signed), b, a);
  }

  private int[] greatest(int[] a, int[] b, boolean signed) {
    return wide.select(wide.less(a, b, signed), b, a);
  }
}
