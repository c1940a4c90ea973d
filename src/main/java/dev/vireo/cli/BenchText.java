package dev.vireo.cli;

import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencyRow;
import dev.vireo.bench.LatencySettings;
import dev.vireo.bench.Machine;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.Spread;
import dev.vireo.bench.ThroughputReport;
import dev.vireo.bench.ThroughputRow;
import dev.vireo.bench.ThroughputSettings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what was measured for a reader. */
final class BenchText {
  private static final String NONE = "-";

  private BenchText() {}

  static void print(LatencyReport report, PrintStream out) {
    machine(report.machine(), report.mode(), report.modeReason(), out);
    LatencySettings settings = report.settings();
    out.printf(
        Locale.ROOT,
        "%d rounds; in each, every way is opened in turn, warmed up by %,d round trips, and"
            + " measured.%n%n",
        settings.subject().rounds(),
        settings.warmup());
    TextTable table =
        new TextTable()
            .words("round trip")
            .words("counted from")
            .numbers("trips")
            .numbers("p50 µs")
            .numbers("p90")
            .numbers("p99")
            .numbers("p99.9")
            .numbers("max")
            .numbers("trips/s")
            .words("p50 of the rounds")
            .words("library is faster by");
    for (LatencyRow row : report.rows()) {
      Percentiles nanos = row.nanos();
      table.row(
          row.way() + (row.tasks() == 1 ? "" : String.format(Locale.ROOT, " (1/%,d)", row.tasks())),
          row.rate() == 0
              ? "submit, back to back"
              : String.format(Locale.ROOT, "when due, at %,d/s", row.rate()),
          String.format(Locale.ROOT, "%,d", nanos.count()),
          micros(nanos.p50()),
          micros(nanos.p90()),
          micros(nanos.p99()),
          micros(nanos.p999()),
          micros(nanos.max()),
          String.format(Locale.ROOT, "%,.0f", row.perSecond().median()),
          spread(row.p50(), 1e-3),
          row.times() == null ? NONE : spread(row.times(), 1));
    }
    table.print(out);
    out.println();
    out.println(
        "Spreads are medians of the rounds with their quartiles; ratios are taken round by round.");
    if (report.rows().stream().anyMatch(row -> row.tasks() > 1)) {
      out.println("(1/N): N tasks in one submit; times are each task's share of it.");
    }
    missing(report.missing(), out);
  }

  static void print(ThroughputReport report, PrintStream out) {
    machine(report.machine(), report.mode(), report.modeReason(), out);
    ThroughputSettings settings = report.settings();
    int rounds = settings.subject().rounds();
    out.printf(
        Locale.ROOT,
        "ring: %,d slots. %d rounds behind one of warm-up; in each, every way is opened in turn,"
            + " warmed up, and measured for %.2f s.%n%n",
        report.ring(),
        rounds,
        settings.seconds() / rounds);
    TextTable table =
        new TextTable()
            .words("way")
            .numbers("producers")
            .numbers("at a time")
            .words("million slots/s, median (quartiles)");
    for (ThroughputRow row : report.rows()) {
      table.row(
          row.way(),
          row.producers(),
          String.format(Locale.ROOT, "%,d", row.batch()),
          spread(row.perSecond(), 1e-6));
    }
    table.print(out);
    out.println();
    ratios(report, out);
    missing(report.missing(), out);
  }

  private static void ratios(ThroughputReport report, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("library, times as many as")
            .numbers("producers")
            .numbers("at a time");
    report.baselines().forEach(row -> table.words(row.way()));
    for (ThroughputRow row : report.library()) {
      List<Object> cells = new ArrayList<>();
      cells.add(row.way());
      cells.add(row.producers());
      cells.add(String.format(Locale.ROOT, "%,d", row.batch()));
      for (ThroughputRow other : report.baselines()) {
        cells.add(spread(row.times(other), 1));
      }
      table.row(cells.toArray());
    }
    table.print(out);
    out.println();
    out.println("Ratios are taken round by round: medians with their quartiles.");
  }

  private static void machine(Machine machine, String mode, String reason, PrintStream out) {
    out.printf("%s (%s), Vulkan %s%n", machine.device(), machine.driver(), machine.vulkan());
    out.printf("Java %s; %s, ", machine.jdk(), machine.system());
    out.printf("%d cores, load %s%n", machine.cores(), machine.load());
    out.printf("mode: %s, because %s%n", mode, reason);
  }

  private static void missing(String missing, PrintStream out) {
    if (!missing.isEmpty()) {
      out.println(missing);
    }
  }

  private static String micros(double nanos) {
    return Double.isNaN(nanos) ? NONE : number(nanos / 1e3);
  }

  private static String spread(Spread spread, double unit) {
    return number(spread.median() * unit)
        + " ("
        + number(spread.lower() * unit)
        + " to "
        + number(spread.upper() * unit)
        + ")";
  }

  /** Three digits that matter. */
  private static String number(double value) {
    String format =
        value >= 99.95 ? "%,.0f" : value >= 9.995 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
