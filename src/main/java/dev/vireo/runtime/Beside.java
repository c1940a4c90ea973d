package dev.vireo.runtime;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Work that another thread does meanwhile, if there is a core for it; else whoever joins it. */
final class Beside {
  private static final long KEPT_SECONDS = 10;
  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEPT_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Beside::thread);

  private final FutureTask<Void> task;

  private Beside(Runnable work) {
    this.task = new FutureTask<>(work, null);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "vireo-beside");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts work. */
  static Beside start(Runnable work) {
    Beside beside = new Beside(work);
    THREADS.execute(beside.task);
    return beside;
  }

  /** Returns when the work is done; throws what it threw. */
  void join() {
    task.run(); // nothing, once another thread has begun with it
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw thrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause; // a Runnable throws nothing else
  }
}
