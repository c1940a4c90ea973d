package dev.vireo;

import dev.vireo.gpu.probe.ProbeOverrides;
import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.protocol.Protection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How a megakernel is opened. Immutable: every {@code with…} returns a changed copy. */
public final class MegakernelConfig {
  /** Most slots in a ring, and most observable words, that vyre's encoders accept. */
  public static final int MOST = 1_048_576;

  private static final int DEFAULT_RING_SLOTS = 4096;
  private static final int DEFAULT_OBSERVABLE_WORDS = 65_536;
  private static final Duration DEFAULT_WATCHDOG = Duration.ofSeconds(10);
  private static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration DEFAULT_IDLE_TIME = Duration.ofMillis(2);
  private static final Duration DEFAULT_PROMOTION_TIME = Duration.ofMillis(100);

  private @Nullable String device;
  private Protection protection = Protection.GUARDED;
  private int ringSlots = DEFAULT_RING_SLOTS;
  private boolean partitioned;
  private boolean alone;
  private int observableWords = DEFAULT_OBSERVABLE_WORDS;
  private List<Handler> handlers = List.of();
  private int builtins;
  private FullRing fullRing = FullRing.block();
  private Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;
  private Duration watchdog = DEFAULT_WATCHDOG;
  private Executor callbackExecutor = Runnable::run;
  private boolean validation;
  private boolean telemetry;
  private Mode mode = Mode.AUTO;
  private WaitStrategy waitStrategy = WaitStrategy.SPIN_YIELD_PARK;
  private Duration idleTime = DEFAULT_IDLE_TIME;
  private int slotBudget = -1;
  private int sliceFuel;
  private int blockWords;
  private ProgramTier programTier = ProgramTier.AUTO;
  private Duration promotionTime = DEFAULT_PROMOTION_TIME;
  private ProbeOverrides overrides = ProbeOverrides.NONE;
  private long firstSequence;

  private MegakernelConfig() {}

  private MegakernelConfig(MegakernelConfig other) {
    device = other.device;
    protection = other.protection;
    ringSlots = other.ringSlots;
    partitioned = other.partitioned;
    alone = other.alone;
    observableWords = other.observableWords;
    handlers = other.handlers;
    builtins = other.builtins;
    fullRing = other.fullRing;
    closeTimeout = other.closeTimeout;
    watchdog = other.watchdog;
    callbackExecutor = other.callbackExecutor;
    validation = other.validation;
    telemetry = other.telemetry;
    mode = other.mode;
    waitStrategy = other.waitStrategy;
    idleTime = other.idleTime;
    slotBudget = other.slotBudget;
    sliceFuel = other.sliceFuel;
    blockWords = other.blockWords;
    programTier = other.programTier;
    promotionTime = other.promotionTime;
    overrides = other.overrides;
    firstSequence = other.firstSequence;
  }

  /**
   * Returns the defaults: the device that {@code VIREO_DEVICE} names, else the best there is; the
   * mode that {@code VIREO_MODE} names, else AUTO; telemetry with {@code VIREO_TELEMETRY=1};
   * GUARDED; 4,096 slots; 65,536 observable words; {@code submit} blocks while the ring is full;
   * threads that wait spin for a while, then sleep; live slices end after 2 ms without work; 5 s to
   * close; callbacks on the pump's thread.
   *
   * @throws IllegalArgumentException when {@code VIREO_MODE} names no mode
   */
  public static MegakernelConfig defaults() {
    MegakernelConfig config = new MegakernelConfig();
    String named = System.getenv("VIREO_DEVICE");
    config.device = named == null || named.isBlank() ? null : named.strip();
    String mode = System.getenv("VIREO_MODE");
    config.mode = mode == null || mode.isBlank() ? Mode.AUTO : Mode.of(mode);
    config.telemetry = "1".equals(System.getenv("VIREO_TELEMETRY"));
    return config;
  }

  /**
   * Chooses the device.
   *
   * @param name whatever the case: a driver's alias ({@code lavapipe}, {@code lavapipe-25}, {@code
   *     swiftshader}, {@code nvidia}, {@code radv}, …), {@code reference}, {@code gpu}, {@code
   *     cpu}, a UUID, or part of the device's name; null for the best one
   */
  public MegakernelConfig withDevice(@Nullable String name) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.device = name;
    return copy;
  }

  /** Chooses what the kernel checks. */
  public MegakernelConfig withProtection(Protection other) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.protection = Objects.requireNonNull(other, "protection");
    return copy;
  }

  /**
   * Sets the ring's length.
   *
   * @param slots 1 to 1,048,576; need not be a power of two, though powers of two are a little
   *     faster
   */
  public MegakernelConfig withRingSlots(int slots) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.ringSlots = between("slots in the ring", 1, slots);
    return copy;
  }

  /**
   * Divides the ring into five partitions, one for each {@link dev.vireo.protocol.Priority}: a
   * fifth of the slots each, and the remainder to NORMAL. A slot is submitted to the partition of
   * its priority, and the kernel claims slots of the most urgent partition that has some. None
   * starves: while slots wait in a partition, and {@code w} invocations of the kernel look for
   * slots, it gets at least one of any {@code 16 + 5 w} claims.
   *
   * <p>Priorities order claims: a slot that has begun is not held back, and in epoch mode what is
   * submitted while a slice runs waits for its end. Batches lie in one partition, and batch fences
   * order their own one.
   *
   * <p>The default is a ring without partitions: first in, first out, whatever the priority.
   *
   * @see #withRingSlots at least five
   */
  public MegakernelConfig withPartitions() {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.partitioned = true;
    return copy;
  }

  /** Has one invocation claim all slots of a ring of partitions, to test in which order. */
  MegakernelConfig withOneInvocation() {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.alone = true;
    return copy;
  }

  /**
   * Sets how many observable words there are.
   *
   * @param words 0 to 1,048,576
   */
  public MegakernelConfig withObservableWords(int words) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.observableWords = between("observable words", 0, words);
    return copy;
  }

  /**
   * Sets the users' operations, all of them.
   *
   * @throws IllegalArgumentException when two have the same opcode
   */
  public MegakernelConfig withHandlers(Handler... all) {
    Set<Integer> opcodes = new HashSet<>();
    for (Handler handler : all) {
      if (!opcodes.add(handler.opcode())) {
        throw new IllegalArgumentException(
            "two handlers have opcode "
                + handler.opcode()
                + ", the second is "
                + handler.name()
                + "; give each its own");
      }
    }
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.handlers = List.of(all);
    return copy;
  }

  /**
   * Names built-in operations that the kernel shall contain from the start. Others are built in
   * when they are first submitted, which takes some tens of milliseconds. Opcodes that are not
   * built in are ignored.
   */
  public MegakernelConfig withOpcodes(int... opcodes) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.builtins &= Builtin.TENANTS_BIT;
    for (int opcode : opcodes) {
      copy.builtins |= Builtin.bitOf(opcode);
    }
    return copy;
  }

  /**
   * Has the kernel tell tenants apart from the start. Otherwise it is built anew when the first
   * tenant is registered, which takes some tens of milliseconds.
   */
  public MegakernelConfig withTenants() {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.builtins |= Builtin.TENANTS_BIT;
    return copy;
  }

  /** Chooses what {@code submit} does while the ring is full. */
  public MegakernelConfig withFullRing(FullRing policy) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.fullRing = Objects.requireNonNull(policy, "policy");
    return copy;
  }

  /**
   * Sets how long {@code close} may take. Of that, a second, or half of it when that is less, is
   * for the end of the slice that runs: what is outstanding before is cancelled. A slice that does
   * not end in that second is given up.
   */
  public MegakernelConfig withCloseTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "a close timeout lies between 0 and one day, got " + timeout);
    }
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.closeTimeout = timeout;
    return copy;
  }

  /**
   * Sets how long a slice may take to end; the default is ten seconds. One that does not, because a
   * handler loops without charging fuel, is given up: the slot that is to blame ends as FAULT with
   * {@link dev.vireo.protocol.FaultCode#STUCK}, its device is left alone as it is until the process
   * ends, and opened again beside that. What was outstanding is then treated as when a device is
   * lost, see {@link Megakernel}. A live slice is asked to end when half of the time is over, which
   * takes a healthy one some tens of microseconds.
   *
   * @param time 0 for never, else 100 milliseconds to one day
   */
  public MegakernelConfig withWatchdog(Duration time) {
    boolean tooShort = !time.isZero() && time.compareTo(Duration.ofMillis(100)) < 0;
    if (tooShort || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "the watchdog's time is 0, for never, or between 100 ms and one day, got " + time);
    }
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.watchdog = time;
    return copy;
  }

  /**
   * Chooses where futures complete; the default is the pump's thread, which must not be held up.
   */
  public MegakernelConfig withCallbackExecutor(Executor executor) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.callbackExecutor = Objects.requireNonNull(executor, "executor");
    return copy;
  }

  /**
   * Chooses whether others may look: {@code vireo top}, run by the same user on the same machine,
   * then shows what the megakernel does; and whether {@link Megakernel#telemetry} tells how long
   * slots take. A slot that is measured costs its submitter and who sees its completion some 30 ns
   * each; that is every slot while no more than some dozens are outstanding, and one of many when a
   * ring is full.
   *
   * <p>The way to the figures is a Unix domain socket in {@code vireo-USER}, in the folder for
   * temporary files, which only the user can enter. It tells figures, the device, tenants' names,
   * and the name of the program, without its arguments; nothing can be changed through it.
   *
   * <p>The environment variable {@code VIREO_TELEMETRY=1} turns it on in {@link #defaults}.
   */
  public MegakernelConfig withTelemetry(boolean on) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.telemetry = on;
    return copy;
  }

  /**
   * Chooses whether Vulkan's validation layers watch; the environment variable {@code
   * VIREO_VALIDATION=1} turns them on too.
   */
  public MegakernelConfig withValidation(boolean on) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.validation = on;
    return copy;
  }

  /**
   * Chooses how slots reach the kernel. With AUTO or LIVE, the first megakernel on a device and
   * driver probes it, which takes some seconds, at most 20; the result is kept in the user's cache
   * folder.
   */
  public MegakernelConfig withMode(Mode other) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.mode = Objects.requireNonNull(other, "mode");
    return copy;
  }

  /** Chooses what threads do while they wait. */
  public MegakernelConfig withWaitStrategy(WaitStrategy strategy) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.waitStrategy = Objects.requireNonNull(strategy, "strategy");
    return copy;
  }

  /**
   * Sets after which time without work a live slice ends, so that the device, or the processor of a
   * software driver, is free. The next slot starts one, which takes some tens of microseconds.
   *
   * @param time up to one day
   */
  public MegakernelConfig withIdleTime(Duration time) {
    if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("an idle time lies between 0 and one day, got " + time);
    }
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.idleTime = time;
    return copy;
  }

  /**
   * Limits the loop turns that one slot may spend over all its slices; beyond it is FAULT FUEL.
   * Each time that it gives way or waits counts as one turn at least. The default is 2^32 - 1. On
   * the reference, where handlers charge no turns, only those times count.
   *
   * @param turns unsigned
   */
  public MegakernelConfig withSlotBudget(int turns) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.slotBudget = turns;
    return copy;
  }

  /**
   * Chooses what runs programs on a Vulkan device; the default is AUTO. The reference, which
   * evaluates programs in Java, takes no notice. {@link LoadedProgram#tier} says what is in force.
   *
   * <p>INTERPRETER: a kernel that is there already interprets them. They run at once, and are cut
   * anywhere.
   *
   * <p>FUSED: {@code load} compiles the program into a kernel of its own and waits for that, from
   * some milliseconds, with what the disk cache has, up to seconds; it refuses one that cannot be
   * compiled. Such programs are cut between workgroups only: an invocation whose loops take more
   * turns than a dispatch allows ends its slot as FAULT FUEL, and {@link #withSlotBudget} bounds
   * the turns of each invocation instead of their sum. A dispatch allows 2^20 turns, but fewer to
   * long programs in large workgroups, so that others need not wait for long, and on devices that
   * end loops earlier. A binding set whose resources lie in several blocks of the device's memory
   * is interpreted all the same.
   *
   * <p>AUTO: programs begin in the interpreter, and stay there on GPUs, where compiled programs
   * have not been shown to give all golden results yet. Elsewhere, one that has worked 100 ms there
   * is compiled beside the slices, when its loops have bounds that are known, or took so few turns
   * on average that sixteen times as many stay within what a dispatch allows; runs that begin
   * afterwards use that. Where a driver compiles at the first dispatch, as lavapipe does, that
   * dispatch, which does nothing, holds slices up once, for up to seconds. A program that ends as
   * FAULT FUEL all the same goes back to the interpreter for good, as does one that ran when the
   * device failed; one that cannot be compiled stays there.
   *
   * <p>SPIR-V modules are compiled only when {@link ProgramSpec#withNative} trusts them, and to
   * {@link ProgramTier#COMPILED}, the driver's own pipeline: with FUSED when they are loaded, which
   * refuses what the device does not have, with AUTO on all devices after the same time as others.
   * A run that the device cannot bind so is interpreted; {@link LoadedProgram#tierReason} and the
   * log say why. Where a driver compiles at the first dispatch, a module's first run takes that
   * time. Their floats are then the driver's, and their subgroups the device's.
   *
   * <p>Both give the same results, but floats may differ in the last bits where VIR0 allows it, and
   * workgroups that pass values on to each other through atomics may run in another order.
   *
   * @throws IllegalArgumentException when it is COMPILED, which is FUSED for modules
   */
  public MegakernelConfig withProgramTier(ProgramTier tier) {
    if (tier == ProgramTier.COMPILED) {
      throw new IllegalArgumentException(
          "COMPILED is what FUSED makes of modules that ProgramSpec.withNative trusts; ask for"
              + " FUSED or AUTO");
    }
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.programTier = Objects.requireNonNull(tier, "tier");
    return copy;
  }

  /** Sets after which device time in the interpreter AUTO compiles a program, to test that. */
  MegakernelConfig withPromotionTime(Duration time) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.promotionTime = time;
    return copy;
  }

  /**
   * Chooses how many invocations run a slice, in place of what the probe found best: all that run
   * in live mode, the most that do in epoch mode. Vulkan devices only.
   *
   * <p>Opening is refused with a {@link dev.vireo.protocol.DeviceException} when the device allows
   * no such workgroup, or, in live mode, when the probe did not see so many run at the same time;
   * the latter can be {@linkplain #withForcedOverrides forced}.
   *
   * @param workgroups workgroups, from 1 on
   * @param lanes invocations in each, from 1 on; multiples of the device's subgroup waste none
   * @throws IllegalArgumentException when a figure is below 1
   */
  public MegakernelConfig withWorkers(int workgroups, int lanes) {
    return withOverrides(
        overrides.withWorkers(
            atLeastOne("workgroups", workgroups), atLeastOne("lanes in a workgroup", lanes)));
  }

  /**
   * Chooses how many turns a worker's own loop makes in a slice at most, in place of what follows
   * from the probe: fewer for shorter slices. Vulkan devices only.
   *
   * <p>Opening is refused with a {@link dev.vireo.protocol.DeviceException} when the driver was
   * seen to end loops that turn so often, unless that is {@linkplain #withForcedOverrides forced}.
   *
   * @param turns from 1 on
   * @throws IllegalArgumentException when it is below 1
   */
  public MegakernelConfig withSliceTurns(int turns) {
    return withOverrides(overrides.withSliceTurns(atLeastOne("turns of a slice", turns)));
  }

  /**
   * Chooses the memory types of live mode, by the device's numbers for them, which {@code vireo
   * doctor} lists; without effect in epoch mode. Vulkan devices only.
   *
   * <p>Opening is refused with a {@link dev.vireo.protocol.DeviceException} when the host cannot
   * map the type, or when the probe did not see that a running kernel and the host can share it in
   * this direction; the latter can be {@linkplain #withForcedOverrides forced}.
   *
   * @param requests the type for ring and doorbell, which the host writes; -1 for the probe's
   *     choice
   * @param completions the type for completions, which the host reads; -1 for the probe's choice
   * @throws IllegalArgumentException when a number is below -1
   */
  public MegakernelConfig withMemoryTypes(int requests, int completions) {
    return withOverrides(overrides.withRequestMemory(requests).withCompletionMemory(completions));
  }

  /**
   * Has the megakernel opened with what the configuration chooses even where the probe found that
   * it does not work, mode LIVE included. Slots may be lost then, hang, or end with wrong results.
   */
  public MegakernelConfig withForcedOverrides() {
    return withOverrides(overrides.withForce(true));
  }

  private MegakernelConfig withOverrides(ProbeOverrides chosen) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.overrides = chosen;
    return copy;
  }

  private static int atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("the number of " + what + " is 1 or more, got " + value);
    }
    return value;
  }

  /** Starts at another sequence than 0, to test that nothing jumps when counters wrap. */
  MegakernelConfig withFirstSequence(long sequence) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.firstSequence = sequence;
    return copy;
  }

  /**
   * Sets the loop turns that an invocation may spend in a slice, to test that slots can be cut
   * anywhere; 0 for what suits the device.
   */
  MegakernelConfig withSliceFuel(int turns) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.sliceFuel = turns;
    return copy;
  }

  private static int between(String what, int least, int value) {
    if (value < least || value > MOST) {
      throw new IllegalArgumentException(
          "the number of " + what + " lies between " + least + " and " + MOST + ", got " + value);
    }
    return value;
  }

  @Nullable String device() {
    return device;
  }

  Protection protection() {
    return protection;
  }

  int ringSlots() {
    return ringSlots;
  }

  boolean partitioned() {
    return partitioned;
  }

  boolean alone() {
    return alone;
  }

  int observableWords() {
    return observableWords;
  }

  List<Handler> handlers() {
    return handlers;
  }

  int builtins() {
    return builtins;
  }

  FullRing fullRing() {
    return fullRing;
  }

  Duration watchdog() {
    return watchdog;
  }

  Duration closeTimeout() {
    return closeTimeout;
  }

  Executor callbackExecutor() {
    return callbackExecutor;
  }

  boolean telemetry() {
    return telemetry;
  }

  boolean validation() {
    return validation;
  }

  Mode mode() {
    return mode;
  }

  WaitStrategy waitStrategy() {
    return waitStrategy;
  }

  Duration idleTime() {
    return idleTime;
  }

  ProbeOverrides overrides() {
    return overrides;
  }

  int slotBudget() {
    return slotBudget;
  }

  /** Lets a test have several blocks of resources. */
  MegakernelConfig withBlockWords(int words) {
    MegakernelConfig copy = new MegakernelConfig(this);
    copy.blockWords = words;
    return copy;
  }

  int blockWords() {
    return blockWords;
  }

  ProgramTier programTier() {
    return programTier;
  }

  Duration promotionTime() {
    return promotionTime;
  }

  int sliceFuel() {
    return sliceFuel;
  }

  long firstSequence() {
    return firstSequence;
  }
}
