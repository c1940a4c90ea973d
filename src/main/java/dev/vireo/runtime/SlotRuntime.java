package dev.vireo.runtime;

import dev.vireo.gpu.ExitGuard;
import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionExpiredException;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.SignalException;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.TenantException;
import dev.vireo.protocol.VireoException;
import dev.vireo.runtime.events.PublishBatchEvent;
import dev.vireo.runtime.events.Recorder;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.socket.TelemetrySocket;
import dev.vireo.vir0.LaunchException;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

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

  /**
   * Resources begin at multiples of 256 bytes, the largest alignment that devices ask for of what
   * is bound by itself.
   */
  private static final long ALIGNMENT_WORDS = 64;

  /** A tenant's resources have this part of the arena, unless it asks for another. */
  private static final int DEFAULT_RESOURCE_SHARE = 8;

  private static final long UNLOAD_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int POLLS_PER_HELP = 16;
  private static final int WATCH_LOOKS = 500; // about 20 µs
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SlotBackend backend;
  private final boolean live;
  private final RuntimeSettings settings;
  private final Partition[] partitions; // one where the ring has none
  private final Partition first;
  private final TenantLedger ledger;
  private final Tenants tenants;
  private final long openedAt = System.nanoTime();
  private final ProgramTable programTable = new ProgramTable();
  private final ProgramTiers tiers;
  private final ProgramSlices programs;
  private final WordAllocator arena; // guarded by the pump's turns, as is what follows
  private final Set<ArenaRange> ranges = new HashSet<>();
  private final Pump pump;
  private final Thread thread;
  private final ExitGuard.Registration exit;
  private final TelemetrySocket socket; // null where nobody may look
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
    RingGeometry ring = new RingGeometry(settings.ringSlots());
    live = backend.stamps() != null;
    RingWriter writer = new RingWriter(backend.ring(), backend.stamps(), backend.writeCombined());
    AtomicInteger builtins = new AtomicInteger(settings.builtins());
    ledger = new TenantLedger(ring);
    Recovery recovery = new Recovery(backend, writer, ledger, ring.slots());
    partitions = partitions(ring, writer, doorbell, builtins, recovery, steps);
    first = partitions[0];
    tenants = new Tenants(backend, first.outstanding(), ledger, this::whileMapped);
    LivePace pace = live ? new LivePace(settings.idleNanos(), backend.sparesCores()) : null;
    Partitions all = new Partitions(partitions);
    tiers = new ProgramTiers(backend, settings.tiers(), this::betweenSlices);
    programs = new ProgramSlices(backend, all, programTable, ledger, tiers);
    arena = new WordAllocator(backend.mostArenaWords(), backend.arenaBlockWords(), ALIGNMENT_WORDS);
    pump =
        new Pump(
            backend,
            all,
            builtins,
            doorbell,
            pace,
            new Watchdog(settings.watchdogNanos()),
            recovery,
            programs,
            mostFences);
    thread = new Thread(pump, "vireo-pump");
    thread.setDaemon(true);
    pump.setThread(thread);
    for (Partition partition : partitions) {
      partition.publisher().setPump(pump::prepareNow, pump::takeNow);
      partition.outstanding().setHelp(pump::help, thread);
    }
    exit = ExitGuard.register(this, Duration.ofNanos(mostCloseNanos() + JOIN_MARGIN_NANOS));
    thread.start();
    socket = settings.telemetry() ? TelemetrySocket.open(this::telemetry) : null;
  }

  private Partition[] partitions(
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
    return made;
  }

  // What a slot of this priority is published through.
  private Partition partition(int priority) {
    return partitions.length == 1 ? first : partitions[priority];
  }

  /** Returns where the slot with this handle lies. */
  private Partition partitionOf(long handle) {
    int number = Handles.partition(handle);
    if (handle >= 0 && number < partitions.length) {
      return partitions[number];
    }
    throw new IllegalArgumentException(
        "handle 0x"
            + Long.toHexString(handle)
            + " names partition "
            + number
            + "; this ring has "
            + (partitions.length == 1
                ? "one, number 0"
                : partitions.length + ", from number 0 on"));
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
    for (Partition each : partitions) {
      Priority priority = partitions.length == 1 ? null : Priority.values()[each.number()];
      parts.add(each.telemetry(priority, settings.firstSequence()));
    }
    return new Telemetry(
        deviceName(),
        mode(),
        modeReason(),
        Duration.ofNanos(System.nanoTime() - openedAt),
        pump.slices(),
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
    Partition to = partition(slot.priority().ordinal());
    return Handles.of(to.number(), to.publisher().publish(tenant, slot));
  }

  /** Publishes a tenant's slot and returns its handle. Allocates nothing. */
  public long publish(
      TenantAccount tenant, int opcode, int priority, int arg0, int arg1, int arg2) {
    Partition to = partition(priority);
    return Handles.of(
        to.number(), to.publisher().publish(tenant, opcode, priority, arg0, arg1, arg2));
  }

  /**
   * Publishes a tenant's consecutive slots, all of one priority where the ring has partitions, and
   * returns the first one's handle.
   */
  public long publish(TenantAccount tenant, List<Slot> batch) {
    boolean one = partitions.length == 1 || batch.isEmpty();
    Partition to = one ? first : partition(batch.get(0).priority().ordinal());
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
    checkOpen();
    first.publisher().need(Builtin.TENANTS_BIT);
    TenantAccount account = tenants.register(grant, reserved);
    mirror(account);
    return account;
  }

  /** Lets nothing of a tenant run any more, but for what was claimed already. */
  public void revoke(TenantAccount tenant) {
    tenants.revoke(tenant);
    mirror(tenant);
    evict(tenant);
  }

  /**
   * Waits until no slot of a tenant is outstanding, and gives its id up.
   *
   * @throws dev.vireo.protocol.TenantException.QuiesceTimeout when the time is over first
   */
  public void quiesce(TenantAccount tenant, Duration timeout) throws InterruptedException {
    if (tenants.quiesce(tenant, timeout)) {
      mirror(tenant);
      evict(tenant);
    }
  }

  private void mirror(TenantAccount tenant) {
    if (!Tenants.mirrored(tenant.id()) || closed || failure() != null) {
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
        if (failure() == null) {
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

  private RuntimeException failure() {
    return first.outstanding().failure();
  }

  /** Returns the completion's status word, or 0 while there is none. Allocates nothing. */
  public int status(long handle) {
    return status(partitionOf(handle), Handles.sequence(handle));
  }

  private int status(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    CompletionStore store = outstanding.store();
    int status = store.status(sequence);
    if (status != 0) {
      return status;
    }
    check(partition, sequence);
    if (live) {
      status = recordedStatus(partition, sequence);
      if (status != 0) {
        outstanding.seen(sequence);
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
      help();
    }
    return 0;
  }

  private void help() {
    StackReserve.check();
    pump.help();
  }

  /**
   * Looks at the record that a running kernel writes. Whoever has seen it once sees it until it is
   * taken: others may hold that up, because slots are taken in order.
   *
   * @return the status word; 0 also when the completion is not there, or was taken
   */
  private int recordedStatus(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    int cell = outstanding.cells().enter(sequence);
    if (cell < 0) {
      help();
      return 0;
    }
    try {
      // The memory is there as long as a cell is taken and nothing was freed before.
      if (closed || sequence < outstanding.prefix()) {
        return 0;
      }
      int status = partition.records().status(sequence);
      VarHandle.loadLoadFence();
      return stillHolds(partition, sequence) ? status : 0;
    } finally {
      outstanding.cells().leave(cell);
    }
  }

  /**
   * Returns whether a record that was just read tells of this slot: its slot may be in use again,
   * or the ring may have moved, where the pump alone knows how it ended; or it is a fence, whose
   * results the pump adds.
   */
  private static boolean stillHolds(Partition partition, long sequence) {
    return sequence >= partition.outstanding().prefix()
        && sequence >= partition.moved()
        && !partition.fence(sequence);
  }

  /**
   * Returns both result words of a slot that has completed, the first in the low half. Allocates
   * nothing.
   */
  public long results(long handle) {
    return results(partitionOf(handle), Handles.sequence(handle));
  }

  private long results(Partition partition, long sequence) {
    if (status(partition, sequence) == 0) {
      throw new IllegalStateException(
          "the slot with sequence "
              + sequence
              + " has not completed; poll its status or await it first");
    }
    return live
        ? recordedResults(partition, sequence)
        : partition.outstanding().store().results(sequence);
  }

  private long recordedResults(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    CompletionStore store = outstanding.store();
    int cell = -1;
    while (!store.has(sequence) && cell < 0) {
      cell = outstanding.cells().enter(sequence);
      if (cell < 0) {
        help(); // all cells are taken: the pump gets there
      }
    }
    if (cell >= 0) {
      try {
        if (!closed && sequence >= outstanding.prefix()) {
          long results = CompletionRecords.resultsAt(partition.records().record(sequence));
          VarHandle.loadLoadFence();
          if (stillHolds(partition, sequence)) {
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
  public Ended await(long handle, long nanos) throws InterruptedException {
    Partition partition = partitionOf(handle);
    long sequence = Handles.sequence(handle);
    Waiters cells = partition.outstanding().cells();
    int cell = cells.enter(sequence);
    if (cell < 0) {
      return awaitAsListener(partition, sequence, nanos);
    }
    try {
      return awaitInCell(partition, sequence, nanos, cell);
    } finally {
      cells.leave(cell);
    }
  }

  private Ended awaitInCell(Partition partition, long sequence, long nanos, int cell)
      throws InterruptedException {
    Outstanding outstanding = partition.outstanding();
    long start = System.nanoTime();
    check(partition, sequence);
    Ended ended = live && nanos > 0 ? watch(partition, sequence) : null;
    if (ended == null) {
      StackReserve.check(); // threads that wait take turns of the pump's
      ended = look(partition, sequence, cell);
    }
    while (ended == null) {
      Spin spin = outstanding.spin(nanos);
      try {
        while (ended == null && spin.on()) {
          ended = look(partition, sequence, cell);
        }
      } finally {
        outstanding.spun();
      }
      if (ended == null) {
        long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
        if (!outstanding.awaitSettled(sequence, left)) {
          return look(partition, sequence, cell);
        }
        ended = look(partition, sequence, cell);
      }
    }
    return ended;
  }

  /** Looks at nothing but the record for a few microseconds, in which a running kernel answers. */
  private Ended watch(Partition partition, long sequence) {
    Ended ended = null;
    for (int i = 0; i < WATCH_LOOKS && ended == null && pump.running(); i++) {
      ended = recorded(partition, sequence);
      if (ended == null) {
        Thread.onSpinWait();
      }
    }
    return ended;
  }

  /**
   * Returns what the record says, in a cell; null when the completion is not there or was taken.
   */
  private Ended recorded(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    if (closed || sequence < outstanding.prefix()) {
      return null;
    }
    long record = partition.records().record(sequence);
    int status = CompletionRecords.status(record, sequence);
    if (status == 0) {
      return null;
    }
    long results = CompletionRecords.resultsAt(record);
    VarHandle.loadLoadFence();
    if (!stillHolds(partition, sequence)) {
      return null;
    }
    outstanding.seen(sequence);
    return new Ended(status, results);
  }

  /** Returns how the slot ended, or null when it has not. */
  private Ended look(Partition partition, long sequence, int cell) {
    Outstanding outstanding = partition.outstanding();
    Ended recorded = live ? recorded(partition, sequence) : null;
    if (recorded != null) {
      return recorded;
    }
    int delivered = outstanding.cells().status(cell);
    if (delivered != 0) {
      return new Ended(delivered, outstanding.cells().results(cell));
    }
    try {
      int status = status(partition, sequence);
      return status == 0 ? null : new Ended(status, results(partition, sequence));
    } catch (CompletionExpiredException expired) {
      // It was delivered before it expired, unless it had expired before this thread came.
      delivered = outstanding.cells().status(cell);
      if (delivered != 0) {
        return new Ended(delivered, outstanding.cells().results(cell));
      }
      throw expired;
    }
  }

  private Ended awaitAsListener(Partition partition, long sequence, long nanos)
      throws InterruptedException {
    Capture capture = new Capture();
    listen(partition, sequence, capture);
    return partition.outstanding().awaitSettled(sequence, nanos) ? capture.await() : null;
  }

  /**
   * Tells {@code listener} on the pump's thread, or at once on this one when the slot has completed
   * already.
   */
  public void listen(long handle, CompletionListener listener) {
    listen(partitionOf(handle), Handles.sequence(handle), listener);
  }

  private void listen(Partition partition, long sequence, CompletionListener listener) {
    check(partition, sequence);
    Outstanding outstanding = partition.outstanding();
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
  public void signal(long handle, int word) {
    int status = status(handle);
    if (status != 0) {
      throw new SignalException.Completed(
          handle, word, CompletionStatus.of(status & CompletionLayout.STATUS_MASK));
    }
    Integer kept = pump.signal(partitionOf(handle), Handles.sequence(handle), word);
    if (kept != null) {
      throw new SignalException.Untaken(handle, kept, word);
    }
  }

  /** Waits until everything that was published before this call has completed. */
  public void drain() throws InterruptedException {
    long[] ends = Arrays.stream(partitions).mapToLong(each -> each.publisher().cursor()).toArray();
    for (Partition partition : partitions) {
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

  /**
   * Makes a range of zeroed words in the arena.
   *
   * @param owner the tenant whose it is; null for the owner of the megakernel
   * @throws DeviceException when there is no gap that is long enough
   * @throws TenantException.ResourceBackpressure when the tenant would have too many
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  public ArenaRange allocate(int words, TenantAccount owner) {
    checkOpen();
    ArenaRange[] range = new ArenaRange[1];
    try {
      pump.call(
          () -> {
            if (range[0] == null) {
              charge(owner, words);
              range[0] = new ArenaRange(allocated(words), words, owner);
              ranges.add(range[0]);
              if (owner != null) {
                owner.resourceWords += words;
              }
            }
            backend.clearArena(range[0].first(), words);
          });
    } catch (RuntimeException failed) {
      if (range[0] != null && !closed && failure() == null) {
        pump.call(() -> release(range[0]));
      }
      throw failed;
    }
    return range[0];
  }

  private void charge(TenantAccount owner, int words) {
    if (owner == null) {
      return;
    }
    if (owner.closed()) {
      throw new TenantException.Revoked(owner.id());
    }
    long cap = owner.grant().resourceWords();
    cap = cap == 0 ? backend.mostArenaWords() / DEFAULT_RESOURCE_SHARE : cap;
    if (words > cap - owner.resourceWords) {
      throw new TenantException.ResourceBackpressure(owner.id(), owner.resourceWords, words, cap);
    }
    owner.hasPrograms = true;
  }

  private long allocated(int words) {
    if (words > backend.arenaBlockWords()) {
      throw new DeviceException(
          String.format(
              "a resource of %d words; %s binds at most %d words as one buffer: make smaller ones",
              words, backend.deviceName(), backend.arenaBlockWords()));
    }
    long first = arena.allocate(words);
    if (first < 0) {
      throw new DeviceException(
          String.format(
              "no room for a resource of %d words: %d of %d are free on %s, perhaps in pieces;"
                  + " close resources, or make smaller ones",
              words, arena.left(), backend.mostArenaWords(), backend.deviceName()));
    }
    return first;
  }

  /** Waits until no program works on a range, and gives its words up. */
  public void free(ArenaRange range) {
    range.close();
    whenProgramsAllow(() -> !programs.uses(range), () -> release(range));
  }

  // Its tenant may have been revoked meanwhile, and with it the range.
  private void release(ArenaRange range) {
    range.close();
    backend.forgetBindings();
    if (ranges.remove(range)) {
      arena.free(range.first());
      if (range.owner() != null) {
        range.owner().resourceWords -= range.words();
      }
    }
  }

  /**
   * Reads words of a range.
   *
   * @throws ClosedException when it was given up
   */
  public void read(ArenaRange range, int first, int[] into, int offset, int count) {
    access(range, () -> backend.readArena(range.first() + first, into, offset, count));
  }

  /**
   * Stores words into a range, for programs that begin afterwards.
   *
   * @throws ClosedException when it was given up
   */
  public void write(ArenaRange range, int first, int[] from, int offset, int count) {
    access(range, () -> backend.writeArena(range.first() + first, from, offset, count));
  }

  // Checked while nobody gives it up: the words may be another tenant's then.
  private void access(ArenaRange range, Runnable work) {
    checkOpen();
    pump.call(
        () -> {
          if (range.closed()) {
            throw new ClosedException("the resource was closed, or its tenant revoked", null);
          }
          work.run();
        });
  }

  /**
   * Gives a program an opcode, and compiles it where all are to be.
   *
   * @param owner the tenant whose program it is; null for the owner of the megakernel
   * @throws dev.vireo.vir0.UnsupportedProgramException when the device has no room for its state,
   *     or it is to be compiled and has a construct that cannot be
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  public LoadedCode load(ProgramCode code, TenantAccount owner) {
    checkOpen();
    if (owner != null) {
      owner.hasPrograms = true;
    }
    if (!backend.reservedProgram(code)) { // else a running slice need not end
      pump.call(() -> backend.reserveProgram(code));
    }
    first.publisher().need(Builtin.PROGRAMS_BIT);
    LoadedCode loaded = programTable.add(code, owner);
    try {
      tiers.loaded(loaded);
    } catch (RuntimeException | Error failed) {
      programTable.remove(loaded);
      throw failed;
    }
    return loaded;
  }

  /** Returns how often a program began to run compiled. */
  public int promotions() {
    return tiers.promotions();
  }

  /** Waits until the slots of a program have completed, and gives its opcode up. */
  public void unload(LoadedCode program) {
    long[] ends = Arrays.stream(partitions).mapToLong(each -> each.publisher().cursor()).toArray();
    whenProgramsAllow(
        () -> !programs.open(program.opcode(), ends),
        () -> {
          programTable.remove(program).forEach(this::releasePush);
          tiers.unloaded(program);
        });
  }

  /**
   * Makes a binding set: a range for each buffer of the program, and push constants.
   *
   * @param ranges for all buffers but push constants
   * @param push as many as the program has
   * @throws LaunchException when one is another tenant's, or they lie too far apart
   * @throws TenantException.Revoked when the program's tenant was revoked, or quiesces
   */
  public int bind(LoadedCode program, List<ArenaRange> ranges, int... push) {
    if (push.length == 0) {
      return bind(new ProgramBinding(program, ranges, null));
    }
    PushWords words = new PushWords(push.clone(), allocate(push.length, program.owner()));
    List<ArenaRange> all = new ArrayList<>(ranges);
    all.add(words.range);
    ProgramBinding binding = new ProgramBinding(program, all, words);
    try {
      return bind(binding);
    } catch (RuntimeException failed) {
      free(words.range);
      throw failed;
    }
  }

  private int bind(ProgramBinding binding) {
    checkOpen();
    LoadedCode program = binding.program();
    List<ArenaRange> ranges = binding.areas();
    for (ArenaRange range : ranges) {
      if (range != ArenaRange.NONE && range.owner() != program.owner()) {
        throw new LaunchException(
            "a resource is another tenant's than the program; make it with the same tenant");
      }
    }
    long blockWords = backend.arenaBlockWords();
    long blocks =
        ranges.stream()
            .filter(range -> range != ArenaRange.NONE)
            .mapToLong(range -> range.first() / blockWords)
            .distinct()
            .count();
    if (blocks > backend.mostBoundBlocks()) {
      throw new LaunchException(
          String.format(
              "the resources lie in %d blocks of %d words each, and a program binds at most %d on"
                  + " %s; make smaller ones, or those of a program one after the other",
              blocks, blockWords, backend.mostBoundBlocks(), backend.deviceName()));
    }
    if (blocks > 1) {
      pump.call(backend::reserveBlocks);
    }
    return programTable.bind(binding);
  }

  /** Forgets a binding set; with push constants, once no program works with them. */
  public void unbind(int id) {
    programTable
        .unbind(id)
        .filter(gone -> gone.push() != null)
        .ifPresent(gone -> free(gone.push().range));
    if (backend.knowsBinding(id) && !closed && failure() == null) {
      pump.call(backend::forgetBindings); // workers that run know it still
    }
  }

  private void releasePush(ProgramBinding gone) {
    if (gone.push() != null) {
      release(gone.push().range);
    }
  }

  /** Gives up what a closed tenant has of programs and resources. */
  private void evict(TenantAccount tenant) {
    List<LoadedCode> its = programTable.removeAll(tenant);
    if (!tenant.hasPrograms || closed || failure() != null) {
      return;
    }
    try {
      pump.call(
          () -> {
            programs.evict(tenant);
            its.forEach(tiers::unloaded);
            for (ArenaRange range : List.copyOf(ranges)) {
              if (range.owner() == tenant) {
                release(range);
              }
            }
          });
    } catch (VireoException gone) {
      if (failure() == null) {
        throw gone;
      }
    }
  }

  private void whenProgramsAllow(BooleanSupplier allowed, Runnable work) {
    boolean[] done = new boolean[1];
    while (!done[0]) {
      if (closed || failure() != null) {
        return; // everything is gone
      }
      try {
        pump.call(
            () -> {
              done[0] = allowed.getAsBoolean();
              if (done[0]) {
                work.run();
              }
            });
      } catch (VireoException gone) {
        if (failure() == null) {
          throw gone;
        }
      }
      if (!done[0]) {
        pump.help(); // on the pump's own thread, nobody else would get on
        LockSupport.parkNanos(this, UNLOAD_WAIT_NANOS);
      }
    }
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
    RuntimeException failure = failure();
    if (failure != null) {
      throw failure;
    }
  }

  private void check(Partition partition, long sequence) {
    long cursor = partition.publisher().cursor();
    if (sequence < settings.firstSequence() || sequence >= cursor) {
      throw new IllegalArgumentException(
          "sequence "
              + sequence
              + " was never submitted here; this megakernel gave out "
              + settings.firstSequence()
              + " to "
              + (cursor - 1)
              + (partitions.length == 1 ? "" : " in partition " + partition.number()));
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
    for (Partition partition : partitions) {
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
    RuntimeException failure = failure();
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
    for (Partition partition : partitions) {
      if (!partition.outstanding().cells().leftWithin(LEAVE_NANOS)) {
        return false;
      }
    }
    return true;
  }
}
