package dev.vireo.bench;

import dev.vireo.protocol.ControlLayout;

/** Which observable words a stress run uses. */
final class StressWords {
  /** Words that all producers add to, from the first one on. */
  static final int SHARED = 64;

  private static final int PER_PRODUCER = 16; // a cache line

  private StressWords() {}

  /** Returns how many words there are. */
  static int count() {
    return own(StressSettings.MOST_PRODUCERS);
  }

  /** Returns the word that only this producer adds to, always 1. */
  static int own(int producer) {
    return SHARED + PER_PRODUCER * producer;
  }

  /** Returns the word into which this producer stores, always the same value. */
  static int stored(int producer) {
    return own(producer) + 1;
  }

  /** Returns the value that this producer stores. */
  static int value(int producer) {
    return 0x5EED_0001 + producer;
  }

  /** Returns the index that stands in slots for a word. */
  static int index(int word) {
    return ControlLayout.OBSERVABLE_BASE + word;
  }
}
