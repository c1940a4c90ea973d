package dev.vireo.cli;

import dev.vireo.bench.IdleReport;
import dev.vireo.bench.IdleSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo bench idle}: what a megakernel costs that has nothing to do. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Measures how much processor time the process uses, software driver included, while a"
            + " megakernel is open and has nothing to do.",
    footer = BenchCommand.FOOTER)
final class IdleCommand implements Callable<Integer> {
  @ParentCommand private BenchCommand bench;

  @Mixin private BenchOptions options;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long it is left alone for each way of waiting. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Override
  public Integer call() throws InterruptedException {
    Console console = bench.console();
    IdleSettings settings = new IdleSettings(options.subject(console, 1), seconds);
    IdleReport report = bench.engine().idle(settings, console::message);
    if (options.json()) {
      Json.print(BenchJson.of(report), console.out());
    } else {
      BenchText.print(report, console.out());
    }
    return ExitStatus.OK;
  }
}
