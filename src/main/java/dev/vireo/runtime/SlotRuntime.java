package dev.vireo.runtime;

import dev.vireo.gpu.ExitGuard;
import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.SignalException;
import dev.vireo.protocol.Slot;
import dev.vireo.runtime.events.PublishBatchEvent;
import dev.vireo.runtime.events.Recorder;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.socket.TelemetrySocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A ring, the backend that runs its slots, and the pump between them. Safe for use by any number of
 * threads.
 */
public final class SlotRuntime implements AutoCloseable {
  private static final long JOIN_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  // What a slice that runs when the rest is cancelled has for its end, also on a busy machine.
  private static final long LAST_SLICE_NANOS = TimeUnit.SECONDS.toNanos(1);

  // Short rings go round while a thread that is about to ask for its handle is off its core.
  private static final int LEAST_RING_KEPT = 4096;

  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SlotBackend backend;
  private final boolean live;
  private final RuntimeSettings settings;
  private final Partitions partitions;
  private final Publisher publisher; // any partition's: they share the built-ins
  private final TenantLedger ledger;
  private final Tenants tenants;
  private final long openedAt = System.nanoTime();
  private final ProgramTiers tiers;
  private final Slices slices;
  private final Pump pump;
  private final Life life;
  private final Completions completions;
  private final Arena arena;
  private final ProgramLoader programs;
  private final Thread thread;
  private final ExitGuard.Registration exit;
  private final TelemetrySocket socket; // null where nobody may look
  private final ReentrantLock accessLock = new ReentrantLock();
  private final ReentrantLock closeLock = new ReentrantLock();

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
    RingGeometry ring = new RingGeometry(settings.ringSlots());
    live = backend.stamps() != null;
    RingWriter writer = new RingWriter(backend.ring(), backend.stamps(), backend.writeCombined());
    AtomicInteger builtins = new AtomicInteger(settings.builtins());
    ledger = new TenantLedger(ring);
    Recovery recovery = new Recovery(backend, writer, ledger, ring.slots());
    partitions = partitions(ring, writer, doorbell, builtins, recovery, steps);
    Partition first = partitions.first();
    publisher = first.publisher();
    tenants = new Tenants(backend, first.outstanding(), ledger, this::whileMapped);
    LivePace pace = live ? new LivePace(settings.idleNanos(), backend.sparesCores()) : null;
    tiers = new ProgramTiers(backend, settings.tiers(), this::betweenSlices);
    ProgramTable table = new ProgramTable();
    ProgramSlices dispatches = new ProgramSlices(backend, partitions, table, ledger, tiers);
    Watchdog watchdog = new Watchdog(settings.watchdogNanos());
    slices = new Slices(backend, partitions, builtins, pace, watchdog, dispatches, mostFences);
    pump = new Pump(backend, partitions, doorbell, recovery, slices);
    life = new Life(pump, first.outstanding());
    completions = new Completions(partitions, pump, slices, life, settings.firstSequence());
    arena = new Arena(backend, pump, life, dispatches);
    programs = new ProgramLoader(backend, partitions, pump, life, arena, table, tiers, dispatches);
    thread = new Thread(pump, "vireo-pump");
    thread.setDaemon(true);
    pump.setThread(thread);
    for (Partition partition : partitions.each()) {
      partition.publisher().setPump(pump::prepareNow, pump::takeNow);
      partition.outstanding().setHelp(pump::help, thread);
    }
    exit = ExitGuard.register(this, Duration.ofNanos(mostCloseNanos() + JOIN_MARGIN_NANOS));
    thread.start();
    socket = settings.telemetry() ? TelemetrySocket.open(this::telemetry) : null;
  }

  private Partitions partitions(
      RingGeometry ring,
      RingWriter writer,
      Doorbell doorbell,
      AtomicInteger builtins,
      Recovery recovery,
      SubmitSteps steps) {
    Availability availability = new Availability(ring);
    RingGeometry[] geometries = RingGeometry.partitions(ring.slots(), settings.partitioned());
    Partition[] made = new Partition[geometries.length];
    for (int i = 0; i < made.length; i++) {
      RingGeometry geometry = geometries[i];
      CompletionRecords records = new CompletionRecords(backend.completions(), geometry);
      records.prepare(settings.firstSequence());
      writer.prepareStamps(settings.firstSequence(), geometry);
      Outstanding outstanding =
          new Outstanding(
              new CompletionStore(Math.max(geometry.slots(), LEAST_RING_KEPT)),
              settings.firstSequence(),
              settings.spinNanos(),
              settings.telemetry() ? new RoundTripSamples() : null);
      Priority priority = made.length == 1 ? null : Priority.values()[i];
      Publisher publisher =
          new Publisher(
              geometry,
              priority,
              writer,
              availability,
              outstanding,
              doorbell,
              ledger,
              builtins,
              settings,
              steps);
      Parkings parkings =
          new Parkings(backend.completions(), ring.slots(), geometry, availability, outstanding);
      made[i] =
          new Partition(
              i,
              geometry,
              availability,
              publisher,
              outstanding,
              records,
              ledger,
              parkings,
              recovery);
    }
    return new Partitions(made);
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

  /** Returns what has been done so far; also after the end. */
  public Telemetry telemetry() {
    List<PartitionTelemetry> parts = new ArrayList<>();
    for (Partition each : partitions.each()) {
      Priority priority = partitions.count() == 1 ? null : Priority.values()[each.number()];
      parts.add(each.telemetry(priority, settings.firstSequence()));
    }
    return new Telemetry(
        deviceName(),
        mode(),
        modeReason(),
        Duration.ofNanos(System.nanoTime() - openedAt),
        slices.started(),
        pump.recoveries(),
        promotions(),
        parts,
        ledger.telemetry(parts));
  }

  /**
   * Publishes a slot as the owner, in the name of the tenant that it names, and returns its handle.
   * Allocates nothing.
   */
  public long publish(Slot slot) {
    return publish(null, slot);
  }

  /** Publishes a slot of tenant 0 and returns its handle. Allocates nothing. */
  public long publish(int opcode, int priority, int arg0, int arg1, int arg2) {
    return publish(null, opcode, priority, arg0, arg1, arg2);
  }

  /** Publishes consecutive slots as the owner; see {@link #publish(Slot)}. */
  public long publish(List<Slot> batch) {
    return publish(null, batch);
  }

  /** Publishes a tenant's slot and returns its handle. Allocates nothing. */
  public long publish(TenantAccount tenant, Slot slot) {
    Partition to = partitions.of(slot.priority().ordinal());
    return Handles.of(to.number(), to.publisher().publish(tenant, slot));
  }

  /** Publishes a tenant's slot and returns its handle. Allocates nothing. */
  public long publish(
      TenantAccount tenant, int opcode, int priority, int arg0, int arg1, int arg2) {
    Partition to = partitions.of(priority);
    return Handles.of(
        to.number(), to.publisher().publish(tenant, opcode, priority, arg0, arg1, arg2));
  }

  /**
   * Publishes a tenant's consecutive slots, all of one priority where the ring has partitions, and
   * returns the first one's handle.
   */
  public long publish(TenantAccount tenant, List<Slot> batch) {
    boolean one = partitions.count() == 1 || batch.isEmpty();
    Partition to = one ? partitions.first() : partitions.of(batch.get(0).priority().ordinal());
    if (!Recorder.used()) {
      return Handles.of(to.number(), to.publisher().publish(tenant, batch));
    }
    PublishBatchEvent event = new PublishBatchEvent();
    event.begin();
    long handle = Handles.of(to.number(), to.publisher().publish(tenant, batch));
    event.commit(batch.size(), handle, tenant == null ? batch.get(0).tenant() : tenant.id());
    return handle;
  }

  /**
   * Registers a tenant.
   *
   * @param reserved ids that are given only to who asks for them
   */
  public TenantAccount register(TenantGrant grant, BitSet reserved) {
    life.checkOpen();
    publisher.need(Builtin.TENANTS_BIT);
    TenantAccount account = tenants.register(grant, reserved);
    mirror(account);
    return account;
  }

  /** Lets nothing of a tenant run any more, but for what was claimed already. */
  public void revoke(TenantAccount tenant) {
    tenants.revoke(tenant);
    mirror(tenant);
    programs.evict(tenant);
  }

  /**
   * Waits until no slot of a tenant is outstanding, and gives its id up.
   *
   * @throws dev.vireo.protocol.TenantException.QuiesceTimeout when the time is over first
   */
  public void quiesce(TenantAccount tenant, Duration timeout) throws InterruptedException {
    if (tenants.quiesce(tenant, timeout)) {
      mirror(tenant);
      programs.evict(tenant);
    }
  }

  private void mirror(TenantAccount tenant) {
    if (!Tenants.mirrored(tenant.id()) || life.over()) {
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
      life.callUnlessFailed(work);
      return;
    }
    accessLock.lock();
    try {
      if (!life.closed()) {
        work.run();
      }
    } finally {
      accessLock.unlock();
    }
  }

  /** Returns the completion's status word, or 0 while there is none. Allocates nothing. */
  public int status(long handle) {
    return completions.status(partitions.ofHandle(handle), Handles.sequence(handle));
  }

  /**
   * Returns both result words of a slot that has completed, the first in the low half. Allocates
   * nothing.
   */
  public long results(long handle) {
    return completions.results(partitions.ofHandle(handle), Handles.sequence(handle));
  }

  /**
   * Waits until the slot has completed.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return how it ended, or null when the time is over
   */
  public Ended await(long handle, long nanos) throws InterruptedException {
    return completions.await(partitions.ofHandle(handle), Handles.sequence(handle), nanos);
  }

  /**
   * Tells {@code listener} on the pump's thread, or at once on this one when the slot has completed
   * already.
   */
  public void listen(long handle, CompletionListener listener) {
    completions.listen(partitions.ofHandle(handle), Handles.sequence(handle), listener);
  }

  /**
   * Has a slot that waits for a signal go on, or keeps the signal until it waits.
   *
   * @throws SignalException when the slot has completed, or has not taken the signal before
   */
  public void signal(long handle, int word) {
    int status = status(handle);
    if (status != 0) {
      throw new SignalException.Completed(
          handle, word, CompletionStatus.of(status & CompletionLayout.STATUS_MASK));
    }
    Integer kept = pump.signal(partitions.ofHandle(handle), Handles.sequence(handle), word);
    if (kept != null) {
      throw new SignalException.Untaken(handle, kept, word);
    }
  }

  /** Waits until everything that was published before this call has completed. */
  public void drain() throws InterruptedException {
    long[] ends = partitions.cursors();
    for (Partition partition : partitions.each()) {
      long end = ends[partition.number()];
      Outstanding outstanding = partition.outstanding();
      outstanding.awaitPrefix(end, Long.MAX_VALUE);
      RuntimeException failure = outstanding.failure();
      if (outstanding.prefix() < end && failure != null) {
        throw failure;
      }
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

  /** Returns the words of resources. */
  public Arena arena() {
    return arena;
  }

  /** Returns what loads programs. */
  public ProgramLoader programs() {
    return programs;
  }

  /** Returns how often a program began to run compiled. */
  public int promotions() {
    return tiers.promotions();
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
    return slices.droppedPrints();
  }

  private void access(Runnable work, boolean betweenSlices) {
    if (betweenSlices || !backend.directAccess()) {
      life.checkOpen();
      pump.call(work);
      return;
    }
    // Closing unmaps the memory: it takes the same lock.
    accessLock.lock();
    try {
      life.checkOpen();
      work.run();
    } finally {
      accessLock.unlock();
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
    for (Partition partition : partitions.each()) {
      partition.publisher().close("the megakernel was closed");
    }
    tiers.close();
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
    RuntimeException failure = life.failure();
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
      if (life.closed()) {
        return;
      }
      accessLock.lock();
      life.close();
      accessLock.unlock();
      exit.close();
      if (socket != null) {
        socket.close();
      }
      // A producer that still fills a slot, a thread that looks at a record, or a pump that did not
      // end, may touch the memory: then it is left mapped.
      if (pump.quiet() && left() && !backend.abandoned()) {
        backend.close();
      }
    } finally {
      closeLock.unlock();
    }
  }

  private boolean left() {
    for (Partition partition : partitions.each()) {
      if (!partition.outstanding().cells().leftWithin(LEAVE_NANOS)) {
        return false;
      }
    }
    return true;
  }
}
