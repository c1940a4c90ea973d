package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeAssembler.NONE;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.tree.BufferUses;
import dev.vireo.vir0.values.RuntimeTypes;

/**
 * Turns operations of a subgroup into instructions: between barriers, around a register that each
 * invocation reads from the others.
 */
final class LoweredSubgroups {
  private final BytecodeAssembler out;
  private final LoweredValues values;
  private boolean divergent;

  LoweredSubgroups(BytecodeAssembler out, LoweredValues values) {
    this.out = out;
    this.values = values;
  }

  /** Says whether what follows is in control flow that differs between invocations. */
  void setDivergent(boolean value) {
    divergent = value;
  }

  /** Refuses operands that the reference evaluates once for every invocation of the subgroup. */
  void requireNoAtomics(Expr... operands) {
    BufferUses uses = new BufferUses();
    for (Expr operand : operands) {
      uses.walk(operand);
    }
    if (!uses.atomic().isEmpty()) {
      throw values.unsupported("an atomic operation inside a subgroup operation");
    }
  }

  /** Returns a value as an operand; its types are empty if it traps. */
  Operand operand(Operand value) {
    int allowed = value.types() & (RuntimeTypes.U32 | RuntimeTypes.F32);
    if (allowed == 0) {
      return values.typeTrap(value);
    }
    if (!RuntimeTypes.single(value.types())) {
      throw values.unknownType("an operand of a subgroup operation");
    }
    return value;
  }

  Operand add(Operand value) {
    if (value.types() == 0) {
      return value;
    }
    boolean floating = value.types() == RuntimeTypes.F32;
    BytecodeOp op = floating ? BytecodeOp.SGADDF : BytecodeOp.SGADD;
    return shared(op, value.operand(), NONE, value.types());
  }

  Operand shuffle(Operand value, int lane) {
    return value.types() == 0
        ? value
        : shared(BytecodeOp.SGSHUF, value.operand(), lane, value.types());
  }

  Operand ballot(int truth) {
    return shared(BytecodeOp.SGBALLOT, truth, NONE, RuntimeTypes.U32);
  }

  private Operand shared(BytecodeOp op, int operand, int other, int types) {
    if (divergent) {
      throw values.unsupported("a subgroup operation in divergent control flow");
    }
    int register = out.register();
    out.emit(BytecodeOp.MOV, register, operand);
    out.emit(BytecodeOp.BARRIER, NONE, NONE);
    int d = out.register();
    out.emit(op, d, register, other);
    out.emit(BytecodeOp.BARRIER, NONE, NONE); // until the others have read it
    out.keep(register);
    return new Operand(d, types);
  }
}
