package dev.vireo.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the device looks patterns up in: an automaton that goes through the text from its end to its
 * beginning, and accepts each place where a pattern begins.
 *
 * <p>It holds the patterns' beginnings only, turned round: the first {@link #reach} bytes of each,
 * as many as leave the table small, and none that another one begins with. So it accepts all places
 * where a pattern stands, and maybe some more, at which {@link PatternTrie} then finds none. In
 * return the table's size is bounded for any number of patterns of any length, and what state it is
 * in depends on no more than {@code reach} bytes: a share of the text can be started anywhere.
 *
 * <pre>
 *   word 0          CANARY, which tells that the table is there
 *   1 to 256        class of each byte
 *   257 and on      a row for each state, a word for each class: the index of the next state's row,
 *                   with the top bit set where that one accepts
 * </pre>
 */
final class ScanTable {
  static final int CANARY_WORD = 0;
  static final int CANARY = 0x5CA7_AB1E;
  static final int FIRST_CLASS = 1;
  static final int FIRST_ROW = FIRST_CLASS + 256;
  static final int ACCEPTS = 1 << 31;

  /** Entries of the largest table; any patterns' first bytes alone take a sixteenth. */
  static final int MOST_ENTRIES = 1 << 20;

  /** Bytes of a pattern's beginning; the longest first, as long as the table has room. */
  private static final int[] REACHES = {16, 12, 8, 6, 5, 4, 3, 2, 1};

  private final int reach;
  private final int[] words;

  private ScanTable(int reach, AhoCorasick automaton) {
    this.reach = reach;
    int classes = automaton.classes();
    this.words = new int[FIRST_ROW + automaton.states() * classes];
    words[CANARY_WORD] = CANARY;
    for (int b = 0; b < 256; b++) {
      words[FIRST_CLASS + b] = automaton.classOf(b);
    }
    for (int state = 0; state < automaton.states(); state++) {
      for (int c = 0; c < classes; c++) {
        int next = automaton.nextByClass(state, c);
        int row = FIRST_ROW + next * classes;
        words[FIRST_ROW + state * classes + c] = automaton.accepts(next) ? row | ACCEPTS : row;
      }
    }
  }

  /** Returns the table for patterns, of which there is at least one. */
  static ScanTable of(Patterns patterns, int mostEntries) {
    for (int reach : REACHES) {
      int used = Math.min(reach, patterns.longest());
      AhoCorasick automaton = AhoCorasick.within(beginnings(patterns, used), mostEntries);
      if (automaton != null) {
        return new ScanTable(used, automaton);
      }
    }
    throw new IllegalArgumentException(
        mostEntries + " entries are too few for any patterns; pass 66,049 at least");
  }

  /** Returns the first bytes of the patterns, turned round. */
  private static List<byte[]> beginnings(Patterns patterns, int reach) {
    List<byte[]> turned = new ArrayList<>();
    byte[] kept = null;
    for (int i = 0; i < patterns.count(); i++) {
      byte[] string = patterns.string(i);
      int length = Math.min(reach, string.length);
      // Sorted, so that all that begin with a pattern follow it.
      if (kept != null
          && kept.length <= length
          && Arrays.equals(kept, 0, kept.length, string, 0, kept.length)) {
        continue;
      }
      kept = Arrays.copyOf(string, length);
      byte[] reversed = new byte[length];
      for (int at = 0; at < length; at++) {
        reversed[length - 1 - at] = kept[at];
      }
      turned.add(reversed);
    }
    return turned;
  }

  /** Returns how many bytes behind a place decide whether the automaton accepts it, from 1 on. */
  int reach() {
    return reach;
  }

  /** Returns the table, which the caller does not change. */
  int[] words() {
    return words;
  }
}
