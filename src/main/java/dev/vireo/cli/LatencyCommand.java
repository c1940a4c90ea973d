package dev.vireo.cli;

import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencySettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo bench latency}: round trips of one slot. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Measures how long one small slot takes from submit to the seen completion.",
    footer = BenchCommand.FOOTER)
final class LatencyCommand implements Callable<Integer> {
  @ParentCommand private BenchCommand bench;

  @Mixin private BenchOptions options;

  @Option(
      names = "--trips",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Round trips of each way, over all rounds. Default: ${DEFAULT-VALUE}.")
  private int trips;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Round trips before those, in each turn. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--rate",
      paramLabel = "PER_SECOND",
      description =
          "Measures once more with trips that are due at a fixed rate, each counted from when it"
              + " was due, so that a trip that takes long counts for all that it holds up; at most"
              + " a second's trips in each round.")
  private Integer rate;

  @Override
  public Integer call() throws InterruptedException {
    Console console = bench.console();
    LatencySettings settings = new LatencySettings(options.subject(console), trips, warmup, rate);
    LatencyReport report = bench.engine().latency(settings, console::message);
    if (options.json()) {
      Json.print(BenchJson.of(report), console.out());
    } else {
      BenchText.print(report, console.out());
    }
    return ExitStatus.OK;
  }
}
