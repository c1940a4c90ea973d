package dev.vireo.cli;

import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsRow;
import java.io.PrintStream;

/** Prints what was measured of programs for a reader. */
final class ProgramsText {
  private ProgramsText() {}

  static void print(ProgramsReport report, PrintStream out) {
    WorksText.head(
        report.machine(),
        report.mode(),
        report.modeReason(),
        report.settings().subject(),
        report.words(),
        out);
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
    TextTable table = WorksText.trips("SAXPY of 1,024 words");
    WorksText.row(table, "bytes of a program to its first result", report.load());
    WorksText.row(table, "text of a shader to its first result", report.compile());
    WorksText.row(table, "slot of a loaded program", report.slot());
    WorksText.row(table, "slot of a compiled, hot program", report.hot());
    WorksText.row(table, "recorded dispatch, submit and polled fence", report.dispatch());
    table.print(out);
  }
}
