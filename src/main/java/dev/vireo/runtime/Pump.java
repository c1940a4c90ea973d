package dev.vireo.runtime;

import dev.vireo.gpu.VulkanException;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.DeviceException;
import dev.vireo.runtime.events.Recorder;
import dev.vireo.runtime.events.RecoveryEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
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

  /** Threads that have less time than that left do not sleep. */
  private static final long LEAST_SLEEP_NANOS = 2_000_000;

  private final SlotBackend backend;
  private final Partitions partitions;
  private final Doorbell doorbell;
  private final Recovery recovery;
  private final Slices slices; // touched by who holds the lock

  /** Whoever takes a turn holds it; what follows is guarded by it. */
  private final ReentrantLock turns = new ReentrantLock();

  private final AtomicLong recoveries = new AtomicLong(); // added to in turns, read by any thread
  private volatile long cancelAt;
  private volatile Thread thread;
  private volatile boolean stopped;
  private volatile Runnable lastStep;
  private volatile Throwable helperFailure;
  private volatile boolean telling; // the pump's thread runs callbacks, which may wait for others

  /** Makes a pump for the partitions of a ring. */
  Pump(
      SlotBackend backend,
      Partitions partitions,
      Doorbell doorbell,
      Recovery recovery,
      Slices slices) {
    this.backend = backend;
    this.partitions = partitions;
    this.doorbell = doorbell;
    this.recovery = recovery;
    this.slices = slices;
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
        slices.end();
      } catch (RuntimeException | Error e) {
        failed(e);
        return false;
      }
      slices.disturbed();
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
    if (slices.closing()) {
      return;
    }
    cancelAt = cancel;
    slices.close(giveUp);
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
        && !slices.running();
  }

  /** Returns how often a device was opened in place of another; any thread. */
  long recoveries() {
    return recoveries.get();
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
      while (!slices.closing() || busy()) {
        if (!turnAndTell()) {
          pause();
        }
      }
      turns.lock();
      try {
        endLastSlice();
        slices.cancelRest();
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
      return slices.turn(true);
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
    if (slices.closing() && failure instanceof StuckSliceException) {
      throw failure; // there is no time for another device
    }
    if (failure instanceof VulkanException known && recovery.retries(known)) {
      helperFailure = null;
      return;
    }
    slices.leaveDevice();
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
    slices.moved();
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
   * Never waits for the device. Building a kernel takes long and is left to the pump's thread,
   * unless that runs callbacks, which may wait for the kernel. The thread has a {@link
   * StackReserve}: a turn must not be cut short.
   */
  void help() {
    if (partitions.broken()) {
      doorbell.ring(); // a publisher may have failed before it did
    }
    if (stopped) {
      return;
    }
    if (!turns.tryLock()) {
      if (!backend.polls()) {
        Thread.yield(); // whoever has the turn may need this core for it
      }
      return;
    }
    try {
      if (!stopped && mayTurn()) {
        slices.turn(telling || isPump(Thread.currentThread()));
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

  /**
   * Sleeps for a while until a program's dispatch has ended, and takes a turn then, where a thread
   * that spins would have the core that the device runs on. For a thread that waits, as in {@link
   * #help}.
   *
   * @param nanos most nanoseconds to wait
   * @return false if it did not wait
   */
  boolean awaitProgram(long nanos) throws InterruptedException {
    if (nanos < LEAST_SLEEP_NANOS || !slices.programRuns() || backend.polls() || stopped) {
      return false;
    }
    if (!turns.tryLock(LEAST_SLEEP_NANOS, TimeUnit.NANOSECONDS)) {
      return true; // another thread waits for it
    }
    boolean waits = false;
    try {
      waits = !stopped && mayTurn() && slices.programRuns();
      if (waits) {
        slices.awaitFence();
        slices.turn(false);
      }
    } catch (RuntimeException | Error e) {
      helpFailed(e);
    } finally {
      turns.unlock();
    }
    if (partitions.untold()) {
      attention();
    }
    return waits;
  }

  private boolean mayTurn() {
    if (isPump(Thread.currentThread())) {
      return !mendHelperFailure();
    }
    return helperFailure == null && backend.helps();
  }

  /**
   * Takes what has completed in a live slice: who has seen a completion finds its place free, and
   * its tenant's count lower.
   */
  void takeNow() {
    StackReserve.check();
    // Between slices the lock may be held for as long as somebody likes.
    boolean locked = false;
    while (slices.canLive() && slices.running() && !locked) {
      locked = turns.tryLock();
      if (!locked) {
        Thread.yield();
      }
    }
    if (!locked) {
      return;
    }
    try {
      if (slices.live() && !stopped && helperFailure == null) {
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

  /**
   * Makes sure that the kernel contains all operations that were ever published, before a running
   * one is shown a slot that needs them. May take as long as building a kernel does.
   */
  void prepareNow() {
    if (slices.upToDate()) {
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

  // Its own slot is not published yet, and a ring with such slots cannot be moved: another device
  // is opened when the callback is over.
  private void prepareInCallback() {
    turns.lock();
    try {
      while (!stopped && !slices.upToDate()) {
        try {
          if (helperFailure instanceof VulkanException known) {
            throw known;
          } else if (helperFailure != null) {
            return; // the pump will stop
          }
          slices.end();
          slices.prepare();
        } catch (VulkanException e) {
          if (!recovery.retries(e)) {
            slices.leaveDevice();
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
    while (!stopped && !slices.upToDate()) {
      if (!turns.tryLock()) {
        // A pump that opens another device has the lock and waits for this producer.
        LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS);
        continue;
      }
      boolean failing;
      try {
        failing = helperFailure != null;
        if (!failing && !stopped) {
          slices.end();
          slices.prepare();
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

  // Nothing is started any more: a device that fails now is not replaced.
  private void endLastSlice() {
    try {
      slices.end();
    } catch (VulkanException failed) {
      slices.leaveDevice();
    }
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
      slice = slices.running();
      live = slices.live();
      few = partitions.outstandingSlots() <= FEW_SLOTS;
      if (slice && !live && !partitions.helped()) {
        slices.awaitFence();
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
      slices.awaitLive(few);
    } else {
      LockSupport.parkNanos(this, PRODUCER_WAIT_NANOS);
    }
  }

  private void idle() {
    recovery.freeReplaced(partitions::unread);
    if (slices.closing()) {
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
      return slices.running() || !partitions.allFilled();
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
    if (slices.closing() || helperFailure != null || partitions.untold()) {
      return true;
    }
    turns.lock();
    try {
      return slices.due();
    } finally {
      turns.unlock();
    }
  }
}
