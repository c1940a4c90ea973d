package dev.vireo.spirv.lowering;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.Module;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.module.StorageClass;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A function as it is lowered at each of its calls.
 *
 * @param type its result and parameters
 * @param parameters instructions that declare them
 * @param flow its blocks
 * @param copied loads whose values only go to buffers again: floats keep their bits there
 */
record FunctionBody(
    Type.Function type, List<Instruction> parameters, ControlFlow flow, Set<Integer> copied) {
  private static final int MAX_CHAINS = 64;

  static FunctionBody of(List<Instruction> function, Types types, Module module) {
    Instruction first = function.get(0);
    if (!(types.of(first, first.word(4)) instanceof Type.Function type)) {
      throw first.malformed("its type is no function type");
    }
    List<Instruction> parameters = new ArrayList<>();
    for (Instruction own : function) {
      if (own.op() == SpirvOp.FUNCTION_PARAMETER) {
        parameters.add(own);
      }
    }
    return new FunctionBody(type, parameters, ControlFlow.of(function), copied(function, module));
  }

  private static Set<Integer> copied(List<Instruction> function, Module module) {
    Set<Integer> loads = new HashSet<>();
    for (Instruction own : function) {
      if (own.op() == SpirvOp.LOAD) {
        loads.add(own.result());
      }
    }
    for (Instruction own : loads.isEmpty() ? List.<Instruction>of() : function) {
      boolean stores = own.op() == SpirvOp.STORE && inBuffer(own.word(1), module);
      boolean names = own.op().operands().indexOf('i') >= 0;
      for (int word = own.firstOperand(); names && word < own.length(); word++) {
        if (!stores || word != 2) {
          loads.remove(own.word(word));
        }
      }
    }
    return loads;
  }

  /** Says whether a pointer surely goes into a buffer; arithmetic does not see what lies there. */
  private static boolean inBuffer(int pointer, Module module) {
    Instruction made = module.definition(pointer);
    for (int i = 0; i < MAX_CHAINS && made != null; i++) {
      switch (made.op()) {
        case ACCESS_CHAIN, IN_BOUNDS_ACCESS_CHAIN, COPY_OBJECT ->
            made = module.definition(made.operand(0));
        case VARIABLE -> {
          return StorageClass.of(made.word(3)).laidOut();
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }
}
