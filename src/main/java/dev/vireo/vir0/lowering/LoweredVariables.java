package dev.vireo.vir0.lowering;

import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.values.RuntimeTypes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Where the values of variables are. */
final class LoweredVariables {
  private final BytecodeAssembler out;
  private final Map<String, Operand> variables = new HashMap<>();

  /**
   * Registers that stand for a variable or something else with a name, and cannot be taken over.
   */
  private final Set<Integer> owned = new HashSet<>();

  /** Owned registers that change while a variable is visible. */
  private final Set<Integer> mutable = new HashSet<>();

  LoweredVariables(BytecodeAssembler out) {
    this.out = out;
  }

  /** Marks a register as one that has a name. */
  int own(int register) {
    owned.add(register);
    return register;
  }

  /** Gives a new variable its value. */
  void declare(String name, Operand value, RuntimeTypes.Variable variable) {
    int operand = value.operand();
    boolean fresh = !BytecodeAssembler.isConstant(operand) && !owned.contains(operand);
    boolean stable = !variable.assigned() && !mutable.contains(operand);
    if (!fresh && !stable) {
      operand = copy(operand);
    }
    if (!BytecodeAssembler.isConstant(operand)) {
      own(operand);
    }
    if (variable.assigned()) {
      mutable.add(operand);
    }
    int types = variable.assigned() ? variable.types() : value.types();
    variables.put(name, new Operand(operand, types));
  }

  /** Gives a name to a register that holds a u32. */
  void name(String name, int register) {
    variables.put(name, new Operand(own(register), RuntimeTypes.U32));
  }

  /** Returns the value of a variable. */
  Operand value(String name) {
    return variables.get(name);
  }

  /** Returns the register of a variable that is assigned somewhere. */
  int register(String name) {
    return value(name).operand();
  }

  /** Returns the value in a place that no statement changes. */
  int stable(int operand) {
    return mutable.contains(operand) ? copy(operand) : operand;
  }

  private int copy(int operand) {
    int copy = out.register();
    out.emit(BytecodeOp.MOV, copy, operand);
    return copy;
  }
}
