package dev.vireo.scan;

import java.util.Arrays;
import java.util.List;

/**
 * The automaton of Aho and Corasick ("Efficient string matching", 1975) as a table: the next state
 * for each state and each class of bytes. After each byte of a text it accepts when one of its
 * strings ends there. Bytes that are in no string share class 0, the others have one each.
 * Immutable.
 */
public final class AhoCorasick {
  private static final int BYTES = 256;
  private static final int NONE = -1;

  private final int[] classOf = new int[BYTES];
  private final int classes;
  private final long most;
  private int[] next;
  private boolean[] accepts = new boolean[64];
  private int states;

  private AhoCorasick(List<byte[]> strings, long most) {
    int count = 1;
    for (byte[] string : strings) {
      for (byte b : string) {
        classOf[b & 0xFF] = classOf[b & 0xFF] == 0 ? count++ : classOf[b & 0xFF];
      }
    }
    this.classes = count;
    this.most = most;
    this.next = new int[64 * classes];
  }

  /** Returns the automaton of strings of at least one byte. */
  public static AhoCorasick of(List<byte[]> strings) {
    return within(strings, Integer.MAX_VALUE / 2);
  }

  /** Returns the automaton, or null when its table has more than {@code most} entries. */
  static AhoCorasick within(List<byte[]> strings, long most) {
    AhoCorasick automaton = new AhoCorasick(strings, most);
    automaton.addState();
    for (byte[] string : strings) {
      if (!automaton.add(string)) {
        return null;
      }
    }
    automaton.close();
    return automaton;
  }

  private boolean add(byte[] string) {
    int state = 0;
    for (byte b : string) {
      int entry = state * classes + classOf[b & 0xFF];
      if (next[entry] == NONE) {
        if ((states + 1L) * classes > most) {
          return false;
        }
        int added = addState(); // may move the table
        next[entry] = added;
      }
      state = next[entry];
    }
    accepts[state] = true;
    return true;
  }

  private int addState() {
    int first = states * classes;
    if (first + classes > next.length) {
      next = Arrays.copyOf(next, (int) Math.max(first + classes, Math.min(most, 2L * first)));
    }
    if (states == accepts.length) {
      accepts = Arrays.copyOf(accepts, 2 * states);
    }
    Arrays.fill(next, first, first + classes, NONE);
    return states++;
  }

  /** Gives every state a next one for every class: its own, or that of its longest suffix. */
  private void close() {
    int[] suffix = new int[states];
    int[] queue = new int[states];
    int queued = 1;
    for (int at = 0; at < queued; at++) {
      int state = queue[at];
      for (int c = 0; c < classes; c++) {
        int entry = state * classes + c;
        int other = state == 0 ? 0 : next[suffix[state] * classes + c];
        int own = next[entry];
        if (own == NONE) {
          next[entry] = other;
        } else {
          suffix[own] = other;
          accepts[own] |= accepts[other];
          queue[queued++] = own;
        }
      }
    }
  }

  /** Returns the number of states; the automaton begins in state 0. */
  public int states() {
    return states;
  }

  /** Returns the number of classes of bytes. */
  int classes() {
    return classes;
  }

  /** Returns the class of a byte, 0 to 255. */
  int classOf(int b) {
    return classOf[b];
  }

  /** Returns the state behind a byte of a class. */
  int nextByClass(int state, int c) {
    return next[state * classes + c];
  }

  /** Returns the state behind a byte, 0 to 255. */
  public int next(int state, int b) {
    return nextByClass(state, classOf[b]);
  }

  /** Returns whether one of the strings ends where the automaton is in this state. */
  public boolean accepts(int state) {
    return accepts[state];
  }
}
