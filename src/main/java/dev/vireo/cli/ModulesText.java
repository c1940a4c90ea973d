package dev.vireo.cli;

import dev.vireo.bench.FirstModules;
import dev.vireo.bench.ModulesReport;
import dev.vireo.bench.ModulesRow;
import dev.vireo.bench.Spread;
import java.io.PrintStream;
import java.util.Locale;

/** Prints what was measured of modules for a reader. */
final class ModulesText {
  private ModulesText() {}

  static void print(ModulesReport report, PrintStream out) {
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
            + " device; times run from the submit to the awaited fence, or completion.");
    Spread works = report.plainByInterpretedOfWorks();
    out.printf(
        Locale.ROOT,
        "dispatch / interpreter: geometric mean %s; of the works %s, %s to %s%n",
        BenchText.spread(report.meanPlainByInterpreted(), 1),
        BenchText.spread(works, 1),
        BenchText.number(works.rounds().stream().mapToDouble(own -> own).min().orElse(0)),
        BenchText.number(works.rounds().stream().mapToDouble(own -> own).max().orElse(0)));
    if (!report.uncompiled().isEmpty()) {
      out.println("not compiled: " + report.uncompiled());
    }
    out.println();
    first(report.first(), out);
  }

  private static void work(ModulesReport report, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("work")
            .words("dispatch, million/s")
            .numbers("ms a dispatch")
            .words("compiled / dispatch")
            .words("dispatch / interpreter")
            .numbers("instructions each")
            .numbers("million instructions/s, interpreter");
    for (ModulesRow row : report.rows()) {
      Spread compiled = row.compiledByPlain();
      table.row(
          row.work() + ", " + row.unit(),
          BenchText.spread(row.plain(), 1e-6),
          BenchText.number(1e-6 * row.plainNanos()),
          compiled == null ? "-" : BenchText.spread(compiled, 1),
          BenchText.spread(row.plainByInterpreted(), 1),
          BenchText.number(row.instructionsPerItem()),
          BenchText.number(1e-6 * row.instructionsPerSecond()));
    }
    table.print(out);
  }

  private static void first(FirstModules first, PrintStream out) {
    TextTable table =
        WorksText.trips(
            "a module of "
                + first.instructions()
                + " instructions, "
                + first.bytecode()
                + " of bytecode");
    WorksText.row(table, "bytes to the first result in the interpreter", first.load());
    WorksText.row(table, "bytes to the first result of a pipeline", first.pipeline());
    table.print(out);
    out.println(
        "The pipeline takes "
            + BenchText.spread(first.times(), 1)
            + " times as long. Each module is another, by a constant in it: no cache has it.");
  }
}
