package dev.vireo.spirv;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A function as it is lowered at each of its calls.
 *
 * @param type its result and parameters
 * @param parameters instructions that declare them
 * @param flow its blocks
 * @param copied loads of floats that are only stored again, which need not be canonical
 */
record FunctionBody(
    Type.Function type, List<Instruction> parameters, ControlFlow flow, Set<Integer> copied) {
  static FunctionBody of(List<Instruction> function, Types types) {
    Instruction first = function.get(0);
    if (!(types.of(first, first.word(4)) instanceof Type.Function type)) {
      throw new MalformedModuleException(first, "its type is no function type");
    }
    List<Instruction> parameters =
        function.stream().filter(own -> own.op() == SpirvOp.FUNCTION_PARAMETER).toList();
    return new FunctionBody(type, parameters, ControlFlow.of(function), copied(function));
  }

  private static Set<Integer> copied(List<Instruction> function) {
    Set<Integer> loads = new HashSet<>();
    for (Instruction own : function) {
      if (own.op() == SpirvOp.LOAD) {
        loads.add(own.result());
      }
    }
    for (Instruction own : function) {
      String letters = own.op().operands();
      boolean stores = own.op() == SpirvOp.STORE;
      for (int word = own.firstOperand(); word < own.length() && letters.contains("i"); word++) {
        if (!stores || word != 2) {
          loads.remove(own.word(word));
        }
      }
    }
    return loads;
  }
}
