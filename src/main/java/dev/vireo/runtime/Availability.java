package dev.vireo.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Which claimed slots are filled, one word for each slot of the ring: producers fill their slots in
 * any order, the doorbell goes up to the first gap. A word holds the sequence that filled it, and
 * whether that is a batch fence.
 */
final class Availability {
  /** The slot is not filled yet. */
  static final int MISSING = 0;

  /** The slot is filled. */
  static final int FILLED = 1;

  /** The slot is filled and holds a batch fence. */
  static final int FENCE = 2;

  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;

  Availability(RingGeometry geometry) {
    words = new long[geometry.slots()];
    Arrays.fill(words, -1L);
  }

  void fill(int index, long sequence, boolean fence) {
    WORDS.setRelease(words, index, sequence << 1 | (fence ? 1 : 0));
  }

  int look(int index, long sequence) {
    long word = (long) WORDS.getAcquire(words, index);
    if (word >> 1 != sequence) {
      return MISSING;
    }
    return (word & 1) == 0 ? FILLED : FENCE;
  }
}
