package dev.vireo.model;

import java.util.Arrays;

/** Packed states, numbered in the order in which they were added. */
final class StateSet {
  private static final int WIDTH = ModelState.WORDS;

  private long[] words = new long[WIDTH << 16];
  private int[] table = new int[1 << 17]; // number + 1
  private int size;

  int size() {
    return size;
  }

  /** Returns the number of a state, or the complement of the number that it got just now. */
  int add(long[] state) {
    if (size * 2 >= table.length) {
      grow();
    }
    int at = hash(state, 0) & table.length - 1;
    while (table[at] != 0) {
      if (equal(state, table[at] - 1)) {
        return table[at] - 1;
      }
      at = at + 1 & table.length - 1;
    }
    if ((size + 1) * WIDTH > words.length) {
      words = Arrays.copyOf(words, words.length * 2);
    }
    System.arraycopy(state, 0, words, size * WIDTH, WIDTH);
    table[at] = ++size;
    return ~(size - 1);
  }

  void get(int number, ModelState into) {
    into.unpack(words, number * WIDTH);
  }

  boolean equal(long[] state, int number) {
    return Arrays.equals(state, 0, WIDTH, words, number * WIDTH, number * WIDTH + WIDTH);
  }

  private void grow() {
    int[] larger = new int[table.length * 2];
    for (int number = 0; number < size; number++) {
      int at = hash(words, number * WIDTH) & larger.length - 1;
      while (larger[at] != 0) {
        at = at + 1 & larger.length - 1;
      }
      larger[at] = number + 1;
    }
    table = larger;
  }

  private static int hash(long[] from, int at) {
    long hash = 0;
    for (int i = 0; i < WIDTH; i++) {
      hash = (hash ^ from[at + i]) * 0x9E37_79B9_7F4A_7C15L;
      hash ^= hash >>> 32;
    }
    return (int) hash;
  }
}
