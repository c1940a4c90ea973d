package dev.vireo.runtime;

import dev.vireo.gpu.ExitGuard;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.Slot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A ring, the backend that runs its slots, and the pump between them. Safe for use by any number of
 * threads.
 */
public final class SlotRuntime implements AutoCloseable {
  private static final long JOIN_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  // What a slice that runs when the rest is cancelled has for its end, also on a busy machine.
  private static final long LAST_SLICE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SlotBackend backend;
  private final RuntimeSettings settings;
  private final Outstanding outstanding;
  private final Publisher publisher;
  private final Pump pump;
  private final Thread thread;
  private final ExitGuard.Registration exit;
  private final ReentrantLock accessLock = new ReentrantLock();
  private final ReentrantLock closeLock = new ReentrantLock();
  private volatile boolean closed;

  SlotRuntime(SlotBackend backend, RuntimeSettings settings, int mostFences) {
    this.backend = backend;
    this.settings = settings;
    RingGeometry geometry = new RingGeometry(settings.ringSlots());
    Availability availability = new Availability(geometry);
    Doorbell doorbell = new Doorbell();
    outstanding = new Outstanding(new CompletionStore(geometry.slots()), settings.firstSequence());
    RingWriter writer = new RingWriter(backend.ring(), backend.writeCombined());
    publisher = new Publisher(geometry, writer, availability, outstanding, doorbell, settings);
    pump = new Pump(backend, geometry, availability, publisher, outstanding, doorbell, mostFences);
    thread = new Thread(pump, "vireo-pump");
    thread.setDaemon(true);
    pump.setThread(thread);
    exit = ExitGuard.register(this, Duration.ofNanos(mostCloseNanos() + JOIN_MARGIN_NANOS));
    thread.start();
  }

  /** Returns the name of the device that runs the slots. */
  public String deviceName() {
    return backend.deviceName();
  }

  /** Publishes a slot and returns its sequence. Allocates nothing. */
  public long publish(Slot slot) {
    return publisher.publish(slot);
  }

  /** Publishes a slot of tenant 0 and returns its sequence. Allocates nothing. */
  public long publish(int opcode, int priority, int arg0, int arg1, int arg2) {
    return publisher.publish(opcode, priority, arg0, arg1, arg2);
  }

  /** Publishes consecutive slots and returns the first one's sequence. Allocates nothing. */
  public long publish(List<Slot> batch) {
    return publisher.publish(batch);
  }

  /** Returns the completion's status word, or 0 while there is none. Allocates nothing. */
  public int status(long sequence) {
    CompletionStore store = outstanding.store();
    int status = store.status(sequence);
    if (status != 0) {
      return status;
    }
    check(sequence);
    // The pump stores a completion, then moves the prefix or fails: what is older is read first.
    RuntimeException failure = outstanding.failure();
    boolean settled = sequence < outstanding.prefix();
    status = store.status(sequence);
    if (status != 0) {
      return status;
    }
    if (settled) {
      throw store.expired(sequence);
    }
    if (failure != null) {
      throw failure;
    }
    return 0;
  }

  /**
   * Returns both result words of a slot that has completed, the first in the low half. Allocates
   * nothing.
   */
  public long results(long sequence) {
    if (status(sequence) == 0) {
      throw new IllegalStateException(
          "the slot with sequence "
              + sequence
              + " has not completed; poll its status or await it first");
    }
    return outstanding.store().results(sequence);
  }

  /**
   * Waits until the slot has completed.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return how it ended, or null when the time is over
   */
  public Ended await(long sequence, long nanos) throws InterruptedException {
    check(sequence);
    int status = status(sequence);
    if (status != 0) {
      return new Ended(status, outstanding.store().results(sequence));
    }
    Capture capture = new Capture();
    listen(sequence, capture);
    return outstanding.awaitSettled(sequence, nanos) ? capture.await() : null;
  }

  /**
   * Tells {@code listener} on the pump's thread, or at once on this one when the slot has completed
   * already.
   */
  public void listen(long sequence, CompletionListener listener) {
    check(sequence);
    if (outstanding.completed(sequence) && !outstanding.store().has(sequence)) {
      throw outstanding.store().expired(sequence);
    }
    outstanding.listen(sequence, listener);
  }

  /** Waits until everything that was published before this call has completed. */
  public void drain() throws InterruptedException {
    long end = publisher.cursor();
    outstanding.awaitPrefix(end, Long.MAX_VALUE);
    RuntimeException failure = outstanding.failure();
    if (outstanding.prefix() < end && failure != null) {
      throw failure;
    }
  }

  /** Reads control words; a copy from the device where the host cannot read its memory cheaply. */
  public void readControl(int first, int[] into, int offset, int count) {
    access(() -> backend.readControl(first, into, offset, count));
  }

  /** Stores control words, for every slot that is published afterwards. */
  public void writeControl(int first, int[] from, int offset, int count) {
    access(() -> backend.writeControl(first, from, offset, count));
  }

  /** Reads the debug log. */
  public int[] readDebugLog() {
    int[][] words = new int[1][];
    access(() -> words[0] = backend.readDebugLog());
    return words[0];
  }

  /** Reads the ring. */
  public int[] readRing() {
    int[][] words = new int[1][];
    access(() -> words[0] = backend.readRing());
    return words[0];
  }

  /** Returns how many records PRINTF had to drop, as of the last slice. */
  public long droppedPrints() {
    return pump.droppedPrints();
  }

  private void access(Runnable work) {
    if (!backend.directAccess()) {
      checkOpen();
      pump.call(work);
      return;
    }
    // Closing unmaps the memory: it takes the same lock.
    accessLock.lock();
    try {
      checkOpen();
      work.run();
    } finally {
      accessLock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("the megakernel is closed; read its words before", null);
    }
    RuntimeException failure = outstanding.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private void check(long sequence) {
    if (sequence < settings.firstSequence() || sequence >= publisher.cursor()) {
      throw new IllegalArgumentException(
          "sequence "
              + sequence
              + " was never submitted here; this megakernel gave out "
              + settings.firstSequence()
              + " to "
              + (publisher.cursor() - 1));
    }
  }

  /**
   * Completes what is outstanding, or cancels it when the close timeout is over; then frees the
   * device. Idempotent.
   *
   * @throws dev.vireo.protocol.DeviceException when a slice did not end in time: the device's
   *     objects are then left alone
   */
  @Override
  public void close() {
    publisher.close("the megakernel was closed");
    long cancel = System.nanoTime() + cancelNanos();
    pump.close(cancel, cancel + LAST_SLICE_NANOS);
    if (pump.isPump(Thread.currentThread())) {
      // A callback closes: the pump cannot wait for itself, its thread frees the device when it
      // ends.
      pump.atEnd(this::free);
      return;
    }
    joinPump();
    free();
    RuntimeException failure = outstanding.failure();
    if (backend.abandoned() && failure != null) {
      throw failure;
    }
  }

  /** How long what is outstanding goes on: so that the last slice ends within the timeout. */
  private long cancelNanos() {
    return settings.closeNanos() - Math.min(settings.closeNanos() / 2, LAST_SLICE_NANOS);
  }

  private long mostCloseNanos() {
    return cancelNanos() + LAST_SLICE_NANOS + JOIN_MARGIN_NANOS;
  }

  private void joinPump() {
    boolean interrupted = false;
    long end = System.nanoTime() + mostCloseNanos();
    while (thread.isAlive() && System.nanoTime() - end < 0) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void free() {
    closeLock.lock();
    try {
      if (closed) {
        return;
      }
      accessLock.lock();
      closed = true;
      accessLock.unlock();
      exit.close();
      // A producer that still fills a slot, or a pump that did not end, may touch the memory: then
      // it is left mapped.
      if (pump.quiet() && !backend.abandoned()) {
        backend.close();
      }
    } finally {
      closeLock.unlock();
    }
  }
}
