package dev.vireo.runtime;

import dev.vireo.protocol.ClosedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Submits slices while work is outstanding and takes completions. It has a thread that sleeps when
 * there is nothing to do; a thread that waits for a completion takes the pump's turns meanwhile, so
 * that no hand-over lies between. One slice serves all partitions of the ring.
 */
final class Pump implements Runnable {
  private static final long IDLE_SPIN_NANOS = 30_000;
  private static final long PRODUCER_WAIT_NANOS = 50_000;

  private final SlotBackend backend;
  private final Partition[] partitions; // one where the ring has none
  private final AtomicInteger builtins;
  private final Doorbell doorbell;
  private final LivePace pace; // null where no slice is live
  private final SliceRequest request;
  private final SliceReport report;

  /** Whoever takes a turn holds it; what follows is guarded by it. */
  private final ReentrantLock turns = new ReentrantLock();

  private int resumeCount; // entries of the list
  private long resumable; // those among them that are not mere tickets without a slot
  private volatile boolean running; // read without the lock as well
  private boolean stopping;
  private boolean shutDown;
  private volatile int droppedPrints;
  private volatile int kernelOperations; // what the kernel that runs, or ran last, contains
  private volatile long cancelAt;
  private volatile boolean closing;
  private volatile Thread thread;
  private volatile boolean stopped;
  private volatile Runnable lastStep;
  private volatile Throwable helperFailure;

  /**
   * Makes a pump.
   *
   * @param partitions of the ring, the most urgent first
   * @param builtins set of {@code Builtin} bits of what was ever published
   */
  Pump(
      SlotBackend backend,
      Partition[] partitions,
      AtomicInteger builtins,
      Doorbell doorbell,
      LivePace pace,
      int mostFences) {
    this.backend = backend;
    this.partitions = partitions;
    this.builtins = builtins;
    this.doorbell = doorbell;
    this.pace = pace;
    this.request = new SliceRequest(mostFences, partitions.length);
    this.report = new SliceReport(partitions.length);
  }

  /** Runs {@code work} between two slices, on this thread. */
  void call(Runnable work) {
    turns.lock();
    try {
      if (stopped) {
        throw partitions[0].outstanding().failure();
      }
      rethrowHelperFailure();
      endSliceHere();
      work.run();
    } finally {
      turns.unlock();
    }
    attention(); // what the slice left is to be gone on with
  }

  /** Wakes the pump's thread, whatever it waits for. */
  void attention() {
    doorbell.ring();
    LockSupport.unpark(thread);
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
    attention();
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
    turns.lock();
    try {
      return stopped && allFilled();
    } finally {
      turns.unlock();
    }
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
        if (!turnAndTell()) {
          pause();
        }
      }
      turns.lock();
      try {
        endLiveSlice();
        cancelRest();
      } finally {
        turns.unlock();
      }
      tell();
      failOutstanding(new ClosedException("the megakernel is closed", null));
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      turns.lock();
      stopped = true; // whoever holds the lock may rely on the device's memory
      turns.unlock();
      if (lastStep != null) {
        lastStep.run();
      }
    }
  }

  private boolean busy() {
    return !idleAll() && (System.nanoTime() - cancelAt < 0);
  }

  private boolean turnAndTell() {
    boolean some;
    turns.lock();
    try {
      rethrowHelperFailure();
      some = turn();
    } finally {
      turns.unlock();
    }
    tell(); // a callback may take its time, and others take turns meanwhile
    return some;
  }

  private void tell() {
    for (Partition partition : partitions) {
      partition.outstanding().tell();
    }
  }

  private void rethrowHelperFailure() {
    Throwable failure = helperFailure;
    if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof RuntimeException known) {
      throw known;
    }
  }

  /**
   * Takes a turn of the pump on a thread that has to wait anyway, unless somebody else is at it.
   * Never waits for the device.
   */
  void help() {
    if (stopped || helperFailure != null || !turns.tryLock()) {
      return;
    }
    try {
      if (!stopped && mayTurn()) {
        turn();
      }
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      turns.unlock();
    }
    if (untold()) {
      attention();
    }
  }

  // Tasks, and building a kernel, belong to the pump's thread, which may be the one that waits: in
  // a
  // callback.
  private boolean mayTurn() {
    return isPump(Thread.currentThread())
        || backend.helps() && (running || backend.prepared(builtins.get()));
  }

  /** Returns whether a slice runs, as of a moment ago. */
  boolean running() {
    return running;
  }

  /**
   * Makes sure that the kernel contains all operations that were ever published, before a running
   * one is shown a slot that needs them. May take as long as building a kernel does.
   */
  void prepareNow() {
    int needed = builtins.get();
    if ((needed & ~kernelOperations) == 0 || !running) {
      return; // the next slice has its kernel prepared before it starts
    }
    turns.lock();
    try {
      if (stopped || helperFailure != null) {
        return; // nothing will run any more
      }
      endSliceHere();
      prepare();
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      turns.unlock();
    }
  }

  // On a thread other than the pump's, which learns of a failure.
  private void endSliceHere() {
    try {
      endLiveSlice();
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    }
  }

  private void failed(Throwable cause) {
    helperFailure = cause;
    attention();
  }

  private void prepare() {
    int operations = builtins.get();
    backend.prepare(operations);
    kernelOperations = operations;
  }

  /** Does what there is to do without waiting; returns whether there was anything. */
  private boolean turn() {
    if (running) {
      return attend();
    }
    raiseDoorbell();
    boolean rest = resumable != 0 || fenceClaimed();
    if (shutDown && !rest) {
      cancelRest();
      return false;
    }
    if (!rest && !waits()) {
      return false;
    }
    // In this order: a producer that needs another operation adds it, then looks whether a slice
    // runs.
    running = true;
    try {
      prepare();
      fillRequest();
      backend.start(request);
    } catch (RuntimeException | Error e) {
      running = false;
      throw e;
    }
    if (request.live) {
      pace.sliceStarted();
    }
    return true;
  }

  /** Looks after the slice that runs. */
  private boolean attend() {
    boolean some = false;
    if (request.live) {
      raiseDoorbell();
      some = take(true);
      boolean done = settled();
      boolean idle = pace.idle(some, done);
      if (!stopping && (idle || closing)) {
        stop();
      }
      if (!stopping && !pace.fenceIsDue(done)) {
        return some;
      }
    }
    if (!backend.ended(false)) {
      return some;
    }
    sliceEnded();
    return true;
  }

  private void stop() {
    backend.stop();
    stopping = true;
  }

  private void endLiveSlice() {
    if (running && request.live && !stopping) {
      stop();
    }
    endSlice();
  }

  private void endSlice() {
    if (running) {
      while (!backend.ended(true)) {
        continue; // it throws when the time to wait is over
      }
      sliceEnded();
    }
  }

  private void sliceEnded() {
    running = false;
    stopping = false;
    backend.finish(report);
    for (Partition partition : partitions) {
      partition.outstanding().sliceEnded();
    }
    raiseDoorbell();
    takeReport();
    take(false);
    // A fence that a live slice answered, with a fault, was in no request.
    for (Partition partition : partitions) {
      partition.dropAnsweredFences();
    }
  }

  /** Takes completions: of everything that was published, or only of what was claimed. */
  private boolean take(boolean unclaimed) {
    boolean some = false;
    for (Partition partition : partitions) {
      some |= unclaimed ? partition.takeFilled() : partition.takeClaimed();
    }
    if (some) {
      wakeTenants();
    }
    return some;
  }

  // Whoever waits for a tenant does so at the first partition, whichever its slots lie in.
  private void wakeTenants() {
    if (partitions.length > 1) {
      partitions[0].outstanding().wake();
    }
  }

  private void raiseDoorbell() {
    for (Partition partition : partitions) {
      partition.raiseDoorbell();
    }
  }

  private void fillRequest() {
    boolean fences = false;
    for (Partition partition : partitions) {
      fences |= partition.hasFences();
      partition.fill(request.parts[partition.number()], !shutDown);
    }
    request.resumeCount = resumeCount;
    // A slice with fences ends when its slots are done, because they are settled at its end.
    request.live = pace != null && !fences && !shutDown && !closing;
  }

  private void takeReport() {
    resumeCount = report.yielded;
    resumable = resumeCount;
    for (Partition partition : partitions) {
      SliceReport part = report.parts[partition.number()];
      int requested = request.parts[partition.number()].count;
      long used = partition.takeReport(part, requested, request.live);
      // A live slice hands back every ticket that it did not use, also those behind the cursor.
      resumable -= request.live ? part.tickets - used : 0;
    }
    droppedPrints = report.droppedPrints;
    if (report.shutdown && !shutDown) {
      shutDown = true;
      closePublishers("a slot ran SHUTDOWN");
    }
  }

  private void closePublishers(String because) {
    for (Partition partition : partitions) {
      partition.publisher().close(because);
    }
  }

  // Cancels everything that was published and has not completed.
  private void cancelRest() {
    for (Partition partition : partitions) {
      partition.cancelRest();
    }
    wakeTenants();
    resumeCount = 0;
    resumable = 0;
  }

  private void fail(Throwable cause) {
    closePublishers("the device failed: " + cause.getMessage());
    turns.lock();
    try {
      raiseDoorbell();
    } finally {
      turns.unlock();
    }
    failOutstanding(
        cause instanceof RuntimeException known
            ? known
            : new IllegalStateException("the pump stopped: " + cause, cause));
    if (cause instanceof Error error) {
      throw error;
    }
  }

  private void failOutstanding(RuntimeException cause) {
    for (Partition partition : partitions) {
      partition.outstanding().fail(cause);
    }
  }

  /** Waits until there may be something to do. */
  private void pause() {
    boolean slice;
    boolean live;
    turns.lock();
    try {
      slice = running;
      live = request.live;
      if (slice && !live && !helped()) {
        backend.ended(true);
        return;
      }
    } finally {
      turns.unlock();
    }
    if (!slice) {
      idle();
    } else if (live) {
      pace.pause(attended());
    } else {
      LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS);
    }
  }

  private void idle() {
    if (spin()) {
      return;
    }
    doorbell.announceSleep();
    if (found()) {
      doorbell.stayAwake();
    } else if (!idleAll()) {
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
    if (closing || helperFailure != null || untold()) {
      return true;
    }
    turns.lock();
    try {
      return running || published();
    } finally {
      turns.unlock();
    }
  }

  // Spelled out, because waiting threads ask these all the time.
  private boolean idleAll() {
    for (Partition partition : partitions) {
      if (!partition.idle()) {
        return false;
      }
    }
    return true;
  }

  private boolean allFilled() {
    for (Partition partition : partitions) {
      if (!partition.allFilled()) {
        return false;
      }
    }
    return true;
  }

  private boolean settled() {
    for (Partition partition : partitions) {
      if (!partition.settled()) {
        return false;
      }
    }
    return true;
  }

  private boolean waits() {
    for (Partition partition : partitions) {
      if (partition.waits()) {
        return true;
      }
    }
    return false;
  }

  private boolean published() {
    for (Partition partition : partitions) {
      if (partition.published()) {
        return true;
      }
    }
    return false;
  }

  private boolean fenceClaimed() {
    for (Partition partition : partitions) {
      if (partition.fenceClaimed()) {
        return true;
      }
    }
    return false;
  }

  private boolean untold() {
    for (Partition partition : partitions) {
      if (partition.outstanding().untold()) {
        return true;
      }
    }
    return false;
  }

  private boolean helped() {
    for (Partition partition : partitions) {
      if (partition.outstanding().helped()) {
        return true;
      }
    }
    return false;
  }

  private boolean attended() {
    for (Partition partition : partitions) {
      if (partition.outstanding().attended()) {
        return true;
      }
    }
    return false;
  }
}
