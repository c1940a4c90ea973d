package dev.vireo.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What {@code vireo bench} takes without the name of a benchmark. */
final class ReportOptions {
  @Option(
      names = "--quick",
      description =
          "Takes about two minutes: fewer places on each axis, less time at each, 7 rounds.")
  boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIRECTORY",
      defaultValue = "vireo-report",
      description =
          "Gets report.html and report.json; made if it is missing. Default: ${DEFAULT-VALUE}.")
  Path out;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Measures these only: ${COMPLETION-CANDIDATES}.",
      completionCandidates = PartNames.class)
  List<String> only = List.of();

  @Option(
      names = "--compare",
      paramLabel = "OLD.json",
      description = "Shows what changed since the run that wrote this report.json, beyond noise.")
  Path compare;

  @Option(
      names = "--with",
      paramLabel = "NEW.json",
      description = "Measures nothing, and compares with this report.json instead.")
  Path with;
}
