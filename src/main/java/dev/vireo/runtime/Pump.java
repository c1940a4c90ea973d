package dev.vireo.runtime;

import dev.vireo.gpu.VulkanException;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.DeviceException;
import dev.vireo.runtime.events.Recorder;
import dev.vireo.runtime.events.RecoveryEvent;
import dev.vireo.runtime.events.SliceEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Submits slices while work is outstanding and takes completions. It has a thread that sleeps when
 * there is nothing to do; a thread that waits for a completion takes the pump's turns meanwhile, so
 * that no hand-over lies between. One slice serves all partitions of the ring.
 */
final class Pump implements Runnable {
  private static final Logger LOG = System.getLogger(Pump.class.getName());
  private static final long IDLE_SPIN_NANOS = 30_000;
  private static final int FEW_SLOTS = 32;
  private static final long PRODUCER_WAIT_NANOS = 50_000;

  private final SlotBackend backend;
  private final Partitions partitions;
  private final AtomicInteger builtins;
  private final Doorbell doorbell;
  private final LivePace pace; // null where no slice is live
  private final Recovery recovery;
  private final Watchdog watchdog;
  private final ProgramSlices programs;
  private final SliceRequest request;
  private final SliceReport report;
  private SliceEvent sliceEvent; // null while nobody records

  /** Whoever takes a turn holds it; what follows is guarded by it. */
  private final ReentrantLock turns = new ReentrantLock();

  private int resumeCount; // entries of the list
  private int requeueCount; // those among them that come last
  private long resumable; // those among them that are not mere tickets without a slot
  private volatile boolean running; // read without the lock as well
  private boolean programRuns; // instead of a slice
  private boolean programsTurn; // a slice has run since the last program did
  private boolean unseen; // something happened between slices, and no turn has looked since
  private boolean stopping;
  private boolean shutDown;
  private final AtomicLong startedSlices = new AtomicLong(); // written in turns, read by any thread
  private final AtomicLong recoveries = new AtomicLong();
  private int droppedBefore; // by devices that were lost
  private volatile int droppedPrints;
  private volatile int kernelOperations; // what the kernel that runs, or ran last, contains
  private volatile long cancelAt;
  private volatile boolean closing;
  private volatile Thread thread;
  private volatile boolean stopped;
  private volatile Runnable lastStep;
  private volatile Throwable helperFailure;
  private volatile boolean telling; // the pump's thread runs callbacks, which may wait for others

  /**
   * Makes a pump.
   *
   * @param partitions of the ring, the most urgent first
   * @param builtins set of {@code Builtin} bits of what was ever published
   */
  Pump(
      SlotBackend backend,
      Partitions partitions,
      AtomicInteger builtins,
      Doorbell doorbell,
      LivePace pace,
      Watchdog watchdog,
      Recovery recovery,
      ProgramSlices programs,
      int mostFences) {
    this.programs = programs;
    this.recovery = recovery;
    this.watchdog = watchdog;
    this.backend = backend;
    this.partitions = partitions;
    this.builtins = builtins;
    this.doorbell = doorbell;
    this.pace = pace;
    this.request = new SliceRequest(mostFences, partitions.count());
    this.report = new SliceReport(partitions.count());
  }

  /**
   * Runs {@code work} between two slices, on this thread. When the device is lost meanwhile, it is
   * run again on the one that is opened then, and a few times when the driver is out of memory.
   */
  void call(Runnable work) {
    int retries = 0;
    for (boolean done = false; !done; ) {
      try {
        done = called(work);
        if (!done) {
          LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS); // the pump's thread opens it
        }
      } catch (VulkanException e) {
        if (retries == Recovery.MOST_RETRIES) {
          throw e; // nothing but this work has failed
        }
        Recovery.pause(retries++);
      }
    }
    attention(); // what the slice left is to be gone on with
  }

  private boolean called(Runnable work) {
    turns.lock();
    try {
      if (stopped) {
        throw partitions.first().outstanding().failure();
      }
      if (isPump(Thread.currentThread())) {
        mendHelperFailure();
      } else if (helperFailure != null) {
        return false;
      }
      try {
        endLiveSlice();
      } catch (RuntimeException | Error e) {
        failed(e);
        return false;
      }
      unseen = true; // the work may leave something to do, and take notice of what was published
      try {
        work.run();
        return true;
      } catch (VulkanException e) {
        if (!e.deviceLost()) {
          throw e;
        }
        failed(e);
        return false;
      }
    } finally {
      turns.unlock();
    }
  }

  /**
   * Has a slot that waits, or is going to, go on.
   *
   * @return the signal that is kept for it already, so that this one was refused; else null
   */
  Integer signal(Partition partition, long sequence, int word) {
    Integer kept = partition.parkings().signal(sequence, word);
    if (kept == null) {
      attention();
    }
    return kept;
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
      return stopped && partitions.allFilled();
    } finally {
      turns.unlock();
    }
  }

  /** Returns whether no slice runs and the thread sleeps, for no set time, until it is woken. */
  boolean sleeps() {
    return doorbell.announced()
        && thread.getState() == Thread.State.WAITING
        && LockSupport.getBlocker(thread) == doorbell
        && !running;
  }

  /** Returns how many slices were started; any thread. */
  long slices() {
    return startedSlices.get();
  }

  /** Returns how often a device was opened in place of another; any thread. */
  long recoveries() {
    return recoveries.get();
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
        endLastSlice();
        cancelRest();
      } finally {
        turns.unlock();
      }
      partitions.tell();
      partitions.fail(new ClosedException("the megakernel is closed", null));
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
    return !partitions.idle() && (System.nanoTime() - cancelAt < 0);
  }

  private boolean turnAndTell() {
    boolean some;
    turns.lock();
    try {
      some = turnOrMend();
    } finally {
      turns.unlock();
    }
    telling = true;
    try {
      partitions.tell(); // a callback may take its time, and others take turns meanwhile
    } finally {
      telling = false;
    }
    return some;
  }

  // On the pump's thread, which may be inside a callback.
  private boolean turnOrMend() {
    if (mendHelperFailure()) {
      return true;
    }
    try {
      return turn();
    } catch (VulkanException | StuckSliceException e) {
      mend(e);
      return true;
    }
  }

  /** Returns whether another thread had met with a failure, which is mended now. */
  private boolean mendHelperFailure() {
    Throwable failure = helperFailure;
    if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof VulkanException || failure instanceof StuckSliceException) {
      mend((DeviceException) failure);
      return true;
    } else if (failure instanceof RuntimeException other) {
      throw other;
    }
    return false;
  }

  /**
   * Goes on after a Vulkan call failed, or a slice did not end, with another device if need be.
   *
   * @throws dev.vireo.protocol.DeviceLostException when that was tried too often
   */
  private void mend(DeviceException failure) {
    if (closing && failure instanceof StuckSliceException) {
      throw failure; // there is no time for another device
    }
    if (failure instanceof VulkanException known && recovery.retries(known)) {
      helperFailure = null;
      return;
    }
    leaveDevice();
    recovery.openAnother(failure);
    partitions.hold();
    try {
      awaitProducers();
      move(failure);
    } finally {
      partitions.release();
    }
    helperFailure = null;
    partitions.wake();
  }

  /** Takes what the device still says, and nothing from it any more. */
  private void leaveDevice() {
    backend.end();
    running = false; // producers do not wait for a kernel to be prepared any more
    programRuns = false;
    programs.forget();
    stopping = false;
    partitions.raiseDoorbell();
    partitions.take(true);
  }

  // Every sequence that was taken has to lie in the ring before the ring moves.
  private void awaitProducers() {
    partitions.raiseDoorbell();
    while (!partitions.allFilled()) {
      LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS);
      partitions.raiseDoorbell();
    }
  }

  private void move(DeviceException cause) {
    int stuck = cause instanceof StuckSliceException known ? known.slot() : -1;
    int republished = 0;
    int lost = 0;
    Recovery.Move[] moves = new Recovery.Move[partitions.count()];
    for (Partition partition : partitions.each()) {
      Recovery.Move move = partition.beginMove(stuck);
      moves[partition.number()] = move;
      republished += move.republished;
      lost += move.lost;
    }
    recovery.moveRing();
    for (Partition partition : partitions.each()) {
      partition.move(moves[partition.number()]);
    }
    partitions.wakeTenants();
    resumeCount = 0;
    requeueCount = 0;
    resumable = 0;
    kernelOperations = 0;
    droppedBefore = droppedPrints;
    programs.moved();
    recoveries.incrementAndGet();
    if (Recorder.used()) {
      RecoveryEvent.record(backend.deviceName(), cause.getMessage(), republished, lost);
    }
    LOG.log(
        Level.WARNING,
        "{1} was opened again after a failure; slots published again: {2}, lost: {3}. The failure: {0}",
        cause.getMessage(),
        backend.deviceName(),
        republished,
        lost);
  }

  /**
   * Takes a turn of the pump on a thread that has to wait anyway, unless somebody else is at it.
   * Never waits for the device. The thread has a {@link StackReserve}: a turn must not be cut
   * short.
   */
  void help() {
    if (partitions.broken()) {
      doorbell.ring(); // a publisher may have failed before it did
    }
    if (stopped || !turns.tryLock()) {
      return;
    }
    try {
      if (!stopped && mayTurn()) {
        turn();
      }
    } catch (RuntimeException | Error e) {
      helpFailed(e);
    } finally {
      turns.unlock();
    }
    if (partitions.untold()) {
      attention();
    }
  }

  // Building a kernel takes long and is left to the pump's thread, unless that runs callbacks,
  // which may wait for the kernel.
  private boolean mayTurn() {
    if (isPump(Thread.currentThread())) {
      return !mendHelperFailure();
    }
    return helperFailure == null
        && backend.helps()
        && (running || telling || backend.prepared(builtins.get()));
  }

  /**
   * Takes what has completed in a live slice: who has seen a completion finds its place free, and
   * its tenant's count lower.
   */
  void takeNow() {
    StackReserve.check();
    // Between slices the lock may be held for as long as somebody likes.
    boolean locked = false;
    while (pace != null && running && !locked) {
      locked = turns.tryLock();
      if (!locked) {
        Thread.yield();
      }
    }
    if (!locked) {
      return;
    }
    try {
      if (running && request.live && !stopped && helperFailure == null) {
        partitions.raiseDoorbell();
        partitions.take(true);
      }
    } finally {
      turns.unlock();
    }
    if (partitions.untold()) {
      attention();
    }
  }

  private void helpFailed(Throwable cause) {
    boolean mendable = cause instanceof VulkanException || cause instanceof StuckSliceException;
    if (!mendable || !isPump(Thread.currentThread())) {
      failed(cause);
      return;
    }
    try {
      mend((DeviceException) cause);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
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
    if (upToDate()) {
      return;
    }
    if (isPump(Thread.currentThread())) {
      prepareInCallback();
      return;
    }
    // On a stack of its own: the producer's may be nearly used up, and what happens here must not
    // be cut short.
    Thread builder = new Thread(this::prepareHere, "vireo-kernel");
    builder.setDaemon(true);
    builder.start();
    boolean interrupted = false;
    while (builder.isAlive()) {
      try {
        builder.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // The next slice has its kernel prepared before it starts.
  private boolean upToDate() {
    return !running || (builtins.get() & ~kernelOperations) == 0;
  }

  // Its own slot is not published yet, and a ring with such slots cannot be moved: another device
  // is opened when the callback is over.
  private void prepareInCallback() {
    turns.lock();
    try {
      while (!stopped && !upToDate()) {
        try {
          if (helperFailure instanceof VulkanException known) {
            throw known;
          } else if (helperFailure != null) {
            return; // the pump will stop
          }
          endLiveSlice();
          prepare();
        } catch (VulkanException e) {
          if (!recovery.retries(e)) {
            leaveDevice();
            failed(e);
            return;
          }
          helperFailure = null;
        }
      }
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      turns.unlock();
    }
  }

  private void prepareHere() {
    while (!stopped && !upToDate()) {
      if (!turns.tryLock()) {
        // A pump that opens another device has the lock and waits for this producer.
        LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS);
        continue;
      }
      boolean failing;
      try {
        failing = helperFailure != null;
        if (!failing && !stopped) {
          endLiveSlice();
          prepare();
        }
      } catch (RuntimeException | Error e) {
        failed(e);
        failing = true;
      } finally {
        turns.unlock();
      }
      if (failing) {
        LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS); // the pump's thread mends it
      }
    }
  }

  // The pump's thread deals with it.
  private void failed(Throwable cause) {
    if (!(helperFailure instanceof Error)) {
      helperFailure = cause;
    }
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
    unseen = false;
    boolean raised = partitions.raiseDoorbell();
    if (raised) {
      // A live slice may have run a slot before this thread could see it published, and ended.
      partitions.takeClaimed();
    }
    boolean rest = resumable != 0 || partitions.fenceClaimed() || partitions.due();
    boolean slices = rest || partitions.waits() && !shutDown;
    if ((programsTurn || !slices) && programs.due()) {
      startProgram();
      return true;
    }
    if (shutDown && !rest) {
      cancelRest();
      return false;
    }
    if (!slices) {
      return false;
    }
    programsTurn = true;
    // In this order: a producer that needs another operation adds it, then looks whether a slice
    // runs.
    running = true;
    try {
      prepare();
      fillRequest();
      beginEvent();
      startSlice();
    } catch (RuntimeException | Error e) {
      running = false;
      if (!(e instanceof VulkanException failed && failed.deviceLost())) {
        partitions.unexpose();
      }
      throw e;
    }
    startedSlices.incrementAndGet();
    watchdog.sliceStarted();
    if (request.live) {
      pace.sliceStarted();
    }
    return true;
  }

  private void beginEvent() {
    sliceEvent = Recorder.used() ? new SliceEvent() : null;
    if (sliceEvent != null) {
      sliceEvent.begin();
    }
  }

  private void startProgram() {
    programsTurn = false;
    running = true;
    request.live = false;
    try {
      beginEvent();
      programRuns = programs.start();
    } finally {
      running = programRuns;
    }
    if (programRuns) {
      startedSlices.incrementAndGet();
      watchdog.sliceStarted();
    } else {
      unseen = true; // what else there was to do has been left alone
    }
  }

  private void startSlice() {
    partitions.expose(request);
    try {
      backend.start(request);
    } catch (RuntimeException | Error e) {
      partitions.notStarted();
      throw e;
    }
  }

  /** Looks after the slice that runs. */
  private boolean attend() {
    boolean some = false;
    watchdog.look();
    if (request.live) {
      partitions.raiseDoorbell();
      some = partitions.take(true);
      boolean done = partitions.quiet();
      boolean idle = pace.idle(some, done);
      if (!stopping
          && (idle || closing || partitions.due() || programs.needHost() || watchdog.slow())) {
        stop();
      }
      if (!stopping && !pace.fenceIsDue(done)) {
        return some;
      }
    }
    if (!backend.ended(false)) {
      giveUpIfStuck();
      return some;
    }
    sliceEnded();
    return true;
  }

  // When the megakernel closes, its close timeout is the limit.
  private void giveUpIfStuck() {
    if (watchdog.over() && !closing) {
      throw backend.giveUp();
    }
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

  // Nothing is started any more: a device that fails now is not replaced.
  private void endLastSlice() {
    try {
      endLiveSlice();
    } catch (VulkanException failed) {
      leaveDevice();
    }
  }

  private void endSlice() {
    if (running) {
      while (!backend.ended(true)) {
        watchdog.look();
        giveUpIfStuck();
      }
      sliceEnded();
    }
  }

  private void sliceEnded() {
    running = false;
    stopping = false;
    if (sliceEvent != null) {
      sliceEvent.commit(request.live, programRuns);
    }
    unseen = true; // the pump's thread may be about to sleep, and this be another one
    if (programRuns) {
      programRuns = false;
      partitions.sliceEnded();
      programs.finish();
      partitions.wakeTenants();
      return;
    }
    backend.finish(report);
    partitions.sliceEnded();
    partitions.raiseDoorbell();
    takeReport();
    partitions.takeClaimed();
    partitions.parked(report);
  }

  private void fillRequest() {
    programs.sliceStarts();
    boolean fences = false;
    int signals = RequestLayout.SIGNAL_TABLE_SLOTS;
    for (Partition partition : partitions.each()) {
      SliceRequest part = request.parts[partition.number()];
      partition.fill(part, !shutDown, signals);
      signals -= part.signalCount;
      fences |= partition.hasFences();
    }
    request.resumeCount = resumeCount;
    request.requeueCount = requeueCount;
    // A slice with fences ends when its slots are done, because they are settled at its end.
    request.live = pace != null && !fences && !programs.needHost() && !shutDown && !closing;
  }

  private void takeReport() {
    requeueCount = report.requeued;
    resumeCount = report.yielded + requeueCount;
    resumable = resumeCount;
    for (Partition partition : partitions.each()) {
      SliceReport part = report.parts[partition.number()];
      int requested = request.parts[partition.number()].count;
      long used = partition.takeReport(part, requested, request.live);
      // A live slice hands back every ticket that it did not use, also those behind the cursor.
      resumable -= request.live ? part.tickets - used : 0;
    }
    droppedPrints = droppedBefore + report.droppedPrints;
    if (report.shutdown && !shutDown) {
      shutDown = true;
      partitions.close("a slot ran SHUTDOWN");
    }
  }

  // Cancels everything that was published and has not completed.
  private void cancelRest() {
    programs.forget();
    partitions.cancelRest();
    resumeCount = 0;
    requeueCount = 0;
    resumable = 0;
  }

  private void fail(Throwable cause) {
    partitions.close("the device failed: " + cause.getMessage());
    turns.lock();
    try {
      partitions.raiseDoorbell();
    } finally {
      turns.unlock();
    }
    partitions.fail(
        cause instanceof RuntimeException known
            ? known
            : new IllegalStateException("the pump stopped: " + cause, cause));
    if (cause instanceof Error error) {
      throw error;
    }
  }

  /** Waits until there may be something to do. */
  private void pause() {
    boolean slice;
    boolean live;
    boolean few;
    turns.lock();
    try {
      slice = running;
      live = request.live;
      few = partitions.outstandingSlots() <= FEW_SLOTS;
      if (slice && !live && !partitions.helped()) {
        backend.ended(true);
        return;
      }
    } catch (VulkanException e) {
      failed(e);
      return;
    } finally {
      turns.unlock();
    }
    if (!slice) {
      idle();
    } else if (live) {
      pace.pause(partitions.attended(), few);
    } else {
      LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS);
    }
  }

  private void idle() {
    recovery.freeReplaced(partitions::unread);
    if (closing) {
      LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS); // a slot may wait for a signal until then
      return;
    }
    if (spin()) {
      return;
    }
    doorbell.announceSleep();
    if (found()) {
      doorbell.stayAwake();
      return;
    }
    doorbell.before(Doorbell.Step.LOOK_AT_CURSOR);
    if (somethingMoves()) {
      // A producer has taken a sequence and is filling its slot; only batches ring afterwards.
      doorbell.sleep(PRODUCER_WAIT_NANOS);
    } else {
      doorbell.sleep();
    }
  }

  // What is outstanding but waits for signals, or behind slots that do, gets going by an attention.
  private boolean somethingMoves() {
    turns.lock();
    try {
      return running || !partitions.allFilled();
    } finally {
      turns.unlock();
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
    if (closing || helperFailure != null || partitions.untold()) {
      return true;
    }
    turns.lock();
    try {
      return running || unseen || partitions.due() || partitions.published();
    } finally {
      turns.unlock();
    }
  }
}
