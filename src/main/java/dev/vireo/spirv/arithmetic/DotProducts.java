package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import java.util.List;

/** Products of integer vectors, four bytes in a word among them. Sums are of 32 bits. */
final class DotProducts {
  private final Code code;
  private final Integers integers;

  DotProducts(Code code, Arithmetic arithmetic) {
    this.code = code;
    this.integers = arithmetic.integers();
  }

  /** Returns the result of an instruction; null if it is none of these. */
  int[] compute(Instruction own, Type type, List<Value> operands) {
    boolean accumulates = false;
    switch (own.op()) {
      case S_DOT, U_DOT, SU_DOT -> {}
      case S_DOT_ACC_SAT, U_DOT_ACC_SAT, SU_DOT_ACC_SAT -> accumulates = true;
      default -> {
        return null;
      }
    }
    if (type.slots() != 1) {
      throw own.unsupported("a dot product of 64 bits", "use 32 bits");
    }
    boolean signed = own.op() != SpirvOp.U_DOT && own.op() != SpirvOp.U_DOT_ACC_SAT;
    boolean both = own.op() == SpirvOp.S_DOT || own.op() == SpirvOp.S_DOT_ACC_SAT;
    int[] a = components(operands.get(0), signed);
    int[] b = components(operands.get(1), both);
    if (a.length != b.length) {
      throw own.malformed("its operands do not fit together");
    }
    int sum = code.op(MUL, a[0], b[0]);
    for (int i = 1; i < a.length; i++) {
      sum = code.op(ADD, sum, code.op(MUL, a[i], b[i]));
    }
    if (accumulates) {
      int more = operands.get(2).slots()[0];
      sum = code.op(signed ? SATADDS : SATADDU, sum, more);
    }
    Type.Int integer = (Type.Int) Type.scalar(type);
    return new int[] {integers.extend(sum, integer.bits(), integer.signed())};
  }

  private int[] components(Value value, boolean signed) {
    Type.Int scalar = (Type.Int) Type.scalar(value.type());
    int count = Type.parts(value.type());
    if (count > 0) {
      int[] slots = value.slots().clone();
      for (int i = 0; i < slots.length; i++) {
        slots[i] = integers.as(slots[i], scalar, signed);
      }
      return slots;
    }
    int[] bytes = new int[4];
    for (int i = 0; i < bytes.length; i++) {
      int shifted = code.op(SHRU, value.slots()[0], code.constant(8 * i));
      bytes[i] = integers.extend(shifted, 8, signed);
    }
    return bytes;
  }
}
