package dev.vireo.runtime;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.telemetry.RoundTrips;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which slots have completed, and who waits for that. The pump completes; any thread asks or waits.
 *
 * <p>A waiter counts itself under the lock before it looks; the pump stores completions, makes a
 * full fence, and only then reads the count: one of the two sees the other.
 */
final class Outstanding {
  private static final long LONGEST_SLEEP_NANOS = 5_000_000;

  /** Something to wait for that completions bring about, or the end of the megakernel. */
  interface Goal {
    boolean reached(long value);
  }

  private final CompletionStore store;
  private final RoundTripSamples samples; // null where nothing is measured
  private final Waiters cells = new Waiters();
  private final Listeners listeners = new Listeners();
  private final AtomicInteger helpers = new AtomicInteger();
  private final long spinNanos;
  private final Object lock = new Object();
  private final Goal room = sequence -> prefix() >= sequence || closed();
  private final Goal settled = this::completed;
  private final Goal prefixReached = sequence -> prefix() >= sequence;
  private volatile int waiters;
  private volatile Thread pump;
  private volatile Runnable help = () -> {};
  private volatile long prefix;
  private volatile boolean closed;
  private volatile RuntimeException failure;

  /** Starts with nothing outstanding, and measures nothing. */
  Outstanding(CompletionStore store, long firstSequence, long spinNanos) {
    this(store, firstSequence, spinNanos, null);
  }

  /**
   * Starts with nothing outstanding.
   *
   * @param spinNanos how long a thread that waits spins before it sleeps
   * @param samples measures how long slots take; null for nothing
   */
  Outstanding(CompletionStore store, long firstSequence, long spinNanos, RoundTripSamples samples) {
    this.store = store;
    this.samples = samples;
    this.prefix = firstSequence;
    this.spinNanos = spinNanos;
  }

  /**
   * Sets what threads do while they spin; it must not wait.
   *
   * @param pumpThread the thread that never sleeps here, because nobody else would wake it
   */
  void setHelp(Runnable value, Thread pumpThread) {
    pump = pumpThread;
    help = value;
  }

  /** The sequences that threads wait for. */
  Waiters cells() {
    return cells;
  }

  /** Returns whether threads that wait take the pump's turns. */
  boolean helped() {
    return helpers.get() != 0;
  }

  /** Returns whether somebody sleeps until the pump has taken something. */
  boolean attended() {
    return waiters > 0 || listeners.any();
  }

  /** Returns whether somebody has to be told of completions that were taken. */
  boolean untold() {
    return listeners.due();
  }

  /** Returns the sequence below which everything has completed. */
  long prefix() {
    return prefix;
  }

  CompletionStore store() {
    return store;
  }

  /** Slots from {@code first} on are about to be published. */
  void began(long first, int count) {
    if (samples != null) {
      samples.begin(first, count);
    }
  }

  /** Somebody has seen how a slot ended; told of it more than once. */
  void seen(long sequence) {
    if (samples != null) {
      samples.seen(sequence);
    }
  }

  /** Returns how long slots took, as far as that is measured. */
  RoundTrips roundTrips() {
    return samples == null ? RoundTrips.NONE : samples.roundTrips();
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
   * Moves the prefix over what the store holds, and wakes those who wait; one thread at a time.
   *
   * @param ahead whether the store also got something behind the prefix
   */
  void advance(long newPrefix, boolean ahead) {
    prefix = newPrefix;
    VarHandle.fullFence();
    cells.deliver(store);
    listeners.collect(store, newPrefix, ahead);
    wake();
  }

  /** Tells those who are to be told by the pump's thread. */
  void tell() {
    listeners.tell();
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
    } else if (completed(sequence) && listeners.remove(sequence, listener)) {
      Listeners.tell(store, sequence, listener);
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
    if (holds(goal, sequence)) {
      return true;
    }
    StackReserve.check(); // threads that wait take turns of the pump's
    long start = System.nanoTime();
    boolean there = spin(goal, sequence, nanos);
    while (!there) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return holds(goal, sequence);
      }
      there = sleep(goal, sequence, left);
      if (!there) {
        help.run(); // a callback may hold the pump's thread up
      }
    }
    return true;
  }

  private boolean sleep(Goal goal, long sequence, long nanos) throws InterruptedException {
    long end = System.nanoTime() + Math.min(nanos, LONGEST_SLEEP_NANOS);
    synchronized (lock) {
      waiters++;
      try {
        long left = end - System.nanoTime();
        while (!holds(goal, sequence) && left > 0) {
          // Rounded up, so that a rest below a millisecond does not become a wait for ever.
          lock.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
          left = end - System.nanoTime();
        }
        return holds(goal, sequence);
      } finally {
        waiters--;
      }
    }
  }

  private boolean spin(Goal goal, long sequence, long nanos) throws InterruptedException {
    // Not an object of its own: whether one is allocated would be up to the compiler's mood.
    long most = beginSpin(nanos);
    long start = 0;
    try {
      for (int looks = 1; Spin.lasts(help, looks, start, most); looks++) {
        if (holds(goal, sequence)) {
          return true;
        }
        if (looks == Spin.LOOKS_PER_HELP) {
          start = System.nanoTime();
        }
      }
      return false;
    } finally {
      spun();
    }
  }

  /** Starts a thread's time of spinning; it ends with {@link #spun}. */
  Spin spin(long nanos) {
    return new Spin(help, beginSpin(nanos));
  }

  private long beginSpin(long nanos) {
    helpers.incrementAndGet();
    boolean alone = Thread.currentThread() == pump;
    return alone ? nanos : Math.min(nanos, spinNanos);
  }

  void spun() {
    helpers.decrementAndGet();
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
