package dev.vireo.vir0.lowering;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.values.RuntimeTypes;
import dev.vireo.vir0.values.ValueOps;
import dev.vireo.vir0.values.Values;

/** Turns operations on values that are there into instructions, or into constants. */
final class LoweredArithmetic {
  private final BytecodeAssembler out;
  private final LoweredValues values;

  LoweredArithmetic(BytecodeAssembler out, LoweredValues values) {
    this.out = out;
    this.values = values;
  }

  /** Returns the type of both operands; -1 if there is no such operation on what they are. */
  int commonType(BinaryOp op, Operand left, Operand right) {
    if (RuntimeTypes.binary(op, left.types(), right.types()) == 0) {
      return -1;
    }
    if (!RuntimeTypes.single(left.types()) || left.types() != right.types()) {
      throw values.unknownType("operands of " + op.word());
    }
    return RuntimeTypes.type(left.types());
  }

  Operand binary(BinaryOp op, Operand left, Operand right) {
    if (values.constants(left, right)) {
      long value = ValueOps.binary(op, values.value(left), values.value(right));
      if (value >= 0) {
        return values.constant(value);
      }
    }
    int type = commonType(op, left, right);
    if (type < 0) {
      return values.typeTrap(left);
    }
    OpcodeTable.Choice choice = OpcodeTable.binary(op, type);
    int types = RuntimeTypes.binary(op, left.types(), right.types());
    return choice.swapped()
        ? values.result(choice.op(), types, right.operand(), left.operand())
        : values.result(choice.op(), types, left.operand(), right.operand());
  }

  /**
   * Computes a sum or difference with a product, in one instruction where there is one.
   *
   * @param productFirst whether the product is on the left
   */
  Operand multiplyAdd(BinaryOp op, Operand[] factors, Operand other, boolean productFirst) {
    int types = factors[0].types();
    boolean same =
        RuntimeTypes.single(types)
            && factors[1].types() == types
            && other.types() == types
            && types != RuntimeTypes.BOOL;
    boolean floating = types == RuntimeTypes.F32;
    boolean known = values.constants(factors[0], factors[1]);
    boolean fusible = floating ? op == BinaryOp.ADD || op == BinaryOp.SUB : op != BinaryOp.SUB;
    if (!same || known || !fusible) {
      int target = values.wantAnywhere();
      Operand product = binary(BinaryOp.MUL, factors[0], factors[1]);
      values.want(target);
      return productFirst ? binary(op, product, other) : binary(op, other, product);
    }
    BytecodeOp code =
        floating ? op == BinaryOp.SUB ? BytecodeOp.FMSUB : BytecodeOp.FMAD : BytecodeOp.MAD;
    int c = out.forFieldC(other.operand());
    return values.result(code, types, factors[0].operand(), factors[1].operand(), c);
  }

  Operand unary(UnaryOp op, Operand operand) {
    int types = RuntimeTypes.unary(op, operand.types());
    if (types == 0) {
      return values.typeTrap(operand);
    }
    if (values.constants(operand)) {
      return values.constant(ValueOps.unary(op, values.value(operand)));
    }
    int all = operand.types();
    boolean sameBits = (all & RuntimeTypes.F32) == 0 && Integer.bitCount(types) <= 2;
    boolean everyTypeWorks = op == UnaryOp.LOGICAL_NOT || (all & RuntimeTypes.BOOL) == 0;
    if (!RuntimeTypes.single(all) && !(sameBits && everyTypeWorks)) {
      throw values.unknownType("an operand of " + op.word());
    }
    return values.result(OpcodeTable.unary(op, all == RuntimeTypes.F32), types, operand.operand());
  }

  /** Computes a value as one of the types in {@link Values}. */
  Operand cast(int target, Operand value) {
    if (value.types() == 0) {
      return value;
    }
    if (values.constants(value)) {
      return values.constant(Values.cast(target, values.value(value)));
    }
    int from = value.types();
    int to = 1 << target;
    boolean floating = from == RuntimeTypes.F32;
    boolean mixed = !floating && (from & RuntimeTypes.F32) != 0;
    boolean signs = target == Values.F32_TYPE && (from & RuntimeTypes.I32) != 0;
    if (mixed || (signs && from != RuntimeTypes.I32)) {
      throw values.unknownType("a cast");
    }
    if (from == to) {
      return value;
    }
    return switch (target) {
      case Values.U32_TYPE, Values.I32_TYPE -> {
        BytecodeOp op = target == Values.U32_TYPE ? BytecodeOp.F2U : BytecodeOp.F2S;
        yield floating ? values.result(op, to, value.operand()) : new Operand(value.operand(), to);
      }
      case Values.F32_TYPE ->
          values.result(signs ? BytecodeOp.S2F : BytecodeOp.U2F, to, value.operand());
      default -> values.result(floating ? BytecodeOp.F2B : BytecodeOp.BOOL, to, value.operand());
    };
  }
}
