package dev.vireo.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keeps producers close enough together that no completion expires before its producer has looked
 * at it: completions of the latest four rings are kept, and here nobody gets three rings ahead of
 * the oldest one that somebody still has to see.
 *
 * <p>A producer that passed the gate publishes {@link #allowance} slots before it asks again; a
 * ring's length for all of them together. What it says about itself may be old, which only makes
 * the others wait.
 */
final class StressGate {
  private static final int STRIDE = 16; // words, so that no two producers share a cache line

  private final int producers;
  private final int ring;
  private final AtomicLongArray oldest;
  private final AtomicLongArray newest;

  StressGate(int producers, int ring) {
    this.producers = producers;
    this.ring = ring;
    oldest = new AtomicLongArray(producers * STRIDE);
    newest = new AtomicLongArray(producers * STRIDE);
    for (int i = 0; i < producers; i++) {
      leave(i);
      newest.set(i * STRIDE, -1L);
    }
  }

  /** Returns the slots that its producers share. */
  int ring() {
    return ring;
  }

  /** Returns how many slots a producer may publish after each time that it passed. */
  int allowance() {
    return ring / producers;
  }

  /**
   * Returns whether producer {@code me} may publish.
   *
   * @param oldestUnseen handle of the oldest slot whose completion it has not seen, or -1
   * @param newestHandle handle of the last slot that it published, or -1
   */
  boolean passes(int me, long oldestUnseen, long newestHandle) {
    newest.lazySet(me * STRIDE, newestHandle);
    long top = newestHandle;
    for (int i = 0; i < producers; i++) {
      top = Math.max(top, newest.get(i * STRIDE));
    }
    // Without anything to see, its next handle lies above all that were given out.
    oldest.set(me * STRIDE, oldestUnseen < 0 ? top : oldestUnseen);
    for (int i = 0; i < producers; i++) {
      if (i != me && top - oldest.get(i * STRIDE) > ring) {
        return false;
      }
    }
    return true;
  }

  /** Producer {@code me} has seen everything and publishes nothing more. */
  void leave(int me) {
    oldest.set(me * STRIDE, Long.MAX_VALUE);
  }
}
