package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what is still open when the JVM ends, newest first, because ending with a live Vulkan
 * device crashes inside some drivers.
 *
 * <p>It works on every way out that runs shutdown hooks: the end of {@code main}, {@code
 * System.exit}, an uncaught exception, SIGTERM. Each close gets a limited time, so that the exit
 * never hangs. Safe for all threads.
 */
public final class ExitGuard {
  /** What one close may take unless the caller said otherwise. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);

  private static final Deque<Registration> OPEN = new ArrayDeque<>();
  private static boolean hooked;
  private static boolean exiting;

  private ExitGuard() {}

  /** Something that is closed at exit unless its owner closes the registration first. */
  public static final class Registration implements AutoCloseable {
    private final AutoCloseable resource;
    private final Duration limit;

    private Registration(AutoCloseable resource, Duration limit) {
      this.resource = resource;
      this.limit = limit;
    }

    /**
     * Takes the resource off the list: its owner has closed it or gives it up. Does not close it.
     * Idempotent.
     */
    @Override
    public void close() {
      synchronized (OPEN) {
        OPEN.remove(this);
      }
    }
  }

  /** Registers with {@link #DEFAULT_LIMIT}. */
  public static Registration register(AutoCloseable resource) {
    return register(resource, DEFAULT_LIMIT);
  }

  /**
   * Has a resource closed at exit. What is registered later is closed earlier.
   *
   * @param resource its {@code close} is called on a thread of its own
   * @param limit how long the exit waits for this close
   * @throws DeviceException when the JVM is already ending
   */
  public static Registration register(AutoCloseable resource, Duration limit) {
    Registration registration = new Registration(resource, limit);
    synchronized (OPEN) {
      hook();
      if (exiting) {
        throw new DeviceException("the JVM is ending: no device can be opened any more");
      }
      OPEN.push(registration);
    }
    return registration;
  }

  /**
   * As above, for what everything else needs: it is closed after all that is registered otherwise.
   */
  static void registerLast(AutoCloseable resource) {
    synchronized (OPEN) {
      hook();
      OPEN.addLast(new Registration(resource, DEFAULT_LIMIT));
    }
  }

  private static void hook() {
    if (!hooked && !exiting) {
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(ExitGuard::closeAll, "vireo-exit"));
        hooked = true;
      } catch (IllegalStateException ending) {
        exiting = true;
      }
    }
  }

  private static void closeAll() {
    while (true) {
      Registration next;
      synchronized (OPEN) {
        exiting = true;
        next = OPEN.poll();
      }
      if (next == null) {
        return;
      }
      closeWithin(next);
    }
  }

  private static void closeWithin(Registration registration) {
    Thread closer = new Thread(() -> closeQuietly(registration.resource), "vireo-exit-close");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(Math.max(1, registration.limit.toMillis()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception | Error failure) {
      System.err.println("vireo: closing at exit failed: " + failure);
    }
  }
}
