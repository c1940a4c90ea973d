package dev.vireo.cli;

import dev.vireo.bench.IdleBench;
import dev.vireo.bench.IdleReport;
import dev.vireo.bench.IdleRow;
import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencyRow;
import dev.vireo.bench.LatencySettings;
import dev.vireo.bench.Machine;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.Spread;
import dev.vireo.bench.ThroughputReport;
import dev.vireo.bench.ThroughputRow;
import dev.vireo.bench.ThroughputSettings;
import dev.vireo.bench.report.Digits;
import dev.vireo.protocol.Mode;
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
        "rounds: %d; in each, every way is opened in turn, warmed up by %,d round trips, and"
            + " measured.%n%n",
        settings.subject().rounds(),
        settings.warmup());
    trips(report.rows(), out);
    out.println();
    if (report.rows().stream().anyMatch(row -> row.tasks() > 1)) {
      out.println("1/N: N tasks in one submit; times are each task's share of it.");
    }
    if (report.rows().stream().anyMatch(row -> row.rate() > 0)) {
      out.println(
          "due: trips at a fixed rate, each counted from when it was due, late or not; submit: back"
              + " to back.");
    }
    out.println();
    rounds(report.rows(), out);
    ratios(report, out);
    missing(report.missing(), out);
  }

  private static void trips(List<LatencyRow> rows, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("round trip")
            .words("counted from")
            .numbers("trips")
            .numbers("p50 µs")
            .numbers("p90 µs")
            .numbers("p99 µs")
            .numbers("p99.9 µs")
            .numbers("max µs")
            .numbers("trips/s");
    for (LatencyRow row : rows) {
      Percentiles nanos = row.nanos();
      table.row(
          name(row),
          from(row),
          count(nanos.count()),
          micros(nanos.p50()),
          micros(nanos.p90()),
          micros(nanos.p99()),
          micros(nanos.p999()),
          micros(nanos.max()),
          count(Math.round(row.perSecond().median())));
    }
    table.print(out);
  }

  private static void rounds(List<LatencyRow> rows, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("median (quartiles) of the rounds")
            .words("counted from")
            .words("p50 µs")
            .words("times the library's, round by round");
    for (LatencyRow row : rows) {
      String times = row.times() == null ? NONE : spread(row.times(), 1);
      table.row(name(row), from(row), spread(row.p50(), 1e-3), times);
    }
    table.print(out);
  }

  private static void ratios(LatencyReport report, PrintStream out) {
    out.println();
    if (report.ratio() != null) {
      out.printf("ratio: %s, p50 of the %s", spread(report.ratio(), 1), report.against());
      out.printf(" / the library's; it works as the library does in mode %s.%n", report.mode());
    }
    if (report.timesFence() != null) {
      out.printf("times faster than submit + polled fence: %s%n", spread(report.timesFence(), 1));
    }
  }

  private static String name(LatencyRow row) {
    return row.way() + (row.tasks() == 1 ? "" : ", 1/" + count(row.tasks()));
  }

  private static String from(LatencyRow row) {
    return row.rate() == 0 ? "submit" : "due, " + count(row.rate()) + "/s";
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static void print(ThroughputReport report, PrintStream out) {
    machine(report.machine(), report.mode(), report.modeReason(), out);
    ThroughputSettings settings = report.settings();
    int rounds = settings.subject().rounds();
    out.printf(
        Locale.ROOT,
        "ring: %,d slots; rounds: %d, behind one of warm-up; in each, every way is opened in turn,"
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
      table.row(row.way(), row.producers(), count(row.batch()), spread(row.perSecond(), 1e-6));
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
      cells.add(count(row.batch()));
      for (ThroughputRow other : report.baselines()) {
        cells.add(spread(row.times(other), 1));
      }
      table.row(cells.toArray());
    }
    table.print(out);
    out.println();
    out.println("Ratios are taken round by round: medians with their quartiles.");
    if (report.baselines().stream().anyMatch(row -> row.way().equals(report.against()))) {
      out.printf("The %s works as the library does in mode ", report.against());
      out.printf("%s: its ratios tell what the library costs.%n", report.mode());
    }
  }

  static void print(IdleReport report, PrintStream out) {
    machine(report.machine(), report.mode(), report.modeReason(), out);
    out.printf(
        Locale.ROOT,
        "rounds: %d; in each, a megakernel is opened for each way of waiting, answers %,d slots, is"
            + " left alone for %d s, and is measured for %.2f s more.%n%n",
        report.settings().subject().rounds(),
        IdleBench.WORK,
        IdleBench.SETTLE.toSeconds(),
        report.settings().seconds());
    TextTable table =
        new TextTable().words("waiting").words("processor time, % of a core, median (quartiles)");
    for (IdleRow row : report.rows()) {
      table.row(waiting(row), spread(row.percent(), 1));
    }
    table.print(out);
    out.println();
    out.println(
        "That is the time of all threads of the process, the JVM's and a software driver's"
            + " included.");
  }

  private static String waiting(IdleRow row) {
    return row.strategy() == null
        ? "no megakernel open"
        : row.strategy().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static void machine(Machine machine, Mode mode, String reason, PrintStream out) {
    out.printf("%s, %s, Vulkan %s%n", machine.device(), machine.driver(), machine.vulkan());
    out.printf("Java %s; %s, ", machine.jdk(), machine.system());
    out.printf("%d cores, load %s%n", machine.cores(), machine.load());
    out.println(ModeOption.line(mode, reason));
  }

  private static void missing(String missing, PrintStream out) {
    if (!missing.isEmpty()) {
      out.println(missing);
    }
  }

  static String micros(double nanos) {
    return Double.isNaN(nanos) ? NONE : number(nanos / 1e3);
  }

  static String spread(Spread spread, double unit) {
    return number(spread.median() * unit)
        + " ("
        + number(spread.lower() * unit)
        + " to "
        + number(spread.upper() * unit)
        + ")";
  }

  static String number(double value) {
    return Digits.of(value);
  }
}
