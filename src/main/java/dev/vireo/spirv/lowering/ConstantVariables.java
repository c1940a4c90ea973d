package dev.vireo.spirv.lowering;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.module.StorageClass;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Variables of an invocation that only ever hold one constant, as compilers make them of constant
 * arrays with computed indices: that constant is stored, as a whole, and else they are read. What
 * they hold before is not defined, and may be that constant as well.
 */
final class ConstantVariables {
  private static final int NONE = 0;

  private final IntPredicate constant;

  /** The constant that a variable holds; NONE before one is stored. */
  private final Map<Integer, Integer> held = new HashMap<>();

  /** The variable that a pointer goes into. */
  private final Map<Integer, Integer> roots = new HashMap<>();

  private final Set<Integer> others = new HashSet<>();

  private ConstantVariables(IntPredicate constant) {
    this.constant = constant;
  }

  /**
   * Returns the constants, by the ids of the variables.
   *
   * @param constant says whether an id is a constant
   */
  static Map<Integer, Integer> of(Module module, IntPredicate constant) {
    ConstantVariables all = new ConstantVariables(constant);
    module.globals().forEach(all::declare);
    module.functions().forEach(function -> function.forEach(all::declare));
    if (!all.held.isEmpty()) {
      // Twice: a pointer may be used in a block that stands before the one that makes it.
      module.functions().forEach(function -> function.forEach(all::point));
      module.functions().forEach(function -> function.forEach(all::look));
    }
    all.held.keySet().removeAll(all.others);
    all.held.values().removeIf(id -> id == NONE);
    return all.held;
  }

  private void declare(Instruction own) {
    if (own.op() == SpirvOp.VARIABLE) {
      StorageClass storage = StorageClass.of(own.word(3));
      if (storage == StorageClass.PRIVATE || storage == StorageClass.FUNCTION) {
        roots.put(own.result(), own.result());
        held.put(own.result(), NONE);
        if (own.length() > 4) {
          hold(own.result(), own.word(4));
        }
      }
    }
  }

  private void hold(int variable, int value) {
    int before = held.get(variable);
    if (!constant.test(value) || (before != NONE && before != value)) {
      others.add(variable);
    }
    held.put(variable, value);
  }

  private void point(Instruction own) {
    if (own.op() == SpirvOp.ACCESS_CHAIN || own.op() == SpirvOp.IN_BOUNDS_ACCESS_CHAIN) {
      Integer root = roots.get(own.operand(0));
      if (root != null) {
        roots.put(own.result(), root);
      }
    }
  }

  private void look(Instruction own) {
    switch (own.op()) {
      case VARIABLE, LOAD, ACCESS_CHAIN, IN_BOUNDS_ACCESS_CHAIN -> {}
      case STORE -> {
        Integer root = roots.get(own.word(1));
        if (root != null && root == own.word(1)) {
          hold(root, own.word(2));
        } else if (root != null) {
          others.add(root);
        }
      }
      default -> {
        // Literals may look like ids, and then a variable is taken for another one too much.
        for (int i = 1; i < own.length(); i++) {
          Integer root = roots.get(own.word(i));
          if (root != null) {
            others.add(root);
          }
        }
      }
    }
  }
}
