package dev.vireo.gpu;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The one thread that makes and destroys Vulkan instances.
 *
 * <p>NVIDIA's driver (580.159.04) starts a helper thread with its first instance, and that thread
 * crashes the process when the last instance is destroyed by another thread than the one that made
 * it, or is still there when the process ends. It works when both are done by one thread that is
 * alive all the time, in a shutdown hook too, which is what this thread is for.
 */
final class InstanceThread {
  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "vireo-instance");
            thread.setDaemon(true);
            return thread;
          });

  private InstanceThread() {}

  /**
   * Runs {@code work} there and waits for its end, whatever interrupts come meanwhile. Called on
   * the thread itself, it would wait for ever.
   */
  static <T> T call(Callable<T> work) {
    Future<T> future = THREAD.submit(work);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException later) {
          interrupted = true;
        } catch (ExecutionException failed) {
          throw rethrown(failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }
}
