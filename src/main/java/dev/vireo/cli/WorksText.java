package dev.vireo.cli;

import dev.vireo.bench.Machine;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.SubjectSettings;
import dev.vireo.protocol.Mode;
import java.io.PrintStream;
import java.util.Locale;

/** What the benchmarks of programs and of modules print alike. */
final class WorksText {
  private WorksText() {}

  /** Prints what was measured on, and how. */
  static void head(
      Machine machine,
      Mode mode,
      String reason,
      SubjectSettings subject,
      int words,
      PrintStream out) {
    BenchText.machine(machine, mode, reason, out);
    out.printf(
        Locale.ROOT,
        "rounds: %d, behind one of warm-up, in which results are compared; large works have %,d"
            + " words.%n%n",
        subject.rounds(),
        words);
  }

  /** Returns a table of trips, for {@link #row}. */
  static TextTable trips(String what) {
    return new TextTable()
        .words(what)
        .numbers("trips")
        .numbers("p50 µs")
        .numbers("p90 µs")
        .numbers("p99 µs");
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
