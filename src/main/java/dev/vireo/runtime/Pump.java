package dev.vireo.runtime;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.lwjgl.system.MemoryUtil;

/**
 * The thread that submits slices while work is outstanding, takes completions, and sleeps when
 * there is nothing to do.
 *
 * <p>Sequences pass three marks, each below the next: {@code prefix} (everything below has
 * completed), {@code claimed} (everything below was claimed by the device), {@code filled}
 * (everything below is filled: the doorbell).
 */
final class Pump implements Runnable {
  private static final long IDLE_SPIN_NANOS = 30_000;
  private static final long PRODUCER_WAIT_NANOS = 50_000;

  private final SlotBackend backend;
  private final RingGeometry geometry;
  private final Availability availability;
  private final Publisher publisher;
  private final Outstanding outstanding;
  private final Doorbell doorbell;
  private final long completions; // address; an index always comes from RingGeometry
  private final Queue<PumpTask> tasks = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Long> fences = new ArrayDeque<>();
  private final SliceRequest request;
  private final SliceReport report = new SliceReport();

  private long prefix;
  private long takenAhead; // below it, and not below prefix, some completions were taken already
  private int prefixIndex;
  private long claimed;
  private long filled;
  private int filledIndex;
  private int resumeCount;
  private boolean shutDown;
  private volatile int droppedPrints;
  private volatile long cancelAt;
  private volatile boolean closing;
  private volatile Thread thread;
  private volatile boolean stopped;
  private volatile Runnable lastStep;

  Pump(
      SlotBackend backend,
      RingGeometry geometry,
      Availability availability,
      Publisher publisher,
      Outstanding outstanding,
      Doorbell doorbell,
      int mostFences) {
    this.backend = backend;
    this.geometry = geometry;
    this.availability = availability;
    this.publisher = publisher;
    this.outstanding = outstanding;
    this.doorbell = doorbell;
    this.completions = MemoryUtil.memAddress(backend.completions(), 0);
    this.request = new SliceRequest(mostFences);
    prefix = outstanding.prefix();
    takenAhead = prefix;
    prefixIndex = geometry.indexOf(prefix);
    claimed = prefix;
    filled = prefix;
    filledIndex = prefixIndex;
    prepareStamps();
  }

  // Every record gets the stamp of the lap before, so that none is right by chance.
  private void prepareStamps() {
    int index = prefixIndex;
    for (int i = 0; i < geometry.slots(); i++) {
      int stamp = (int) (prefix + i - geometry.slots());
      MemoryUtil.memPutInt(record(index), stamp);
      index = geometry.next(index);
    }
  }

  /** Runs {@code work} between two slices and waits for it; on the pump's own thread at once. */
  void call(Runnable work) {
    PumpTask task = new PumpTask(work);
    if (isPump(Thread.currentThread())) {
      task.run();
    } else {
      tasks.add(task);
      doorbell.ring();
      if (stopped) {
        refuseTasks();
      }
    }
    task.await();
  }

  /**
   * Ends the thread once everything has completed, or at {@code cancel} by cancelling the rest.
   *
   * @param cancel from when on no slice is started
   * @param giveUp when the last one must have ended
   */
  void close(long cancel, long giveUp) {
    if (closing) {
      return;
    }
    cancelAt = cancel;
    closing = true;
    backend.giveUpAt(giveUp);
    doorbell.ring();
  }

  /** Runs {@code work} on the pump's thread after everything else. */
  void atEnd(Runnable work) {
    lastStep = work;
  }

  /**
   * Returns whether nobody will touch the ring any more: the pump has ended, and every sequence
   * taken is filled.
   */
  boolean quiet() {
    return stopped && filled >= publisher.cursor();
  }

  long droppedPrints() {
    return Integer.toUnsignedLong(droppedPrints);
  }

  void setThread(Thread value) {
    thread = value;
    doorbell.setPump(value);
  }

  boolean isPump(Thread candidate) {
    return candidate == thread;
  }

  @Override
  public void run() {
    try {
      while (!closing || busy()) {
        if (!turn()) {
          idle();
        }
      }
      cancelRest();
      outstanding.fail(new ClosedException("the megakernel is closed", null));
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      stopped = true;
      refuseTasks();
      if (lastStep != null) {
        lastStep.run();
      }
    }
  }

  private boolean busy() {
    boolean work = prefix < publisher.cursor() || !tasks.isEmpty();
    return work && (System.nanoTime() - cancelAt < 0);
  }

  private void refuseTasks() {
    RuntimeException failure = outstanding.failure();
    for (PumpTask task = tasks.poll(); task != null; task = tasks.poll()) {
      task.fail(failure);
    }
  }

  /** Does what there is to do; returns whether there was anything. */
  private boolean turn() {
    runTasks();
    raiseDoorbell();
    if (shutDown && resumeCount == 0 && !fenceClaimed()) {
      cancelRest();
      return prefix < filled;
    }
    if (claimed == filled && resumeCount == 0 && !fenceClaimed()) {
      return false;
    }
    backend.prepare(publisher.builtins());
    fillRequest();
    backend.run(request, report);
    outstanding.sliceEnded();
    takeReport();
    takeCompletions();
    return true;
  }

  private void runTasks() {
    for (PumpTask task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void raiseDoorbell() {
    int run = availability.published(filledIndex, filled);
    while (run > 0) {
      for (int i = 0; i < run; i++) {
        if (availability.fence(filledIndex)) {
          fences.add(filled + i);
        }
        filledIndex = geometry.next(filledIndex);
      }
      filled += run;
      run = availability.published(filledIndex, filled);
    }
  }

  private boolean fenceClaimed() {
    Long first = fences.peekFirst();
    return first != null && first < claimed;
  }

  private void fillRequest() {
    request.baseSequence = prefix;
    request.baseSlot = prefixIndex;
    request.firstPosition = (int) (claimed - prefix);
    request.count = shutDown ? 0 : (int) (filled - claimed);
    request.resumeCount = resumeCount;
    request.fenceCount = 0;
    for (long fence : fences) {
      if (request.fenceCount == request.fences.length) {
        break;
      }
      request.fences[request.fenceCount++] = (int) (fence - prefix);
    }
  }

  private void takeReport() {
    claimed += report.claimed;
    resumeCount = report.yielded;
    for (int i = 0; i < report.fencesSettled; i++) {
      fences.removeFirst();
    }
    droppedPrints = report.droppedPrints;
    if (report.shutdown && !shutDown) {
      shutDown = true;
      publisher.close("a slot ran SHUTDOWN");
    }
  }

  private void takeCompletions() {
    long sequence = prefix;
    int index = prefixIndex;
    CompletionStore store = outstanding.store();
    while (sequence < claimed && take(store, index, sequence)) {
      sequence++;
      index = geometry.next(index);
    }
    prefix = sequence;
    prefixIndex = index;
    // What lies behind a slot that gave way may have completed all the same.
    if (sequence < claimed) {
      takenAhead = claimed;
    }
    for (; sequence < claimed; sequence++) {
      take(store, index, sequence);
      index = geometry.next(index);
    }
    outstanding.advance(prefix);
  }

  private boolean take(CompletionStore store, int index, long sequence) {
    if (sequence < takenAhead && store.has(sequence)) {
      return true;
    }
    long at = record(index);
    long head = MemoryUtil.memGetLong(at);
    if ((int) head != (int) sequence) {
      return false;
    }
    store.put(sequence, (int) (head >>> Integer.SIZE), MemoryUtil.memGetLong(at + Long.BYTES));
    return true;
  }

  private long record(int index) {
    return completions + (long) index * CompletionLayout.COMPLETION_BYTES;
  }

  // Cancels everything that was published and has not completed; the device will not look at it
  // again.
  private void cancelRest() {
    raiseDoorbell();
    CompletionStore store = outstanding.store();
    for (; prefix < filled; prefix++) {
      if (!store.has(prefix)) {
        outstanding.cancel(prefix);
      }
      prefixIndex = geometry.next(prefixIndex);
    }
    claimed = prefix;
    resumeCount = 0;
    fences.clear();
    outstanding.advance(prefix);
  }

  private void fail(Throwable cause) {
    publisher.close("the device failed: " + cause.getMessage());
    raiseDoorbell();
    outstanding.fail(
        cause instanceof RuntimeException known
            ? known
            : new IllegalStateException("the pump stopped: " + cause, cause));
    if (cause instanceof Error error) {
      throw error;
    }
  }

  private void idle() {
    if (spin()) {
      return;
    }
    doorbell.announceSleep();
    if (found()) {
      doorbell.stayAwake();
    } else if (prefix < publisher.cursor()) {
      // A producer has taken a sequence and is filling its slot; only batches ring afterwards.
      doorbell.sleep(PRODUCER_WAIT_NANOS);
    } else {
      doorbell.sleep();
    }
  }

  private boolean spin() {
    long until = System.nanoTime() + IDLE_SPIN_NANOS;
    while (System.nanoTime() - until < 0) {
      if (found()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private boolean found() {
    return closing || !tasks.isEmpty() || availability.published(filledIndex, filled) > 0;
  }
}
