package dev.vireo;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogCodec;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.runtime.CompletionListener;
import dev.vireo.runtime.Ended;
import dev.vireo.runtime.SlotRuntime;
import dev.vireo.telemetry.Telemetry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on a Vulkan device, and the ring through which Java threads feed it.
 *
 * <pre>{@code
 * try (Megakernel kernel = Megakernel.open(MegakernelConfig.defaults())) {
 *   long handle = kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 5, 160));
 *   Completion completion = kernel.await(handle);
 * }
 * }</pre>
 *
 * <p>Safe for use by any number of threads. Slots run at once and in any order, though in a ring of
 * partitions urgent ones begin first; a slot sees the effects of those whose completion its
 * submitter had seen. Every accepted slot completes exactly once. The completions of the latest
 * four rings' lengths, and of 16,384 slots at least, can be asked for; older handles raise {@link
 * dev.vireo.protocol.CompletionExpiredException}.
 *
 * <p>When the device is lost, another one is opened in its place, and the slots that have not
 * completed are published again: {@link Completion#republished} tells. Control words, debug log and
 * counters are lost with the device: the words are then as at the start, but for those that the
 * host stored, and quotas are what completed slots have left of them. A slot that may have started
 * runs again only when twice is the same as once (NOP, STORE_U32, LOAD_U32, DFA_STEP, SHUTDOWN,
 * MEMCPY between ranges that do not overlap); any other one ends as {@link CompletionStatus#LOST},
 * and no slot runs twice on one device. Slots with programs always end as LOST, and {@link
 * Resource}s are zeroed. After the third loss in a row without a completion in between the
 * megakernel gives up: whoever waits gets a {@link dev.vireo.protocol.DeviceLostException}. A
 * driver that is out of memory is asked again four times before its device counts as lost.
 *
 * <p>A slice that does not end, because a handler loops without charging fuel, is given up after
 * {@link MegakernelConfig#withWatchdog}: its slot ends as {@link FaultCode#STUCK}, and everything
 * else as if the device were lost.
 *
 * <p>Errors are {@link dev.vireo.protocol.VireoException}s: {@link
 * dev.vireo.protocol.DeviceException} when there is no such device or it failed, {@link
 * dev.vireo.protocol.ClosedException} when nothing can be submitted any more, {@link
 * dev.vireo.protocol.RingFullException} when the ring is full and the configuration says not to
 * wait.
 */
public final class Megakernel implements AutoCloseable {
  private final SlotRuntime runtime;
  private final MegakernelConfig config;
  private final Words words;
  private final TenantGrants tenants;

  private Megakernel(SlotRuntime runtime, MegakernelConfig config) {
    this.runtime = runtime;
    this.config = config;
    this.words = new Words(runtime, config.observableWords());
    this.tenants = new TenantGrants(config);
  }

  /**
   * Opens a megakernel.
   *
   * @throws dev.vireo.protocol.DeviceException when there is no such device, it failed, or its
   *     probe contradicts the mode or what the configuration chooses in place of the probe
   * @throws dev.vireo.protocol.VireoException when a handler does not compile
   * @throws IllegalArgumentException when the ring is too short for its partitions
   */
  public static Megakernel open(MegakernelConfig config) {
    return new Megakernel(RuntimeOpener.open(config), config);
  }

  /** Returns the mode in force: {@link Mode#LIVE} or {@link Mode#EPOCH}. */
  public Mode mode() {
    return runtime.mode();
  }

  /** Returns why it is that mode, in one sentence for people. */
  public String modeReason() {
    return runtime.modeReason();
  }

  /** Returns the name of the device that runs the slots. */
  public String deviceName() {
    return runtime.deviceName();
  }

  /**
   * Registers a tenant, whose slots the device keeps apart from those of others. GUARDED only.
   * Takes an id that was never used, else the one that has been free for longest, else refuses.
   * Costs some microseconds; for ids below 29 also a store to the control words, for readers of the
   * old layout: see {@link Words}. The first tenant has the kernel built anew, unless {@link
   * MegakernelConfig#withTenants} did that; without tenants nothing is paid for them.
   *
   * @throws dev.vireo.protocol.TenantException.RegistryFull when all 1,023 ids are taken
   * @throws dev.vireo.protocol.TenantException.IdTaken when the wanted id is taken
   * @throws IllegalArgumentException when the megakernel cannot grant what {@code spec} asks for
   */
  public Tenant registerTenant(TenantSpec spec) {
    return new Tenant(runtime, runtime.register(tenants.grant(spec), tenants.reserved()));
  }

  /**
   * Submits a slot and returns its handle. Allocates nothing. While the ring is full, or the
   * partition of the slot's priority where there is one, it waits or refuses, as configured.
   *
   * <p>Who holds the megakernel is its owner and may submit in any tenant's name: the slot is bound
   * by what that tenant may do and by its quota, and {@link Tenant#quiesce} waits for it, but it
   * does not wait for the tenant's share of the ring. A name that nobody is registered with ends as
   * FAULT UNKNOWN_TENANT, one that is revoked as FAULT DISABLED_TENANT.
   *
   * <p>An error such as StackOverflowError can come from any step. The ring goes on without the
   * thread: the slot ends as CANCELLED, or runs when a running kernel may have seen it already.
   *
   * @throws dev.vireo.protocol.RingFullException when the ring is full and waiting is over; nothing
   *     was submitted
   * @throws dev.vireo.protocol.ClosedException when the megakernel was closed, shut down by a slot,
   *     or failed
   */
  public long submit(Slot slot) {
    return runtime.publish(slot);
  }

  /**
   * Submits a slot of tenant 0 and NORMAL priority with up to three arguments; see {@link
   * #submit(Slot)}.
   */
  public long submit(int opcode, int arg0, int arg1, int arg2) {
    return runtime.publish(opcode, Priority.NORMAL.ordinal(), arg0, arg1, arg2);
  }

  /**
   * Submits a slot of tenant 0 with up to three arguments; see {@link #submit(Slot)}. The priority
   * matters in a ring of partitions.
   */
  public long submit(Priority priority, int opcode, int arg0, int arg1, int arg2) {
    return runtime.publish(opcode, priority.ordinal(), arg0, arg1, arg2);
  }

  /**
   * Submits consecutive slots, all or none, and returns the first one's handle; the handles of the
   * others follow it one by one.
   *
   * @param batch 1 slot to the ring's length; in a ring of partitions all of one priority, and at
   *     most as long as its partition
   * @throws IllegalArgumentException when it is empty, longer than that, or mixes priorities
   * @throws dev.vireo.protocol.RingFullException as {@link #submit(Slot)} does
   * @throws dev.vireo.protocol.ClosedException likewise
   */
  public long submit(List<Slot> batch) {
    return runtime.publish(batch);
  }

  /**
   * Returns the code of the completion's {@link CompletionStatus}, or 0 while there is none. Never
   * waits, allocates nothing.
   *
   * @throws dev.vireo.protocol.CompletionExpiredException when it completed long ago
   * @throws dev.vireo.protocol.DeviceException when the device failed before it completed
   * @throws IllegalArgumentException when no slot has this handle
   */
  public int poll(long handle) {
    return runtime.status(handle) & CompletionLayout.STATUS_MASK;
  }

  /**
   * Returns the first result word of a slot that has completed. Allocates nothing.
   *
   * @throws IllegalStateException when it has not
   * @throws dev.vireo.protocol.CompletionExpiredException when it completed long ago
   * @throws dev.vireo.protocol.DeviceException when the device failed before it completed
   * @throws IllegalArgumentException when no slot has this handle
   */
  public int result0(long handle) {
    return (int) runtime.results(handle);
  }

  /** Returns the second result word, as {@link #result0} does the first. */
  public int result1(long handle) {
    return (int) (runtime.results(handle) >>> Integer.SIZE);
  }

  /**
   * Has a slot go on whose handler waits with {@code VIREO_WAIT} ({@link
   * dev.vireo.reference.HandlerContext#waitForSignal} in Java): the handler starts again, on any
   * invocation, with its state words, and {@code VIREO_SIGNAL} is {@code word}. A signal that comes
   * before the slot waits is kept until it does; one that a slot never waits for is dropped when it
   * completes. Any thread, callbacks included; costs the start of a slice, some tens of
   * microseconds, for all signals that come together. Only Java signals: no slot can.
   *
   * <p>A slot that waits costs the device nothing, and no slice is started for it, but it is
   * outstanding: {@link #drain}, batch fences published after it, {@link Tenant#quiesce} and {@link
   * #close} (for its timeout; then it is CANCELLED) wait for it, and it keeps its place in the
   * ring: once that has gone round to it, {@code submit} finds the ring full, for everybody, until
   * the slot is signalled. SHUTDOWN in GUARDED cancels it.
   *
   * @throws dev.vireo.protocol.SignalException.Completed when the slot has completed or was
   *     cancelled
   * @throws dev.vireo.protocol.SignalException.Untaken when the slot has not taken the signal
   *     before yet: one is kept for a slot at a time
   * @throws dev.vireo.protocol.CompletionExpiredException when it completed long ago
   * @throws dev.vireo.protocol.DeviceException when the device failed before
   * @throws IllegalArgumentException when no slot has this handle
   */
  public void signal(long handle, int word) {
    runtime.signal(handle, word);
  }

  /**
   * Waits for a slot's completion.
   *
   * @throws InterruptedException when this thread was interrupted; the slot is outstanding still
   * @throws dev.vireo.protocol.CompletionExpiredException when it completed long ago
   * @throws dev.vireo.protocol.DeviceException when the device failed before it completed
   * @throws IllegalArgumentException when no slot has this handle
   */
  public Completion await(long handle) throws InterruptedException {
    Ended ended = runtime.await(handle, Long.MAX_VALUE);
    return completion(handle, ended.status(), ended.results());
  }

  /**
   * Waits for a slot's completion, as {@link #await(long)} does; returns null when the time is over
   * first.
   *
   * @param timeout how long to wait; 0 looks once
   * @throws InterruptedException when this thread was interrupted
   */
  public @Nullable Completion await(long handle, Duration timeout) throws InterruptedException {
    Ended ended = runtime.await(handle, timeout.toNanos());
    return ended == null ? null : completion(handle, ended.status(), ended.results());
  }

  /**
   * Returns a future of a slot's completion. It completes on the pump's thread, or on the
   * configured executor; it completes exceptionally when the device fails.
   *
   * @throws dev.vireo.protocol.CompletionExpiredException when it completed long ago
   * @throws IllegalArgumentException when no slot has this handle
   */
  public CompletableFuture<Completion> future(long handle) {
    CompletableFuture<Completion> future = new CompletableFuture<>();
    runtime.listen(
        handle,
        new CompletionListener() {
          @Override
          public void completed(long sequence, int status, long results) {
            Completion completion = completion(handle, status, results);
            config.callbackExecutor().execute(() -> future.complete(completion));
          }

          @Override
          public void failed(RuntimeException cause) {
            config.callbackExecutor().execute(() -> future.completeExceptionally(cause));
          }
        });
    return future;
  }

  private static Completion completion(long handle, int word, long results) {
    return new Completion(
        handle,
        Objects.requireNonNull(CompletionStatus.of(word & CompletionLayout.STATUS_MASK)),
        FaultCode.values()[word >>> CompletionLayout.FAULT_SHIFT & CompletionLayout.FAULT_MASK],
        (int) results,
        (int) (results >>> Integer.SIZE),
        word >>> CompletionLayout.REPUBLISHED_SHIFT & CompletionLayout.REPUBLISHED_MOST);
  }

  /** Returns the observable words. */
  public Words words() {
    return words;
  }

  /**
   * Returns how often each of the opcodes 0 to 31 was executed, modulo 2^32. Costs a read of 32
   * words; see {@link Words}.
   */
  public int[] metrics() {
    int[] counters = new int[ControlLayout.METRICS_SLOTS];
    runtime.readControl(ControlLayout.METRICS_BASE, counters, 0, counters.length);
    return counters;
  }

  /**
   * Returns how many slots ended as DONE, modulo 2^32. Costs a read of one word; see {@link Words}.
   */
  public int done() {
    return word(ControlLayout.DONE_COUNT);
  }

  /**
   * Returns how many batch fences completed, modulo 2^32. Costs a read of one word; see {@link
   * Words}.
   */
  public int epoch() {
    return word(ControlLayout.EPOCH);
  }

  /**
   * Returns a control word by its absolute index. Costs a read of one word; see {@link Words}.
   *
   * @throws IndexOutOfBoundsException when there is no such word
   */
  public int word(int index) {
    int size = ControlLayout.OBSERVABLE_BASE + config.observableWords();
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "control word " + Integer.toUnsignedString(index) + " of " + size);
    }
    int[] into = new int[1];
    runtime.readControl(index, into, 0, 1);
    return into[0];
  }

  /** Returns what PRINTF wrote so far. Costs a read of 257 words; see {@link Words}. */
  public DebugLog debugRecords() {
    int[] words = runtime.readDebugLog();
    ByteBuffer log = ByteBuffer.allocate(Integer.BYTES * words.length);
    log.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words);
    DebugLogCodec.Clamped read = DebugLogCodec.readClamped(log);
    // In RAW the cursor itself tells what did not fit.
    return new DebugLog(read.records(), runtime.droppedPrints() + read.dropped());
  }

  /**
   * Makes a resource of zeroed words on the device.
   *
   * @param name for messages
   * @param words 1 to what the device has room for and binds as one buffer; all together may be
   *     more than it binds
   * @throws dev.vireo.protocol.DeviceException when there is no room for it
   */
  public Resource resource(String name, int words) {
    return new Resource(runtime, null, name, words);
  }

  /** Loads a VIR0 program: {@link #load(ProgramSpec)} of {@link ProgramSpec#vir0}. */
  public LoadedProgram load(byte[] vir0) {
    return load(ProgramSpec.vir0(vir0));
  }

  /**
   * Loads a program, VIR0 or a SPIR-V module, which slots can run from then on; see {@link
   * LoadedProgram}. GUARDED only. The first one has the kernel built anew and the interpreter
   * built, which takes as long as that does, and holds other slots up.
   *
   * @throws dev.vireo.vir0.MalformedProgramException if the bytes are no VIR0 program
   * @throws dev.vireo.vir0.InvalidProgramException if it breaks a rule
   * @throws dev.vireo.vir0.UnsupportedProgramException if it has a construct that does not run, or
   *     cannot be compiled where {@link MegakernelConfig#withProgramTier} asks for that, or the
   *     device has no room for its state
   * @throws dev.vireo.protocol.InvalidModuleException if SPIRV-Tools refuse the module
   * @throws dev.vireo.spirv.SpirvException if the module cannot be read, has something that Vireo
   *     does not run, or has no such entry point or specialization constant
   */
  public LoadedProgram load(ProgramSpec program) {
    if (config.protection() == Protection.RAW) {
      throw new IllegalArgumentException("RAW runs no programs; open the megakernel in GUARDED");
    }
    return new LoadedProgram(runtime, null, program.code());
  }

  /**
   * Returns how often a program began to run compiled, since this was opened; see {@link
   * MegakernelConfig#withProgramTier}. Each time is logged at INFO, with the program's opcode, the
   * device time that it had worked in the interpreter and how long it took to compile.
   */
  public int promotions() {
    return runtime.promotions();
  }

  /**
   * Returns what was done so far. Any thread, also after the end; costs some microseconds, and
   * nothing of the device or of what runs. Round trips are in it only with {@link
   * MegakernelConfig#withTelemetry}.
   *
   * <pre>{@code
   * Telemetry before = kernel.telemetry();
   * Thread.sleep(1000);
   * Telemetry now = kernel.telemetry();
   * long perSecond = now.completed() - before.completed();
   * long p99Nanos = now.roundTrips().since(before.roundTrips()).percentile(99);
   * }</pre>
   */
  public Telemetry telemetry() {
    return runtime.telemetry();
  }

  /** Runs {@code work} while no slice runs and nobody takes completions, to hold everything up. */
  void betweenSlices(Runnable work) {
    runtime.betweenSlices(work);
  }

  /** Returns whether the device is free, and the pump sleeps until it is woken. */
  boolean sleeps() {
    return runtime.sleeps();
  }

  /** Returns all control words, to compare them. */
  int[] controlWords() {
    int[] into = new int[ControlLayout.OBSERVABLE_BASE + config.observableWords()];
    runtime.readControl(0, into, 0, into.length);
    return into;
  }

  /** Stores all control words, to start from what was recorded. */
  void controlWords(int[] words) {
    runtime.writeControl(0, words, 0, words.length);
  }

  /** Returns all words of the debug log, to compare them. */
  int[] debugLogWords() {
    return runtime.readDebugLog();
  }

  /** Returns the words of the ring, 16 for each slot, to look at what slots left there. */
  int[] ringWords() {
    return runtime.readRing();
  }

  /**
   * Waits until everything that was submitted before this call has completed.
   *
   * @throws InterruptedException when this thread was interrupted
   * @throws dev.vireo.protocol.DeviceException when the device failed before that
   */
  public void drain() throws InterruptedException {
    runtime.drain();
  }

  /**
   * Completes what is outstanding, or cancels it when the close timeout is over; then frees the
   * device. Idempotent; also done when the JVM exits.
   *
   * @throws dev.vireo.protocol.DeviceException when a slice did not end within the close timeout:
   *     the Vulkan objects are then left alone, and the message names the slot
   */
  @Override
  public void close() {
    runtime.close();
  }
}
