package dev.vireo.bench;

import dev.vireo.scan.AhoCorasick;
import java.nio.charset.StandardCharsets;
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
    AhoCorasick automaton =
        AhoCorasick.of(
            patterns.stream().map(each -> each.getBytes(StandardCharsets.US_ASCII)).toList());
    int[] table = new int[BYTES * automaton.states()];
    for (int i = 0; i < table.length; i++) {
      int next = automaton.next(i / BYTES, i % BYTES);
      table[i] = next | (automaton.accepts(next) ? ACCEPTS : 0);
    }
    return table;
  }
}
