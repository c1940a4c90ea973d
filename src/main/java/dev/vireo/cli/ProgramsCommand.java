package dev.vireo.cli;

import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo bench programs}: programs beside the same work written by hand. */
@Command(
    name = "programs",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Measures VIR0 programs, compiled and interpreted, beside the same work written by hand,"
            + " and what it takes from a program's bytes to its first result.",
    footer = BenchCommand.FOOTER)
final class ProgramsCommand implements Callable<Integer> {
  private static final int ROUNDS = 5;

  @ParentCommand private BenchCommand bench;

  @Mixin private BenchOptions options;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Words of the large works, a multiple of 65536. Default: 4194304 on software drivers,"
              + " 16711680 elsewhere.")
  private int words;

  @Option(
      names = "--trips",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "Programs that are loaded, and slots that are awaited. Default: ${DEFAULT-VALUE}.")
  private int trips;

  @Override
  public Integer call() throws InterruptedException {
    Console console = bench.console();
    ProgramsSettings settings =
        new ProgramsSettings(options.subject(console, ROUNDS), words, trips);
    ProgramsReport report = bench.engine().programs(settings, console::message);
    if (options.json()) {
      Json.print(ProgramsJson.of(report), console.out());
    } else {
      ProgramsText.print(report, console.out());
    }
    return ExitStatus.OK;
  }
}
