package dev.vireo.runtime;

import dev.vireo.protocol.VireoException;
import java.util.concurrent.CountDownLatch;

/** Something that has to be done between two slices, such as a copy from device memory. */
final class PumpTask {
  private final Runnable work;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile RuntimeException failure;

  PumpTask(Runnable work) {
    this.work = work;
  }

  void run() {
    try {
      work.run();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      done.countDown();
    }
  }

  void fail(RuntimeException cause) {
    failure = cause;
    done.countDown();
  }

  void await() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        // The copy is short and its buffer is the caller's: it is left only when the pump is done
        // with it.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof VireoException known) {
      throw known;
    }
    if (failure != null) {
      throw new IllegalStateException("a task of the pump failed", failure);
    }
  }
}
