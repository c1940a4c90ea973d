package dev.vireo.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The sequences that threads wait for, so that a thread that is not scheduled for a while finds its
 * completion all the same, however many completions are taken meanwhile. Nobody allocates.
 *
 * <p>A thread enters its sequence, then looks for the completion; who takes completions stores
 * them, makes a full fence, and then looks who waits.
 */
final class Waiters {
  /** No more threads than these wait at once; others have to wait in another way. */
  static final int CELLS = 64;

  private static final long FREE = -1;
  private static final int STRIDE = 8; // a cache line each

  // For each cell: the sequence that is waited for, or its complement less one when it is here; the
  // status word; the results.
  private final AtomicLongArray words = new AtomicLongArray(CELLS * STRIDE);
  private final AtomicInteger waiting = new AtomicInteger();

  Waiters() {
    for (int cell = 0; cell < CELLS; cell++) {
      words.set(cell * STRIDE, FREE);
    }
  }

  /** Enters a sequence; returns its cell, or -1 when all are taken. */
  int enter(long sequence) {
    int start = (int) Thread.currentThread().getId();
    for (int i = 0; i < CELLS; i++) {
      int cell = (start + i) % CELLS;
      int at = cell * STRIDE;
      if (words.getPlain(at) == FREE && words.compareAndSet(at, FREE, sequence)) {
        waiting.incrementAndGet();
        return cell;
      }
    }
    return -1;
  }

  /** Returns the status word that was delivered, or 0. */
  int status(int cell) {
    return words.getAcquire(cell * STRIDE) < FREE ? (int) words.getPlain(cell * STRIDE + 1) : 0;
  }

  /** Returns the results that were delivered. */
  long results(int cell) {
    return words.getPlain(cell * STRIDE + 2);
  }

  /** Waits until no cell is taken; returns whether that is so within the time. */
  boolean leftWithin(long nanos) {
    long start = System.nanoTime();
    while (waiting.get() != 0) {
      if (System.nanoTime() - start > nanos) {
        return false;
      }
      Thread.yield();
    }
    return true;
  }

  /** Gives a cell back. */
  void leave(int cell) {
    words.setRelease(cell * STRIDE, FREE);
    waiting.decrementAndGet();
  }

  /**
   * Hands out what has completed; one thread at a time, after a full fence behind the store's last
   * change.
   */
  void deliver(CompletionStore store) {
    if (waiting.get() == 0) {
      return;
    }
    for (int cell = 0; cell < CELLS; cell++) {
      int at = cell * STRIDE;
      long sequence = words.getAcquire(at);
      if (sequence > FREE) {
        int status = store.status(sequence);
        if (status != 0) {
          words.setPlain(at + 1, status);
          words.setPlain(at + 2, store.results(sequence));
          words.compareAndSet(at, sequence, -sequence - 2); // its thread may have left
        }
      }
    }
  }
}
