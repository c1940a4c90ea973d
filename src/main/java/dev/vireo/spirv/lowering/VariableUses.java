package dev.vireo.spirv.lowering;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.SpirvOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Which variables of an invocation must lie in memory, because an index into them is computed. The
 * others live in registers.
 */
final class VariableUses {
  /** Larger ones go to memory too, so that they leave registers to others. */
  static final int MOST_REGISTERS = 256;

  private final IntPredicate constant;

  /** Variables and parameters with computed indices. */
  private final Set<Integer> indexed = new HashSet<>();

  /** What a pointer was made from: a variable, or a parameter. */
  private final Map<Integer, Integer> roots = new HashMap<>();

  /** Parameters of functions. */
  private final Map<Integer, List<Integer>> parameters = new HashMap<>();

  private VariableUses(IntPredicate constant) {
    this.constant = constant;
  }

  /**
   * Returns the variables with computed indices.
   *
   * @param constant says whether an id is a constant
   */
  static Set<Integer> indexed(Module module, IntPredicate constant) {
    VariableUses uses = new VariableUses(constant);
    for (List<Instruction> function : module.functions()) {
      List<Integer> names = new ArrayList<>();
      for (Instruction own : function) {
        if (own.op() == SpirvOp.FUNCTION_PARAMETER) {
          names.add(own.result());
        }
      }
      uses.parameters.put(function.get(0).result(), names);
    }
    int before;
    do {
      // A function may be called before it stands in the module: again until nothing is new.
      before = uses.indexed.size();
      module.functions().forEach(function -> function.forEach(uses::look));
    } while (uses.indexed.size() > before);
    return uses.indexed;
  }

  private int root(int id) {
    return roots.getOrDefault(id, id);
  }

  private void look(Instruction own) {
    switch (own.op()) {
      case ACCESS_CHAIN, IN_BOUNDS_ACCESS_CHAIN -> {
        int base = own.operand(0);
        roots.put(own.result(), root(base));
        for (int index : own.rest(own.firstOperand() + 1)) {
          if (!constant.test(index)) {
            indexed.add(root(base));
          }
        }
      }
      case COPY_OBJECT -> roots.put(own.result(), root(own.operand(0)));
      case FUNCTION_CALL -> call(own);
      default -> {}
    }
  }

  private void call(Instruction own) {
    List<Integer> names = parameters.getOrDefault(own.operand(0), List.of());
    int[] arguments = own.rest(own.firstOperand() + 1);
    for (int i = 0; i < Math.min(names.size(), arguments.length); i++) {
      if (indexed.contains(names.get(i))) {
        indexed.add(root(arguments[i]));
      }
    }
  }
}
