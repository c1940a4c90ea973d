package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeAssembler.NONE;

import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.values.RuntimeTypes;
import dev.vireo.vir0.values.Values;

/** Values as constants, as results of instructions, and as what instructions ask for. */
final class LoweredValues {
  private final BytecodeAssembler out;
  private int wanted = NONE; // the register that the next result is to be in

  LoweredValues(BytecodeAssembler out) {
    this.out = out;
  }

  /** Has the next result be in a register; in a new one with {@link BytecodeAssembler#NONE}. */
  void want(int register) {
    wanted = register;
  }

  /** Returns where the next result is to be, and has it be in a new register instead. */
  int wantAnywhere() {
    int register = wanted;
    wanted = NONE;
    return register;
  }

  /** Returns the register for a result; called when all operands are computed. */
  int target() {
    int register = wantAnywhere();
    return register == NONE ? out.register() : register;
  }

  Operand result(BytecodeOp op, int types, int... operands) {
    int d = target();
    int b = operands.length > 1 ? operands[1] : NONE;
    int c = operands.length > 2 ? operands[2] : NONE;
    out.emit(op, d, operands[0], b, c);
    return new Operand(d, types);
  }

  Operand constant(int type, int bits) {
    return new Operand(out.constant(bits), 1 << type);
  }

  Operand constant(long value) {
    return constant(Values.type(value), Values.bits(value));
  }

  boolean constants(Operand... operands) {
    for (Operand operand : operands) {
      if (!BytecodeAssembler.isConstant(operand.operand())
          || !RuntimeTypes.single(operand.types())) {
        return false;
      }
    }
    return true;
  }

  long value(Operand constant) {
    return Values.of(RuntimeTypes.type(constant.types()), out.bits(constant.operand()));
  }

  /** Stops with a trap; what comes behind is never reached. */
  Operand typeTrap(Operand operand) {
    out.emit(BytecodeOp.TRAP, NONE, TrapCode.TYPE.ordinal(), operand.operand());
    return new Operand(out.constant(0), 0);
  }

  /** Returns a value as an index; one that is negative or no number traps. */
  int index(Operand value, String what) {
    if ((value.types() & (RuntimeTypes.I32 | RuntimeTypes.F32)) == 0) {
      return value.operand();
    }
    if (!RuntimeTypes.single(value.types())) {
      throw unknownType(what);
    }
    if (constants(value) && Values.index(value(value)) >= 0) {
      return out.constant((int) Values.index(value(value)));
    }
    int register = out.register();
    boolean signed = value.types() == RuntimeTypes.I32;
    out.emit(signed ? BytecodeOp.IDXS : BytecodeOp.IDXF, register, value.operand());
    return register;
  }

  /** Returns a value that is not 0 exactly if it counts as true. */
  int truth(Operand value) {
    if ((value.types() & RuntimeTypes.F32) == 0) {
      return value.operand();
    }
    if (!RuntimeTypes.single(value.types())) {
      throw unknownType("a condition");
    }
    int register = out.register();
    out.emit(BytecodeOp.F2B, register, value.operand());
    return register;
  }

  UnsupportedProgramException unknownType(String what) {
    return unsupported(what + " whose types depend on the control flow");
  }

  UnsupportedProgramException unsupported(String construct) {
    return new UnsupportedProgramException(
        construct, out.place(), "leave it out, or run the program on the reference");
  }
}
