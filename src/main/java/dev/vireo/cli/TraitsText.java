package dev.vireo.cli;

import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.gpu.probe.LoopBudget;
import dev.vireo.gpu.probe.MemoryTraits;
import dev.vireo.gpu.probe.ProbeFailure;
import dev.vireo.gpu.probe.SliceTraits;
import dev.vireo.gpu.probe.Tearing;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.gpu.probe.Visibility;
import dev.vireo.gpu.probe.WorkerTraits;
import java.io.PrintStream;
import java.util.Locale;

/** Prints a device's traits for a reader, the mode on the last line. */
final class TraitsText {
  private static final String UNKNOWN = "not measured";

  private TraitsText() {}

  static void print(DeviceTraits traits, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s (%s), probed at %s in %.1f s%n%n",
        traits.device(),
        traits.driver(),
        traits.probedAt(),
        traits.probeMillis() / 1e3);
    limits(traits, out);
    if (!traits.memories().isEmpty()) {
      memories(traits, out);
    }
    if (!traits.workers().isEmpty()) {
      workers(traits, out);
    }
    for (ProbeFailure failure : traits.failures()) {
      out.println("failed: " + failure.step() + ": " + failure.reason());
    }
    verdict(traits.verdict(), out);
  }

  private static void limits(DeviceTraits traits, PrintStream out) {
    TextTable table = new TextTable().words("limit").words("measured");
    table.row("loop turns of a subgroup, one branch", turns(traits.straightLoops()));
    table.row("loop turns of a subgroup, two branches", turns(traits.divergentLoops()));
    table.row("longest slice", slice(traits.longestSlice()));
    table.print(out);
    out.println();
  }

  private static String turns(LoopBudget budget) {
    if (budget == null) {
      return UNKNOWN;
    }
    String turns = String.format(Locale.ROOT, "%,d", budget.turns());
    return budget.limited() ? turns : "no limit up to " + turns;
  }

  private static String slice(SliceTraits slice) {
    if (slice == null) {
      return UNKNOWN;
    }
    String millis = String.format(Locale.ROOT, "%.1f ms", slice.acceptedNanos() / 1e6);
    return slice.limit() == null
        ? millis + ", none longer was tried"
        : millis + ": " + slice.limit();
  }

  private static void memories(DeviceTraits traits, PrintStream out) {
    TextTable table =
        new TextTable()
            .numbers("memory")
            .words("flags")
            .words("device sees host")
            .words("host sees device")
            .words("slot overwritten")
            .words("slot published")
            .words("whole record")
            .words("stamp last")
            .numbers("host read ns");
    for (MemoryTraits memory : traits.memories()) {
      table.row(
          memory.index(),
          memory.flags(),
          seen(memory.hostWrites()),
          seen(memory.deviceWrites()),
          torn(memory.overwrittenSlot()),
          torn(memory.publishedSlot()),
          torn(memory.wholeRecord()),
          torn(memory.stampLastRecord()),
          String.format(Locale.ROOT, "%.1f", memory.hostReadNanos()));
    }
    table.print(out);
    out.println();
  }

  private static String seen(Visibility visibility) {
    return String.format(
        Locale.ROOT,
        "%s (%d of %d dispatches)",
        visibility.seen() ? "yes" : "no",
        visibility.dispatchesWithChanges(),
        visibility.dispatches());
  }

  private static String torn(Tearing tearing) {
    return tearing.looks() == 0
        ? "never seen"
        : String.format(Locale.ROOT, "torn %,d of %,d", tearing.torn(), tearing.looks());
  }

  private static void workers(DeviceTraits traits, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("worker")
            .numbers("lanes")
            .words("resident")
            .numbers("p50 µs")
            .numbers("p99 µs")
            .numbers("trips");
    for (WorkerTraits worker : traits.workers()) {
      table.row(
          worker.kind().name().toLowerCase(Locale.ROOT),
          worker.lanes(),
          worker.residentGroups() == 0
              ? UNKNOWN
              : (worker.residentLimited() ? "" : "at least ") + worker.residentGroups(),
          micros(worker, worker.p50Nanos()),
          micros(worker, worker.p99Nanos()),
          worker.trips());
    }
    table.print(out);
    out.println();
  }

  private static String micros(WorkerTraits worker, long nanos) {
    return worker.trips() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", nanos / 1e3);
  }

  private static void verdict(Verdict verdict, PrintStream out) {
    out.println((verdict.live() ? "live: yes, " : "live: no, ") + verdict.reason());
    verdict.explanations().forEach(out::println);
    out.println("mode: " + verdict.mode());
  }
}
