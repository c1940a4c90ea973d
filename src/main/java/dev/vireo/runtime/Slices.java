package dev.vireo.runtime;

import dev.vireo.gpu.VulkanException;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.runtime.events.Recorder;
import dev.vireo.runtime.events.SliceEvent;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One slice after the other, and dispatches of programs between them: what a turn of the pump does.
 * Whoever calls holds the pump's lock, unless it says otherwise; who takes turns when, and what
 * becomes of failures, is the {@link Pump}'s.
 */
final class Slices {
  private final SlotBackend backend;
  private final Partitions partitions;
  private final AtomicInteger builtins;
  private final LivePace pace; // null where no slice is live
  private final Watchdog watchdog;
  private final ProgramSlices programs;
  private final SliceRequest request;
  private final SliceReport report;
  private SliceEvent sliceEvent; // null while nobody records

  private int resumeCount; // entries of the list
  private int requeueCount; // those among them that come last
  private long resumable; // those among them that are not mere tickets without a slot
  private volatile boolean running; // read without the lock as well
  private volatile boolean programRuns; // instead of a slice; read without the lock as well
  private boolean programsTurn; // a slice has run since the last program did
  private boolean unseen; // something happened between slices, and no turn has looked since
  private boolean stopping;
  private boolean shutDown;
  private final AtomicLong started = new AtomicLong(); // added to in turns, read by any thread
  private int droppedBefore; // by devices that were lost
  private volatile int droppedPrints;
  private volatile int kernelOperations; // what the kernel that runs, or ran last, contains
  private volatile boolean closing;

  /**
   * Makes slices.
   *
   * @param builtins set of {@code Builtin} bits of what was ever published
   * @param pace of live slices; null where there are none
   */
  Slices(
      SlotBackend backend,
      Partitions partitions,
      AtomicInteger builtins,
      LivePace pace,
      Watchdog watchdog,
      ProgramSlices programs,
      int mostFences) {
    this.backend = backend;
    this.partitions = partitions;
    this.builtins = builtins;
    this.pace = pace;
    this.watchdog = watchdog;
    this.programs = programs;
    this.request = new SliceRequest(mostFences, partitions.count());
    this.report = new SliceReport(partitions.count());
  }

  /** Has no slice go on living from now on. Any thread. */
  void close(long giveUp) {
    closing = true;
    backend.giveUpAt(giveUp);
  }

  /** Returns whether it was closed. Any thread. */
  boolean closing() {
    return closing;
  }

  /** Returns whether a slice runs, as of a moment ago. Any thread. */
  boolean running() {
    return running;
  }

  /** Returns whether a program's dispatch runs, as of a moment ago. Any thread. */
  boolean programRuns() {
    return programRuns;
  }

  /** Returns whether slices can be live here. Any thread. */
  boolean canLive() {
    return pace != null;
  }

  /** Returns whether a live slice runs. */
  boolean live() {
    return running && request.live;
  }

  /** Returns whether the next turn may find something to do. */
  boolean due() {
    return running || unseen || partitions.due() || partitions.published();
  }

  /**
   * Has the next turn look through everything again: something has happened between slices that may
   * leave something to do, or took notice of what was published.
   */
  void disturbed() {
    unseen = true;
  }

  /**
   * Returns whether a slice that runs has all operations that were published; the next one has its
   * kernel prepared before it starts. Any thread.
   */
  boolean upToDate() {
    return !running || (builtins.get() & ~kernelOperations) == 0;
  }

  /** Returns how many slices and dispatches of programs were started. Any thread. */
  long started() {
    return started.get();
  }

  /** Returns how many records PRINTF had to drop, as of the last slice. Any thread. */
  long droppedPrints() {
    return Integer.toUnsignedLong(droppedPrints);
  }

  /** Waits a moment for a live slice to do something. Without the lock. */
  void awaitLive(boolean few) {
    pace.pause(partitions.attended(), few);
  }

  /** Waits until a slice that is not live, and that runs, has ended; it is looked after later. */
  void awaitFence() {
    backend.ended(true);
  }

  /** Takes what the device still says, and nothing from it any more. */
  void leaveDevice() {
    backend.end();
    running = false; // producers do not wait for a kernel to be prepared any more
    programRuns = false;
    programs.forget();
    stopping = false;
    partitions.raiseDoorbell();
    partitions.take(true);
  }

  /** All that was published lies in the ring of another device, which has run nothing yet. */
  void moved() {
    nothingToResume();
    kernelOperations = 0;
    droppedBefore = droppedPrints;
    programs.moved();
  }

  private void nothingToResume() {
    resumeCount = 0;
    requeueCount = 0;
    resumable = 0;
  }

  /** Makes sure that the next slice has all operations. */
  void prepare() {
    int operations = builtins.get();
    backend.prepare(operations);
    kernelOperations = operations;
  }

  /**
   * Does what there is to do without waiting.
   *
   * @param builds whether this thread may build the kernel that a slice needs
   * @return whether there was anything, that is not left to another thread
   */
  boolean turn(boolean builds) {
    if (running) {
      return attend();
    }
    unseen = false;
    boolean raised = partitions.raiseDoorbell();
    if (raised) {
      // A live slice may have run a slot before this thread could see it published, and ended.
      partitions.takeClaimed();
    }
    if (!shutDown && resumable == 0 && programs.claim()) {
      nothingToResume(); // mere tickets, which would seem to be slots that were claimed
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
    if (!builds && !backend.prepared(builtins.get())) {
      unseen = true; // the doorbell is raised already
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
    started.incrementAndGet();
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
      started.incrementAndGet();
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

  /** Ends the slice that runs, if one does; a live one is told to. Waits for it. */
  void end() {
    if (running && request.live && !stopping) {
      stop();
    }
    endSlice();
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

  /** Cancels everything that was published and has not completed. */
  void cancelRest() {
    programs.forget();
    partitions.cancelRest();
    nothingToResume();
  }
}
