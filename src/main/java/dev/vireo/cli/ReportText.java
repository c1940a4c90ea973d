package dev.vireo.cli;

import dev.vireo.bench.report.BenchReport;
import dev.vireo.bench.report.Change;
import dev.vireo.bench.report.Comparison;
import dev.vireo.bench.report.Digits;
import dev.vireo.bench.report.Headline;
import dev.vireo.bench.report.ReportHtml;
import dev.vireo.bench.report.Setup;
import dev.vireo.bench.report.Unit;
import dev.vireo.protocol.Mode;
import java.io.PrintStream;
import java.util.Locale;

/** Prints what a run of all benchmarks came to. */
final class ReportText {
  private static final String NONE = "-";

  private ReportText() {}

  static void print(BenchReport report, PrintStream out) {
    Setup setup = report.setup();
    BenchText.machine(setup.machine(), Mode.of(setup.mode()), setup.modeReason(), out);
    out.printf(
        Locale.ROOT,
        "Vireo %s, %s, %s, %d rounds, %.0f s%n%n",
        setup.version(),
        setup.date(),
        setup.effort(),
        setup.rounds(),
        setup.seconds());
    TextTable table =
        new TextTable()
            .words("figure")
            .words("way")
            .numbers("library")
            .words("unit")
            .words("beside")
            .numbers("that")
            .words("times better, median (quartiles)");
    String before = "";
    String way = "";
    for (Headline line : Headline.of(report)) {
      boolean alone = line.times() == null;
      Unit unit = line.unit();
      boolean sameFigure = line.figure().equals(before);
      boolean same = sameFigure && line.what().equals(way);
      table.row(
          sameFigure ? "" : line.figure(),
          same ? "" : line.what(),
          same ? "" : Digits.of(unit.shown(line.value().median())),
          same ? "" : unit.label(),
          alone ? NONE : line.baseline(),
          alone ? NONE : Digits.of(unit.shown(line.baselineValue().median())),
          alone ? NONE : Digits.of(line.times(), Unit.TIMES));
      before = line.figure();
      way = line.what();
    }
    table.print(out);
    report.notes().forEach(out::println);
  }

  static void print(Comparison comparison, PrintStream out) {
    out.println("since " + comparison.older().date() + ": " + ReportHtml.summary(comparison));
    comparison.differences().forEach(line -> out.println("not the same: " + line));
    out.println();
    TextTable table =
        new TextTable()
            .words("figure")
            .words("way")
            .words("beside")
            .words("before")
            .words("now")
            .numbers("now / before")
            .numbers("p")
            .words("");
    for (Change change : comparison.changes()) {
      table.row(
          change.figure(),
          change.place().isEmpty() ? change.line() : change.line() + ", " + change.place(),
          change.baseline().isEmpty() ? change.unit().label() : change.baseline(),
          Digits.of(change.before(), change.unit()),
          Digits.of(change.after(), change.unit()),
          Digits.of(change.ratio()),
          Digits.probability(change.probability()),
          change.verdict().name().toLowerCase(Locale.ROOT));
    }
    table.print(out);
    comparison.missing().forEach(name -> out.println("only in one of the runs: " + name));
  }
}
