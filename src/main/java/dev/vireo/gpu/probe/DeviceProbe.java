package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.MemoryType;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures one device, each step in a child process that is killed when it does not answer in time.
 * A child that answered goes on with the next step; after a failure a new one is started. Never
 * fails: what cannot be measured is listed with its reason.
 */
final class DeviceProbe {
  /** Dispatches of these lengths are tried; software drivers have no watchdog to be found. */
  private static final int[] CPU_SLICES = {100};

  private static final int[] GPU_SLICES = {50, 500, 2000};

  /** Turns that are safe wherever the loop budget could not be measured. */
  private static final int CAUTIOUS_TURNS = 16_384;

  private static final int MOST_TURNS = 1 << 28;
  private static final int MOST_STARTS = 6;

  private final DeviceInfo device;
  private final ProbeLimits limits;
  private final ChildCommand command;
  private final List<ProbeFailure> failures = new ArrayList<>();
  private ProbeProcess process;
  private int starts;
  private boolean unstartable;
  private long deadline;

  DeviceProbe(DeviceInfo device) {
    this(device, ProbeLimits.DEFAULT, System.getProperty("java.home"));
  }

  DeviceProbe(DeviceInfo device, ProbeLimits limits, String javaHome) {
    this.device = device;
    this.limits = limits;
    boolean module = DeviceProbe.class.getModule().isNamed();
    this.command =
        ChildCommand.of(
            javaHome,
            module,
            System.getProperties(),
            DeviceProbe.class.getClassLoader(),
            device.driverIdentity());
  }

  DeviceTraits run() {
    long start = System.nanoTime();
    deadline = start + limits.all();
    try {
      return measure(start);
    } finally {
      endProcess();
    }
  }

  private DeviceTraits measure(long start) {
    LoopStep.Answer loops = step("loop budget", ProbeChild.LOOPS, LoopStep.Answer.class);
    LoopBudget straight = loops == null ? null : loops.straight();
    LoopBudget divergent = loops == null ? null : loops.divergent();
    int turns = sliceTurns(straight, divergent);
    List<MemoryTraits> memories = memories(turns);
    VerdictRules rules = new VerdictRules(device, memories);
    List<WorkerTraits> workers = workers(rules, turns);
    SliceTraits slice = slice(turns);
    Verdict verdict = rules.conclude(workers, straight, divergent, turns, failures);
    return new DeviceTraits(
        device.name(),
        (device.alias() + " " + device.driverInfo()).strip(),
        device.driverIdentity(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        straight,
        divergent,
        memories,
        workers,
        slice,
        verdict,
        failures);
  }

  /** Nine tenths of what the driver lets a subgroup loop. */
  private static int sliceTurns(LoopBudget straight, LoopBudget divergent) {
    if (straight == null || divergent == null) {
      return CAUTIOUS_TURNS;
    }
    long least = MOST_TURNS;
    for (LoopBudget budget : List.of(straight, divergent)) {
      least = budget.limited() ? Math.min(least, budget.turns() * 9 / 10) : least;
    }
    return (int) least;
  }

  private List<MemoryTraits> memories(int turns) {
    List<MemoryTraits> memories = new ArrayList<>();
    Set<String> flags = new HashSet<>();
    for (MemoryType type : device.placement().types()) {
      if (type.mappable() && flags.add(type.describe())) {
        String request = ProbeChild.MEMORY + " " + type.index() + " " + turns;
        MemoryTraits traits = step("memory type " + type.index(), request, MemoryTraits.class);
        if (traits != null) {
          memories.add(traits);
        }
      }
    }
    return memories;
  }

  private List<WorkerTraits> workers(VerdictRules rules, int turns) {
    int mostLanes = Math.min(device.maxWorkgroupInvocations(), device.maxWorkgroupSize());
    List<WorkerTraits> workers = new ArrayList<>();
    for (WorkerKind kind : WorkerKind.values()) {
      int lanes = kind.lanes(device.subgroupSize());
      if (lanes <= mostLanes) {
        String request = ProbeChild.RESIDENCY + " " + lanes + " " + turns;
        var resident = step("resident workgroups of " + lanes, request, ResidencyStep.Answer.class);
        var trips = roundTrips(rules, kind, turns);
        workers.add(
            new WorkerTraits(
                kind,
                lanes,
                resident == null ? 0 : resident.groups(),
                resident == null || !resident.all(),
                trips == null ? 0 : trips.p50Nanos(),
                trips == null ? 0 : trips.p99Nanos(),
                trips == null ? 0 : trips.trips()));
      }
    }
    return workers;
  }

  /** Measures the round trips of one shape; null where no memory is known to carry them. */
  private RoundTripStep.Answer roundTrips(VerdictRules rules, WorkerKind kind, int turns) {
    if (rules.requests() == null || rules.answers() == null) {
      return null;
    }
    int from = rules.requests().index();
    int to = rules.answers().index();
    String request =
        String.format(
            Locale.ROOT, "%s %d %d %d %d", ProbeChild.ROUND_TRIP, kind.ordinal(), from, to, turns);
    return step("round trip of " + kind, request, RoundTripStep.Answer.class);
  }

  private SliceTraits slice(int turns) {
    SliceTraits longest = null;
    boolean cpu = device.type() == DeviceInfo.Type.CPU;
    for (int millis : cpu ? CPU_SLICES : GPU_SLICES) {
      String request = ProbeChild.SLICE + " " + millis + " " + turns;
      int before = failures.size();
      SliceStep.Answer answer = step("slice of " + millis + " ms", request, SliceStep.Answer.class);
      if (answer == null) {
        String reason = failures.get(before).reason();
        return longest == null ? null : new SliceTraits(longest.acceptedNanos(), reason);
      }
      longest = new SliceTraits(answer.nanos(), null);
      if (answer.budgetUsed()) {
        return new SliceTraits(answer.nanos(), "the loop budget allows no more turns");
      }
    }
    return longest;
  }

  /** Runs one step; null when it failed, and then its reason is kept. */
  private <T extends Record> T step(String name, String request, Class<T> type) {
    if (process == null && !unstartable && deadline > System.nanoTime()) {
      startProcess();
    }
    long left = Math.min(limits.step(), deadline - System.nanoTime());
    if (process == null || left <= 0) {
      String why = left > 0 ? "no process could be started" : "the time was used up";
      failures.add(new ProbeFailure(name, "not measured, because " + why, false));
      return null;
    }
    try {
      return RecordJson.read(process.ask(request, left), type);
    } catch (ProbeProcess.Failed | IllegalArgumentException failed) {
      endProcess();
      boolean hadItsTime = left == limits.step();
      failures.add(new ProbeFailure(name, failed.getMessage(), hadItsTime));
      return null;
    }
  }

  /** Starts a process, or finds out that none can be started. */
  private void startProcess() {
    try {
      if (++starts > MOST_STARTS) {
        throw new IOException("it was started " + MOST_STARTS + " times");
      }
      process = new ProbeProcess(command);
      process.answer(Math.min(limits.start(), deadline - System.nanoTime()));
    } catch (IOException | ProbeProcess.Failed failed) {
      endProcess();
      unstartable = true;
      failures.add(new ProbeFailure(ProbeChild.OPEN, failed.getMessage(), false));
    }
  }

  private void endProcess() {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
