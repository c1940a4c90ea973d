package dev.vireo.spirv.lowering;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an entry point may name, with the functions that it calls: where a module has several, the
 * variables of the others are none of its own, though they may be of the same binding.
 */
final class ReachedIds {
  private ReachedIds() {}

  /**
   * Returns the words of a function's instructions and of those that it calls, ids and literals
   * alike.
   */
  static Set<Integer> from(int function, Map<Integer, List<Instruction>> functions) {
    Set<Integer> words = new HashSet<>();
    Set<Integer> called = new HashSet<>(Set.of(function));
    Deque<Integer> open = new ArrayDeque<>(called);
    while (!open.isEmpty()) {
      for (Instruction own : functions.getOrDefault(open.remove(), List.of())) {
        for (int word : own.rest(1)) {
          words.add(word);
        }
        if (own.op() == SpirvOp.FUNCTION_CALL && called.add(own.operand(0))) {
          open.add(own.operand(0));
        }
      }
    }
    return words;
  }
}
