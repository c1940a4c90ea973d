package dev.vireo.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The automaton of Aho and Corasick for a few patterns, as a table: the next state by state and
 * byte, with the top bit set where a pattern ends.
 */
final class PatternTable {
  private static final int BYTES = 256;
  private static final int ACCEPTS = 1 << 31;

  private PatternTable() {}

  static int[] of(List<String> patterns) {
    List<int[]> states = new ArrayList<>();
    List<Boolean> accepts = new ArrayList<>();
    add(states, accepts);
    for (String pattern : patterns) {
      int state = 0;
      for (byte b : pattern.getBytes(StandardCharsets.US_ASCII)) {
        int next = states.get(state)[b & 0xFF];
        if (next < 0) {
          next = add(states, accepts);
          states.get(state)[b & 0xFF] = next;
        }
        state = next;
      }
      accepts.set(state, true);
    }
    close(states, accepts);
    int[] table = new int[BYTES * states.size()];
    for (int i = 0; i < table.length; i++) {
      int next = states.get(i / BYTES)[i % BYTES];
      table[i] = next | (accepts.get(next) ? ACCEPTS : 0);
    }
    return table;
  }

  private static int add(List<int[]> states, List<Boolean> accepts) {
    int[] none = new int[BYTES];
    Arrays.fill(none, -1);
    states.add(none);
    accepts.add(false);
    return states.size() - 1;
  }

  /** Gives every state a next one for every byte: its own, or that of its longest suffix. */
  private static void close(List<int[]> states, List<Boolean> accepts) {
    int[] suffix = new int[states.size()];
    Deque<Integer> queue = new ArrayDeque<>(List.of(0));
    while (!queue.isEmpty()) {
      int state = queue.remove();
      for (int b = 0; b < BYTES; b++) {
        int next = states.get(state)[b];
        int other = state == 0 ? 0 : states.get(suffix[state])[b];
        if (next < 0) {
          states.get(state)[b] = other;
        } else {
          suffix[next] = other;
          accepts.set(next, accepts.get(next) || accepts.get(other));
          queue.add(next);
        }
      }
    }
  }
}
