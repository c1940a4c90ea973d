package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.MemoryType;
import dev.vireo.gpu.MemoryUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws the conclusions from what was measured. */
final class VerdictRules {
  /** A subgroup that polls may be this much slower than one lane, and still does more work. */
  private static final double SUBGROUP_WORTH = 1.5;

  /** Rare tearing shows in more looks than this. */
  private static final long ENOUGH_LOOKS = 10_000;

  private final DeviceInfo device;
  private final List<MemoryTraits> memories;
  private final MemoryTraits requests;
  private final MemoryTraits answers;

  VerdictRules(DeviceInfo device, List<MemoryTraits> memories) {
    this.device = device;
    this.memories = memories;
    this.requests = chooseRequests();
    this.answers =
        memories.stream()
            .filter(MemoryTraits::suitsAnswers)
            .min(Comparator.comparingDouble(MemoryTraits::hostReadNanos))
            .orElse(null);
  }

  /** The memory for ring and doorbell; null when none will do. */
  MemoryTraits requests() {
    return requests;
  }

  /** The memory for completions; null when none will do. */
  MemoryTraits answers() {
    return answers;
  }

  /** The first of the usual order in which it works. */
  private MemoryTraits chooseRequests() {
    for (MemoryType type : device.placement().candidates(MemoryUse.REQUEST, 0)) {
      Optional<MemoryTraits> probed =
          memories.stream()
              .filter(memory -> memory.index() == type.index() && memory.suitsRequests())
              .findFirst();
      if (probed.isPresent()) {
        return probed.get();
      }
    }
    return null;
  }

  Verdict conclude(
      List<WorkerTraits> workers,
      LoopBudget straight,
      LoopBudget divergent,
      int turns,
      List<ProbeFailure> failures) {
    WorkerTraits worker = chooseWorker(workers);
    String obstacle = obstacle(straight, divergent, worker, failures);
    int sliceTurns = limited(straight) || limited(divergent) ? turns : Integer.MAX_VALUE;
    if (obstacle != null) {
      return new Verdict(false, obstacle, -1, -1, null, null, 0, sliceTurns, List.of());
    }
    RecordStyle style = recordStyle(device, answers);
    int count = workersAtOnce(worker);
    String reason =
        String.format(
            Locale.ROOT,
            "a running kernel answered %,d requests, half of them within %s",
            worker.trips(),
            micros(worker.p50Nanos()));
    List<String> why = new ArrayList<>();
    why.add(requestsBecause());
    why.add(answersBecause(style));
    why.add(workersBecause(worker, count, workers));
    why.add(sliceBecause(straight, divergent, sliceTurns));
    return new Verdict(
        true,
        reason,
        requests.index(),
        answers.index(),
        style,
        worker.kind(),
        count,
        sliceTurns,
        why);
  }

  /** Software drivers store a vector word by word, whether that was seen this time or not. */
  static RecordStyle recordStyle(DeviceInfo device, MemoryTraits answers) {
    Tearing whole = answers.wholeRecord();
    boolean trusted =
        device.type() != DeviceInfo.Type.CPU && whole.neverTorn() && whole.looks() >= ENOUGH_LOOKS;
    return trusted || !answers.stampLastRecord().neverTorn()
        ? RecordStyle.WHOLE
        : RecordStyle.STAMP_LAST;
  }

  private static boolean limited(LoopBudget budget) {
    return budget == null || budget.limited();
  }

  /** What stands in the way of live mode; null when nothing does. */
  private String obstacle(
      LoopBudget straight, LoopBudget divergent, WorkerTraits worker, List<ProbeFailure> failures) {
    String because = failures.isEmpty() ? "" : "; " + first(failures);
    if (failures.stream().anyMatch(failure -> failure.step().equals(ProbeChild.OPEN))) {
      return "the probe could not run in a process of its own" + because;
    } else if (straight == null || divergent == null) {
      return "the loop budget could not be measured" + because;
    } else if (requests == null) {
      return "no memory type was seen to show host writes whole to a running kernel" + because;
    } else if (answers == null) {
      return "no memory type was seen to show a running kernel's writes to the host" + because;
    } else if (worker == null) {
      return "no shape of worker answered often enough while it ran" + because;
    }
    return null;
  }

  private static String first(List<ProbeFailure> failures) {
    ProbeFailure first =
        failures.stream()
            .filter(failure -> failure.step().equals(ProbeChild.OPEN))
            .findFirst()
            .orElse(failures.get(0));
    return first.step() + ": " + first.reason();
  }

  /**
   * One lane, unless a subgroup is about as fast and lanes cost nothing; barriers only where
   * nothing else answers.
   */
  private WorkerTraits chooseWorker(List<WorkerTraits> workers) {
    List<WorkerTraits> usable =
        workers.stream().filter(worker -> worker.answers() && worker.residentGroups() > 0).toList();
    WorkerTraits first = usable.isEmpty() ? null : usable.get(0);
    for (WorkerTraits worker : usable) {
      boolean wideIsCheap =
          device.type() != DeviceInfo.Type.CPU
              && worker.kind() == WorkerKind.SUBGROUP
              && worker.p50Nanos() <= SUBGROUP_WORTH * first.p50Nanos();
      if (wideIsCheap) {
        return worker;
      }
    }
    return first;
  }

  /** A software driver runs on the host's processors, and the host needs one for itself. */
  private int workersAtOnce(WorkerTraits worker) {
    boolean cpu = device.type() == DeviceInfo.Type.CPU;
    return cpu ? Math.max(1, worker.residentGroups() - 1) : worker.residentGroups();
  }

  private String requestsBecause() {
    return String.format(
        Locale.ROOT,
        "requests in memory type %d (%s): the device saw %,d host writes in %d of %d dispatches,"
            + " and no slot behind the doorbell was old in %,d looks",
        requests.index(),
        requests.flags(),
        requests.hostWrites().changes(),
        requests.hostWrites().dispatchesWithChanges(),
        requests.hostWrites().dispatches(),
        requests.publishedSlot().looks());
  }

  private String answersBecause(RecordStyle style) {
    Tearing whole = answers.wholeRecord();
    String how =
        style == RecordStyle.WHOLE
            ? String.format(
                Locale.ROOT,
                "records as one vector of four words, never torn in %,d looks",
                whole.looks())
            : String.format(
                Locale.ROOT,
                "records with the stamp last; whole ones were torn in %,d of %,d looks",
                whole.torn(),
                whole.looks());
    return String.format(
        Locale.ROOT,
        "completions in memory type %d (%s): a host read costs %.1f ns; %s",
        answers.index(),
        answers.flags(),
        answers.hostReadNanos(),
        how);
  }

  private String workersBecause(WorkerTraits chosen, int count, List<WorkerTraits> workers) {
    StringBuilder text = new StringBuilder();
    text.append(count).append(count == 1 ? " worker" : " workers").append(" of ");
    text.append(chosen.lanes()).append(chosen.lanes() == 1 ? " lane" : " lanes");
    text.append(" each: ").append(chosen.residentGroups()).append(" run at once");
    if (device.type() == DeviceInfo.Type.CPU && chosen.residentGroups() > count) {
      text.append(" and the host keeps a core");
    }
    for (WorkerTraits worker : workers) {
      if (worker.answers()) {
        text.append("; ").append(worker.kind().name().toLowerCase(Locale.ROOT));
        text.append(" answers in ").append(micros(worker.p50Nanos()));
      }
    }
    return text.toString();
  }

  private static String sliceBecause(LoopBudget straight, LoopBudget divergent, int sliceTurns) {
    if (sliceTurns == Integer.MAX_VALUE) {
      return String.format(
          Locale.ROOT,
          "slices without a loop budget: none was found up to %,d turns",
          straight.turns());
    }
    long least =
        Math.min(
            straight.limited() ? straight.turns() : Long.MAX_VALUE,
            divergent.limited() ? divergent.turns() : Long.MAX_VALUE);
    return String.format(
        Locale.ROOT,
        "slices of %,d turns for each subgroup: the driver ends loops after %,d",
        sliceTurns,
        least);
  }

  static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.2f µs", nanos / 1000.0);
  }
}
