package dev.vireo.model;

/** Puts small numbers into words one after the other, and gets them back in the same order. */
final class Bits {
  private final long[] words;
  private int word;
  private int bit;

  Bits(long[] words, int first) {
    this.words = words;
    word = first;
  }

  void put(int value, int width) {
    if (value >>> width != 0) {
      throw new IllegalStateException(value + " does not fit into " + width + " bits");
    }
    step(width);
    long low = bit == 0 ? 0 : words[word];
    words[word] = low | (long) value << bit;
    bit += width;
  }

  void put(boolean value) {
    put(value ? 1 : 0, 1);
  }

  int get(int width) {
    step(width);
    int value = (int) (words[word] >>> bit) & (1 << width) - 1;
    bit += width;
    return value;
  }

  boolean get() {
    return get(1) != 0;
  }

  // No number lies across two words.
  private void step(int width) {
    if (bit + width > Long.SIZE) {
      word++;
      bit = 0;
    }
  }
}
