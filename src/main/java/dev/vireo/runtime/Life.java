package dev.vireo.runtime;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.VireoException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Whether a runtime still works: it may have been closed, or its device may have failed for good.
 * And work between slices for which either is no error, because what it would undo is gone as well.
 * Safe for use by any number of threads.
 */
final class Life {
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Pump pump;
  private final Outstanding outstanding; // any partition's: they fail together
  private volatile boolean closed;

  Life(Pump pump, Outstanding outstanding) {
    this.pump = pump;
    this.outstanding = outstanding;
  }

  /** Says that it is closed. */
  void close() {
    closed = true;
  }

  boolean closed() {
    return closed;
  }

  /** Returns why nothing goes on, or null. */
  RuntimeException failure() {
    return outstanding.failure();
  }

  /** Returns whether it is closed or has failed. */
  boolean over() {
    return closed || failure() != null;
  }

  /**
   * Refuses what comes when all is over.
   *
   * @throws ClosedException when it was closed
   * @throws RuntimeException what it failed with
   */
  void checkOpen() {
    if (closed) {
      throw new ClosedException("the megakernel is closed; read its words before", null);
    }
    RuntimeException failure = failure();
    if (failure != null) {
      throw failure;
    }
  }

  /** Runs work between slices; not when the pump has gone because of a failure. */
  void callUnlessFailed(Runnable work) {
    try {
      pump.call(work);
    } catch (VireoException gone) {
      if (failure() == null) {
        throw gone;
      }
    }
  }

  /** Runs work between slices once it is allowed, which is asked there; not when all is over. */
  void callWhen(BooleanSupplier allowed, Runnable work) {
    boolean[] done = new boolean[1];
    while (!done[0] && !over()) {
      callUnlessFailed(
          () -> {
            done[0] = allowed.getAsBoolean();
            if (done[0]) {
              work.run();
            }
          });
      if (!done[0]) {
        pump.help(); // on the pump's own thread, nobody else would get on
        LockSupport.parkNanos(this, WAIT_NANOS);
      }
    }
  }
}
