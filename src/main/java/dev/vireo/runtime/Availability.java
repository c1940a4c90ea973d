package dev.vireo.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Which of the sequences that were taken are filled: producers fill their slots in any order, the
 * doorbell goes up to the first gap. There is one word for each slot of the ring, the sequence that
 * filled it, and a mark for batch fences.
 */
final class Availability {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;
  private final boolean[] fences;

  Availability(RingGeometry geometry) {
    words = new long[geometry.slots()];
    fences = new boolean[geometry.slots()];
    Arrays.fill(words, -1L);
  }

  /** Notes, before the slot is published, whether it holds a batch fence. */
  void mark(int index, boolean fence) {
    fences[index] = fence;
  }

  /** Publishes the slot to the pump. */
  void publish(int index, long sequence) {
    WORDS.setRelease(words, index, sequence);
  }

  boolean published(int index, long sequence) {
    return (long) WORDS.getAcquire(words, index) == sequence;
  }

  /** Returns whether a published slot holds a batch fence. */
  boolean fence(int index) {
    return fences[index];
  }
}
