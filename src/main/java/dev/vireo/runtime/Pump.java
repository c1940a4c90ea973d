package dev.vireo.runtime;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Submits slices while work is outstanding and takes completions. It has a thread that sleeps when
 * there is nothing to do; a thread that waits for a completion takes the pump's turns meanwhile, so
 * that no hand-over lies between.
 *
 * <p>Sequences pass two marks, one below the other: {@code prefix} (everything below has completed)
 * and {@code filled} (everything below is filled). {@code claimed} is where the next slice begins
 * to give out tickets: everything below was claimed by the device or is in the list of what to
 * resume, which may be ahead of what is filled.
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
  private final CompletionRecords records;
  private final LivePace pace; // null where no slice is live
  private final TenantLedger tenants;
  private final Parkings parkings;
  private final ArrayDeque<Long> fences = new ArrayDeque<>();
  private final SliceRequest request;
  private final SliceReport report = new SliceReport();

  /** Whoever takes a turn holds it; what follows is guarded by it. */
  private final ReentrantLock turns = new ReentrantLock();

  private long prefix;
  private long takenAhead; // below it, and not below prefix, some completions were taken already
  private int prefixIndex;
  private long claimed;
  private long filled;
  private int filledIndex;
  private int resumeCount; // entries of the list
  private int requeueCount; // those among them that come last
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
  private volatile boolean telling; // the pump's thread runs callbacks, which may wait for others

  Pump(
      SlotBackend backend,
      RingGeometry geometry,
      Availability availability,
      Publisher publisher,
      Outstanding outstanding,
      Doorbell doorbell,
      CompletionRecords records,
      LivePace pace,
      TenantLedger tenants,
      int mostFences) {
    this.backend = backend;
    this.geometry = geometry;
    this.availability = availability;
    this.publisher = publisher;
    this.outstanding = outstanding;
    this.doorbell = doorbell;
    this.records = records;
    this.pace = pace;
    this.tenants = tenants;
    this.parkings = new Parkings(backend.completions(), geometry, availability, outstanding);
    this.request = new SliceRequest(mostFences);
    prefix = outstanding.prefix();
    takenAhead = prefix;
    prefixIndex = geometry.indexOf(prefix);
    claimed = prefix;
    filled = prefix;
    filledIndex = prefixIndex;
  }

  /** Runs {@code work} between two slices, on this thread. */
  void call(Runnable work) {
    turns.lock();
    try {
      if (stopped) {
        throw outstanding.failure();
      }
      rethrowHelperFailure();
      endSliceHere();
      work.run();
    } finally {
      turns.unlock();
    }
    attention(); // what the slice left is to be gone on with
  }

  /**
   * Has a slot that waits, or is going to, go on.
   *
   * @return the signal that is kept for it already, so that this one was refused; else null
   */
  Integer signal(long sequence, int word) {
    Integer kept = parkings.signal(sequence, word);
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
      return stopped && filled >= publisher.cursor();
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
      outstanding.tell();
      outstanding.fail(new ClosedException("the megakernel is closed", null));
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
    return outstanding.prefix() < publisher.cursor() && (System.nanoTime() - cancelAt < 0);
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
    telling = true;
    try {
      outstanding.tell(); // a callback may take its time, and others take turns meanwhile
    } finally {
      telling = false;
    }
    return some;
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
    if (outstanding.untold()) {
      attention();
    }
  }

  // Building a kernel takes long and is left to the pump's thread, unless that runs callbacks,
  // which
  // may wait for the kernel.
  private boolean mayTurn() {
    return isPump(Thread.currentThread())
        || backend.helps() && (running || telling || backend.prepared(publisher.builtins()));
  }

  /**
   * Takes what has completed in a live slice: who has seen a completion finds its place free, and
   * its tenant's count lower.
   */
  void takeNow() {
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
        raiseDoorbell();
        takeCompletions(filled);
      }
    } finally {
      turns.unlock();
    }
    if (outstanding.untold()) {
      attention();
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
    int needed = publisher.builtins();
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
    int operations = publisher.builtins();
    backend.prepare(operations);
    kernelOperations = operations;
  }

  /** Does what there is to do without waiting; returns whether there was anything. */
  private boolean turn() {
    if (running) {
      return attend();
    }
    long before = filled;
    raiseDoorbell();
    if (filled != before) {
      // A live slice may have run a slot before this thread could see it published, and ended.
      takeClaimed();
    }
    boolean rest = resumable != 0 || fenceClaimed() || parkings.due();
    if (shutDown && !rest) {
      cancelRest();
      return prefix < filled;
    }
    if (claimed >= filled && !rest) {
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
      some = takeCompletions(filled);
      boolean done = parkings.quiet(prefix, filled, publisher.cursor());
      boolean idle = pace.idle(some, done);
      if (!stopping && (idle || closing || parkings.due())) {
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
    outstanding.sliceEnded();
    raiseDoorbell();
    takeReport();
    takeClaimed();
    parkings.sliceEnded(report.parked, prefix);
  }

  /** Takes the completions of what earlier slices ran. */
  private void takeClaimed() {
    takeCompletions(Math.min(claimed, filled));
    // A fence that a live slice answered, with a fault, was in no request.
    while (!fences.isEmpty() && fences.peekFirst() < prefix) {
      fences.removeFirst();
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
    return first != null && first < claimed && first < parkings.oldest();
  }

  private void fillRequest() {
    request.baseSequence = prefix;
    request.baseSlot = prefixIndex;
    request.firstPosition = (int) (claimed - prefix);
    request.count = shutDown ? 0 : (int) Math.max(0, filled - claimed);
    request.resumeCount = resumeCount;
    request.requeueCount = requeueCount;
    parkings.handOver(request);
    // A slice with fences ends when its slots are done, because they are settled at its end.
    boolean fence = !fences.isEmpty() && fences.peekFirst() < parkings.oldest();
    request.live = pace != null && !fence && !shutDown && !closing;
    request.fenceCount = 0;
    for (long waiting : fences) {
      if (request.fenceCount == request.fences.length || waiting > parkings.oldest()) {
        break;
      }
      request.fences[request.fenceCount++] = (int) (waiting - prefix);
    }
  }

  private void takeReport() {
    // Workers of a live slice also find slots behind one that is not published yet, but none behind
    // the cursor.
    long given = request.live ? publisher.cursor() - claimed : request.count;
    long used = Math.min(report.tickets, given);
    claimed += used;
    requeueCount = report.requeued;
    resumeCount = report.yielded + requeueCount;
    // A live slice hands back every ticket that it did not use, also those behind the cursor.
    resumable = request.live ? resumeCount - (report.tickets - used) : resumeCount;
    for (int i = 0; i < report.fencesSettled; i++) {
      fences.removeFirst();
    }
    droppedPrints = report.droppedPrints;
    if (report.shutdown && !shutDown) {
      shutDown = true;
      publisher.close("a slot ran SHUTDOWN");
    }
  }

  /**
   * Takes the completions below {@code end}, which is not above {@code filled}: a slot that is used
   * again would be filled behind the pump's back otherwise. Returns whether there were any.
   */
  private boolean takeCompletions(long end) {
    long sequence = prefix;
    int index = prefixIndex;
    CompletionStore store = outstanding.store();
    while (sequence < end && take(store, index, sequence)) {
      sequence++;
      index = geometry.next(index);
    }
    boolean some = sequence != prefix;
    prefix = sequence;
    prefixIndex = index;
    // What lies behind a slot that gave way may have completed all the same.
    if (sequence < end) {
      takenAhead = Math.max(takenAhead, end);
    }
    boolean ahead = false;
    for (; sequence < end; sequence++) {
      ahead |= !(sequence < takenAhead && store.has(sequence)) && take(store, index, sequence);
      index = geometry.next(index);
    }
    if (some || ahead) {
      outstanding.advance(prefix, ahead);
    }
    return some || ahead;
  }

  private boolean take(CompletionStore store, int index, long sequence) {
    if (sequence < takenAhead && store.has(sequence)) {
      return true;
    }
    long head = records.head(index);
    if ((int) head != (int) sequence) {
      return false;
    }
    int status = (int) (head >>> Integer.SIZE);
    tenants.complete(store, index, sequence, status, records.results(index));
    return true;
  }

  // Cancels everything that was published and has not completed; the device will not look at it
  // again.
  private void cancelRest() {
    raiseDoorbell();
    CompletionStore store = outstanding.store();
    for (; prefix < filled; prefix++) {
      if (!store.has(prefix)) {
        tenants.complete(store, prefixIndex, prefix, CompletionStatus.CANCELLED.code(), 0L);
      }
      prefixIndex = geometry.next(prefixIndex);
    }
    claimed = prefix;
    resumeCount = 0;
    requeueCount = 0;
    resumable = 0;
    parkings.clear();
    fences.clear();
    outstanding.advance(prefix, false);
  }

  private void fail(Throwable cause) {
    publisher.close("the device failed: " + cause.getMessage());
    turns.lock();
    try {
      raiseDoorbell();
    } finally {
      turns.unlock();
    }
    outstanding.fail(
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
    turns.lock();
    try {
      slice = running;
      live = request.live;
      if (slice && !live && !outstanding.helped()) {
        backend.ended(true);
        return;
      }
    } finally {
      turns.unlock();
    }
    if (!slice) {
      idle();
    } else if (live) {
      pace.pause(outstanding.attended());
    } else {
      LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS);
    }
  }

  private void idle() {
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
      return running || filled < publisher.cursor();
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
    if (closing || helperFailure != null || outstanding.untold()) {
      return true;
    }
    turns.lock();
    try {
      return running || parkings.due() || availability.published(filledIndex, filled) > 0;
    } finally {
      turns.unlock();
    }
  }
}
