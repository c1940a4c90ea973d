package dev.vireo.model;

import java.util.Arrays;

/** Packed states, numbered in the order in which they were added. */
final class StateSet {
  private static final int WIDTH = ModelState.WORDS;

  private long[] words = new long[WIDTH << 16];
  private int[] table = new int[1 << 17]; // number + 1
  private int size;
  private int[] places = new int[16];
  private int[] found = new int[16];

  int size() {
    return size;
  }

  /**
   * Adds states.
   *
   * @param from one behind the other
   * @param count how many
   * @param numbers takes the number of each, or the complement of the number that it got just now
   */
  void add(long[] from, int count, int[] numbers) {
    makeRoom(count);
    look(from, count);
    for (int i = 0; i < count; i++) {
      numbers[i] = found[i] >= 0 ? found[i] : add(from, i * WIDTH, places[i]);
    }
  }

  // Nearly every look at the table, and at the state it names, misses all caches. In loops of their
  // own, the processor waits for those of several states at once.
  private void look(long[] from, int count) {
    if (places.length < count) {
      places = new int[2 * count];
      found = new int[2 * count];
    }
    for (int i = 0; i < count; i++) {
      places[i] = hash(from, i * WIDTH) & table.length - 1;
    }
    for (int i = 0; i < count; i++) {
      found[i] = table[places[i]] - 1;
    }
    for (int i = 0; i < count; i++) {
      if (found[i] >= 0 && !equal(from, i * WIDTH, found[i])) {
        found[i] = -1;
      }
    }
  }

  private int add(long[] from, int at, int start) {
    int place = start;
    while (table[place] != 0) {
      if (equal(from, at, table[place] - 1)) {
        return table[place] - 1;
      }
      place = place + 1 & table.length - 1;
    }
    System.arraycopy(from, at, words, size * WIDTH, WIDTH);
    table[place] = ++size;
    return ~(size - 1);
  }

  void get(int number, ModelState into) {
    into.unpack(words, number * WIDTH);
  }

  boolean equal(long[] state, int at, int number) {
    int other = number * WIDTH;
    long differs = 0;
    for (int i = 0; i < WIDTH; i++) {
      differs |= state[at + i] ^ words[other + i];
    }
    return differs == 0;
  }

  private void makeRoom(int count) {
    if ((size + count) * WIDTH > words.length) {
      words = Arrays.copyOf(words, words.length * 2);
    }
    if ((size + count) * 2 >= table.length) {
      grow();
    }
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
