package dev.vireo.runtime;

import dev.vireo.gpu.ExitGuard;
import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionExpiredException;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.SignalException;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.VireoException;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.BitSet;
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

  private static final int POLLS_PER_HELP = 16;
  private static final int WATCH_LOOKS = 500; // about 20 µs
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SlotBackend backend;
  private final CompletionRecords records;
  private final boolean live;
  private final RuntimeSettings settings;
  private final Outstanding outstanding;
  private final Publisher publisher;
  private final Tenants tenants;
  private final Recovery recovery;
  private final Pump pump;
  private final Thread thread;
  private final ExitGuard.Registration exit;
  private final ReentrantLock accessLock = new ReentrantLock();
  private final ReentrantLock closeLock = new ReentrantLock();
  private int polls;
  private volatile boolean closed;

  SlotRuntime(SlotBackend backend, RuntimeSettings settings, int mostFences) {
    this(backend, settings, mostFences, SubmitSteps.NONE, new Doorbell());
  }

  /** As above; {@code steps} is told how far submits get. */
  SlotRuntime(
      SlotBackend backend,
      RuntimeSettings settings,
      int mostFences,
      SubmitSteps steps,
      Doorbell doorbell) {
    this.backend = backend;
    this.settings = settings;
    RingGeometry geometry = new RingGeometry(settings.ringSlots());
    Availability availability = new Availability(geometry);
    live = backend.stamps() != null;
    records = new CompletionRecords(backend.completions(), geometry);
    records.prepare(settings.firstSequence());
    outstanding =
        new Outstanding(
            new CompletionStore(geometry.slots()), settings.firstSequence(), settings.spinNanos());
    RingWriter writer = new RingWriter(backend.ring(), backend.stamps(), backend.writeCombined());
    writer.prepareStamps(settings.firstSequence(), geometry);
    TenantLedger ledger = new TenantLedger(geometry);
    tenants = new Tenants(backend, outstanding, ledger, this::whileMapped);
    publisher =
        new Publisher(
            geometry, writer, availability, outstanding, doorbell, ledger, settings, steps);
    recovery = new Recovery(backend, geometry, writer, records, ledger);
    LivePace pace = live ? new LivePace(settings.idleNanos(), backend.sparesCores()) : null;
    pump =
        new Pump(
            backend,
            geometry,
            availability,
            publisher,
            outstanding,
            doorbell,
            records,
            pace,
            ledger,
            recovery,
            mostFences);
    publisher.setPump(pump::prepareNow, pump::takeNow);
    thread = new Thread(pump, "vireo-pump");
    thread.setDaemon(true);
    pump.setThread(thread);
    outstanding.setHelp(pump::help, thread);
    exit = ExitGuard.register(this, Duration.ofNanos(mostCloseNanos() + JOIN_MARGIN_NANOS));
    thread.start();
  }

  /** Returns the name of the device that runs the slots. */
  public String deviceName() {
    return backend.deviceName();
  }

  /** Returns the mode in force: live or epoch. */
  public Mode mode() {
    return live ? Mode.LIVE : Mode.EPOCH;
  }

  /** Returns why it is that mode, in a sentence. */
  public String modeReason() {
    return backend.modeReason();
  }

  /**
   * Publishes a slot as the owner, in the name of the tenant that it names, and returns its
   * sequence. Allocates nothing.
   */
  public long publish(Slot slot) {
    return publisher.publish(null, slot);
  }

  /** Publishes a slot of tenant 0 and returns its sequence. Allocates nothing. */
  public long publish(int opcode, int priority, int arg0, int arg1, int arg2) {
    return publisher.publish(null, opcode, priority, arg0, arg1, arg2);
  }

  /** Publishes consecutive slots as the owner; see {@link #publish(Slot)}. */
  public long publish(List<Slot> batch) {
    return publisher.publish(null, batch);
  }

  /** Publishes a tenant's slot and returns its sequence. Allocates nothing. */
  public long publish(TenantAccount tenant, Slot slot) {
    return publisher.publish(tenant, slot);
  }

  /** Publishes a tenant's slot and returns its sequence. Allocates nothing. */
  public long publish(
      TenantAccount tenant, int opcode, int priority, int arg0, int arg1, int arg2) {
    return publisher.publish(tenant, opcode, priority, arg0, arg1, arg2);
  }

  /** Publishes a tenant's consecutive slots and returns the first one's sequence. */
  public long publish(TenantAccount tenant, List<Slot> batch) {
    return publisher.publish(tenant, batch);
  }

  /**
   * Registers a tenant.
   *
   * @param reserved ids that are given only to who asks for them
   */
  public TenantAccount register(TenantGrant grant, BitSet reserved) {
    checkOpen();
    publisher.need(Builtin.TENANTS_BIT);
    TenantAccount account = tenants.register(grant, reserved);
    mirror(account);
    return account;
  }

  /** Lets nothing of a tenant run any more, but for what was claimed already. */
  public void revoke(TenantAccount tenant) {
    tenants.revoke(tenant);
    mirror(tenant);
  }

  /**
   * Waits until no slot of a tenant is outstanding, and gives its id up.
   *
   * @throws dev.vireo.protocol.TenantException.QuiesceTimeout when the time is over first
   */
  public void quiesce(TenantAccount tenant, Duration timeout) throws InterruptedException {
    if (tenants.quiesce(tenant, timeout)) {
      mirror(tenant);
    }
  }

  private void mirror(TenantAccount tenant) {
    if (!Tenants.mirrored(tenant.id()) || closed || outstanding.failure() != null) {
      return;
    }
    try {
      access(() -> tenants.writeMirror(tenant.id()), false);
    } catch (ClosedException e) {
      // It closed meanwhile: nobody can read its words any more.
      return;
    }
  }

  /** Runs what touches mapped memory, unless that is gone. */
  private void whileMapped(Runnable work) {
    if (live) {
      // A running kernel need not see what the host changes: the next slice does.
      try {
        pump.call(work);
      } catch (VireoException gone) {
        if (outstanding.failure() == null) {
          throw gone;
        }
      }
      return;
    }
    accessLock.lock();
    try {
      if (!closed) {
        work.run();
      }
    } finally {
      accessLock.unlock();
    }
  }

  /** Returns the completion's status word, or 0 while there is none. Allocates nothing. */
  public int status(long sequence) {
    CompletionStore store = outstanding.store();
    int status = store.status(sequence);
    if (status != 0) {
      return status;
    }
    check(sequence);
    if (live) {
      status = recordedStatus(sequence);
      if (status != 0) {
        return status;
      }
    }
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
    // Who polls and never waits has the completions taken all the same. The count may miss some.
    if (++polls % POLLS_PER_HELP == 0) {
      pump.help();
    }
    return 0;
  }

  /**
   * Looks at the record that a running kernel writes. Whoever has seen it once sees it until it is
   * taken: others may hold that up, because slots are taken in order.
   *
   * @return the status word; 0 also when the completion is not there, or was taken
   */
  private int recordedStatus(long sequence) {
    int cell = outstanding.cells().enter(sequence);
    if (cell < 0) {
      pump.help();
      return 0;
    }
    try {
      // The memory is there as long as a cell is taken and nothing was freed before.
      if (closed || sequence < outstanding.prefix()) {
        return 0;
      }
      int status = records.status(sequence);
      VarHandle.loadLoadFence();
      return stillHolds(sequence) ? status : 0;
    } finally {
      outstanding.cells().leave(cell);
    }
  }

  /**
   * Returns whether a record that was just read tells of this slot: its slot may be in use again,
   * or the ring may have moved, where the pump alone knows how it ended.
   */
  private boolean stillHolds(long sequence) {
    return sequence >= outstanding.prefix() && sequence >= recovery.end();
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
    return live ? recordedResults(sequence) : outstanding.store().results(sequence);
  }

  private long recordedResults(long sequence) {
    CompletionStore store = outstanding.store();
    int cell = -1;
    while (!store.has(sequence) && cell < 0) {
      cell = outstanding.cells().enter(sequence);
      if (cell < 0) {
        pump.help(); // all cells are taken: the pump gets there
      }
    }
    if (cell >= 0) {
      try {
        if (!closed && sequence >= outstanding.prefix()) {
          long results = CompletionRecords.resultsAt(records.record(sequence));
          VarHandle.loadLoadFence();
          if (stillHolds(sequence)) {
            return results;
          }
        }
      } finally {
        outstanding.cells().leave(cell);
      }
    }
    return store.results(sequence);
  }

  /**
   * Waits until the slot has completed.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return how it ended, or null when the time is over
   */
  public Ended await(long sequence, long nanos) throws InterruptedException {
    int cell = outstanding.cells().enter(sequence);
    if (cell < 0) {
      return awaitAsListener(sequence, nanos);
    }
    try {
      return awaitInCell(sequence, nanos, cell);
    } finally {
      outstanding.cells().leave(cell);
    }
  }

  private Ended awaitInCell(long sequence, long nanos, int cell) throws InterruptedException {
    long start = System.nanoTime();
    check(sequence);
    Ended ended = live && nanos > 0 ? watch(sequence) : null;
    if (ended == null) {
      ended = look(sequence, cell);
    }
    while (ended == null) {
      Spin spin = outstanding.spin(nanos);
      try {
        while (ended == null && spin.on()) {
          ended = look(sequence, cell);
        }
      } finally {
        outstanding.spun();
      }
      if (ended == null) {
        long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
        if (!outstanding.awaitSettled(sequence, left)) {
          return look(sequence, cell);
        }
        ended = look(sequence, cell);
      }
    }
    return ended;
  }

  /** Looks at nothing but the record for a few microseconds, in which a running kernel answers. */
  private Ended watch(long sequence) {
    Ended ended = null;
    for (int i = 0; i < WATCH_LOOKS && ended == null && pump.running(); i++) {
      ended = recorded(sequence);
      if (ended == null) {
        Thread.onSpinWait();
      }
    }
    return ended;
  }

  /**
   * Returns what the record says, in a cell; null when the completion is not there or was taken.
   */
  private Ended recorded(long sequence) {
    if (closed || sequence < outstanding.prefix()) {
      return null;
    }
    long record = records.record(sequence);
    int status = CompletionRecords.status(record, sequence);
    if (status == 0) {
      return null;
    }
    long results = CompletionRecords.resultsAt(record);
    VarHandle.loadLoadFence();
    return stillHolds(sequence) ? new Ended(status, results) : null;
  }

  /** Returns how the slot ended, or null when it has not. */
  private Ended look(long sequence, int cell) {
    Ended recorded = live ? recorded(sequence) : null;
    if (recorded != null) {
      return recorded;
    }
    int delivered = outstanding.cells().status(cell);
    if (delivered != 0) {
      return new Ended(delivered, outstanding.cells().results(cell));
    }
    try {
      int status = status(sequence);
      return status == 0 ? null : new Ended(status, results(sequence));
    } catch (CompletionExpiredException expired) {
      // It was delivered before it expired, unless it had expired before this thread came.
      delivered = outstanding.cells().status(cell);
      if (delivered != 0) {
        return new Ended(delivered, outstanding.cells().results(cell));
      }
      throw expired;
    }
  }

  private Ended awaitAsListener(long sequence, long nanos) throws InterruptedException {
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
    if (live) {
      pump.attention();
    }
  }

  /**
   * Has a slot that waits for a signal go on, or keeps the signal until it waits.
   *
   * @throws SignalException when the slot has completed, or has not taken the signal before
   */
  public void signal(long sequence, int word) {
    int status = status(sequence);
    if (status != 0) {
      throw new SignalException.Completed(
          sequence, word, CompletionStatus.of(status & CompletionLayout.STATUS_MASK));
    }
    Integer kept = pump.signal(sequence, word);
    if (kept != null) {
      throw new SignalException.Untaken(sequence, kept, word);
    }
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
    // Workers of a live slice add their counters to the control words when it ends.
    boolean counters = live && first < ControlLayout.OBSERVABLE_BASE;
    access(() -> backend.readControl(first, into, offset, count), counters);
  }

  /** Stores control words, for every slot that is published afterwards. */
  public void writeControl(int first, int[] from, int offset, int count) {
    access(() -> backend.writeControl(first, from, offset, count), false);
  }

  /** Reads the debug log. */
  public int[] readDebugLog() {
    int[][] words = new int[1][];
    access(() -> words[0] = backend.readDebugLog(), false);
    return words[0];
  }

  /** Reads the ring. */
  public int[] readRing() {
    int[][] words = new int[1][];
    access(() -> words[0] = backend.readRing(), false);
    return words[0];
  }

  /** Runs {@code work} on this thread while no slice runs; until it ends nothing completes. */
  public void betweenSlices(Runnable work) {
    pump.call(work);
  }

  /** Returns whether no slice runs and the pump sleeps, for no set time, until it is woken. */
  public boolean sleeps() {
    return pump.sleeps();
  }

  /** Returns how many records PRINTF had to drop, as of the last slice. */
  public long droppedPrints() {
    if (live) {
      pump.call(() -> {});
    }
    return pump.droppedPrints();
  }

  private void access(Runnable work, boolean betweenSlices) {
    if (betweenSlices || !backend.directAccess()) {
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
      // A producer that still fills a slot, a thread that looks at a record, or a pump that did not
      // end, may touch the memory: then it is left mapped.
      if (pump.quiet() && outstanding.cells().leftWithin(LEAVE_NANOS) && !backend.abandoned()) {
        backend.close();
      }
    } finally {
      closeLock.unlock();
    }
  }
}
