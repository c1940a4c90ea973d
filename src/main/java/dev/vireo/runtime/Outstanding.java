package dev.vireo.runtime;

import dev.vireo.protocol.CompletionStatus;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * Which slots have completed, and who waits for that. The pump completes; any thread asks or waits.
 *
 * <p>A waiter counts itself under the lock before it looks; the pump stores completions, makes a
 * full fence, and only then reads the count: one of the two sees the other.
 */
final class Outstanding {
  private static final int SPINS = 200;

  /** Something to wait for that completions bring about, or the end of the megakernel. */
  interface Goal {
    boolean reached(long value);
  }

  private final CompletionStore store;
  private final Listeners listeners = new Listeners();
  private final Object lock = new Object();
  private final Goal room = sequence -> prefix() >= sequence || closed();
  private final Goal settled = this::completed;
  private final Goal prefixReached = sequence -> prefix() >= sequence;
  private volatile int waiters;
  private volatile long prefix;
  private volatile boolean closed;
  private volatile RuntimeException failure;

  Outstanding(CompletionStore store, long firstSequence) {
    this.store = store;
    this.prefix = firstSequence;
  }

  /** Returns the sequence below which everything has completed. */
  long prefix() {
    return prefix;
  }

  CompletionStore store() {
    return store;
  }

  RuntimeException failure() {
    return failure;
  }

  /** Returns whether no sequence is given out any more. */
  boolean closed() {
    return closed;
  }

  boolean completed(long sequence) {
    return store.has(sequence) || sequence < prefix;
  }

  /**
   * Wakes a thread that waits alone: it gets going while the pump takes the slice's completions.
   * More threads at once would only be in each other's way.
   */
  void sliceEnded() {
    if (waiters == 1) {
      wake();
    }
  }

  /**
   * Moves the prefix over what the store holds, and wakes those who wait; the pump only, once a
   * slice.
   */
  void advance(long newPrefix) {
    prefix = newPrefix;
    wake();
    listeners.tell(store, newPrefix);
  }

  void cancel(long sequence) {
    store.put(sequence, CompletionStatus.CANCELLED.code(), 0L);
  }

  /** Nothing completes any more: everybody who waits gets {@code cause}. */
  void fail(RuntimeException cause) {
    failure = cause;
    wake();
    listeners.fail(cause);
  }

  void listen(long sequence, CompletionListener listener) {
    listeners.add(sequence, listener);
    VarHandle.fullFence();
    if (failure != null) {
      listeners.fail(failure);
    } else if (completed(sequence)) {
      listeners.tell(store, prefix);
    }
  }

  /** No sequence is given out any more: those who wait for room learn it. */
  void close() {
    closed = true;
    wake();
  }

  /**
   * Waits until everything below {@code sequence} has completed, or nothing will be accepted any
   * more.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return whether one of the two holds
   */
  boolean awaitRoom(long sequence, long nanos) throws InterruptedException {
    return await(room, sequence, nanos);
  }

  /**
   * Waits until {@code sequence} has completed, or the megakernel failed.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return whether one of the two holds
   */
  boolean awaitSettled(long sequence, long nanos) throws InterruptedException {
    return await(settled, sequence, nanos);
  }

  /**
   * Waits until everything below {@code sequence} has completed, or the megakernel failed.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return whether one of the two holds
   */
  boolean awaitPrefix(long sequence, long nanos) throws InterruptedException {
    return await(prefixReached, sequence, nanos);
  }

  private boolean holds(Goal goal, long sequence) {
    return failure != null || goal.reached(sequence);
  }

  /**
   * Waits until {@code goal} is reached for {@code sequence}, or the megakernel failed.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return whether one of the two holds
   */
  boolean await(Goal goal, long sequence, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    while (!spin(goal, sequence)) {
      synchronized (lock) {
        waiters++;
        try {
          if (holds(goal, sequence)) {
            return true;
          }
          long left = nanos - (System.nanoTime() - start);
          if (left <= 0) {
            return false;
          }
          // Rounded up, so that a rest below a millisecond does not become a wait for ever.
          lock.wait(Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, TimeUnit.HOURS.toMillis(1)));
        } finally {
          waiters--;
        }
      }
    }
    return true;
  }

  private boolean spin(Goal goal, long sequence) {
    for (int i = 0; i < SPINS; i++) {
      if (holds(goal, sequence)) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  void wake() {
    VarHandle.fullFence();
    if (waiters > 0) {
      synchronized (lock) {
        lock.notifyAll();
      }
    }
  }
}
