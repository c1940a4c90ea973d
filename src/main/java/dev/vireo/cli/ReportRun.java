package dev.vireo.cli;

import dev.vireo.bench.SubjectSettings;
import dev.vireo.bench.report.BenchReport;
import dev.vireo.bench.report.Comparison;
import dev.vireo.bench.report.Effort;
import dev.vireo.bench.report.Part;
import dev.vireo.bench.report.Parts;
import dev.vireo.bench.report.ReportHtml;
import dev.vireo.bench.report.ReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One {@code vireo bench}: measures, writes the report, prints what it came to. */
final class ReportRun {
  private final BenchCommand.Engine engine;
  private final Console console;
  private final BenchOptions options;
  private final ReportOptions report;

  ReportRun(
      BenchCommand.Engine engine, Console console, BenchOptions options, ReportOptions report) {
    this.engine = engine;
    this.console = console;
    this.options = options;
    this.report = report;
  }

  int run() throws InterruptedException {
    if (report.with != null && report.compare == null) {
      throw options.wrong("--with needs --compare: the older of the two reports");
    }
    // Before minutes go by: it may be no report.
    BenchReport older = report.compare == null ? null : read(report.compare);
    if (report.with != null) {
      ReportText.print(Comparison.of(older, read(report.with)), console.out());
      return ExitStatus.OK;
    }
    List<Part> parts = parts();
    directory();
    BenchReport found = measure(parts);
    Comparison comparison = older == null ? null : Comparison.of(older, found);
    Path html = report.out.resolve("report.html");
    write(report.out.resolve("report.json"), Json.text(ReportJson.of(found)) + "\n");
    write(html, ReportHtml.of(found, comparison));
    if (options.json()) {
      Json.print(ReportJson.of(found), console.out());
    } else {
      ReportText.print(found, console.out());
      if (comparison != null) {
        console.out().println();
        ReportText.print(comparison, console.out());
      }
    }
    console.message("the report is " + html.toAbsolutePath().normalize());
    return ExitStatus.OK;
  }

  private BenchReport measure(List<Part> parts) throws InterruptedException {
    int rounds = report.quick ? Effort.QUICK_ROUNDS : Effort.FULL_ROUNDS;
    SubjectSettings subject = options.subject(console, rounds);
    RunProgress progress = new RunProgress(console);
    try {
      return engine.all(parts, new Effort(subject, report.quick), Version.number(), progress);
    } finally {
      progress.close();
    }
  }

  private List<Part> parts() {
    for (String name : report.only) {
      if (Parts.ALL.stream().noneMatch(part -> part.name().equals(name))) {
        throw options.wrong(
            "there is no benchmark \""
                + name
                + "\" for --only; there are "
                + String.join(", ", new PartNames()));
      }
    }
    return report.only.isEmpty()
        ? Parts.ALL
        : Parts.ALL.stream().filter(part -> report.only.contains(part.name())).toList();
  }

  private static BenchReport read(Path file) {
    byte[] bytes = ProgramFile.bytes(file);
    return ReportJson.read(file.toString(), new String(bytes, StandardCharsets.UTF_8));
  }

  private void directory() {
    try {
      Files.createDirectories(report.out);
    } catch (IOException e) {
      throw new ProgramFile.FileException(report.out, "cannot be made: " + e);
    }
  }

  private static void write(Path file, String text) {
    ProgramFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
