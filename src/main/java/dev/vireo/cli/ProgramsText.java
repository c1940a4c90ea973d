package dev.vireo.cli;

import dev.vireo.bench.Percentiles;
import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsRow;
import java.io.PrintStream;
import java.util.Locale;

/** Prints what was measured of programs for a reader. */
final class ProgramsText {
  private ProgramsText() {}

  static void print(ProgramsReport report, PrintStream out) {
    BenchText.machine(report.machine(), report.mode(), report.modeReason(), out);
    out.printf(
        Locale.ROOT,
        "rounds: %d, behind one of warm-up, in which results are compared; large works have %,d"
            + " words.%n%n",
        report.settings().subject().rounds(),
        report.words());
    work(report, out);
    out.println();
    out.println(
        "Medians (quartiles) of the rounds; ratios are taken round by round. Data stays on the"
            + " device; times run from the submit to the awaited fence.");
    out.printf(
        "fused / interpreter, geometric mean: %s%n%n",
        BenchText.spread(report.fusedByInterpreted(), 1));
    trips(report, out);
  }

  private static void work(ProgramsReport report, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("work")
            .words("by hand, million/s")
            .words("fused / by hand")
            .words("fused / interpreter")
            .numbers("instructions each")
            .numbers("million instructions/s, interpreter");
    for (ProgramsRow row : report.rows()) {
      table.row(
          row.work() + ", " + row.unit(),
          BenchText.spread(row.hand(), 1e-6),
          BenchText.spread(row.fusedByHand(), 1),
          BenchText.spread(row.fusedByInterpreted(), 1),
          BenchText.number(row.instructionsPerItem()),
          BenchText.number(1e-6 * row.instructionsPerSecond()));
    }
    table.print(out);
  }

  private static void trips(ProgramsReport report, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("SAXPY of 1,024 words")
            .numbers("trips")
            .numbers("p50 µs")
            .numbers("p90 µs")
            .numbers("p99 µs");
    row(table, "bytes of a program to its first result", report.load());
    row(table, "text of a shader to its first result", report.compile());
    row(table, "slot of a loaded program", report.slot());
    row(table, "slot of a compiled, hot program", report.hot());
    row(table, "recorded dispatch, submit and polled fence", report.dispatch());
    table.print(out);
  }

  static void row(TextTable table, String name, Percentiles nanos) {
    table.row(
        name,
        nanos.count(),
        BenchText.micros(nanos.p50()),
        BenchText.micros(nanos.p90()),
        BenchText.micros(nanos.p99()));
  }
}
