package dev.vireo.cli;

import dev.vireo.bench.ThroughputReport;
import dev.vireo.bench.ThroughputSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo bench throughput}: sustained small slots. */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Measures how many small slots a second the library and the ways without it sustain.",
    footer = BenchCommand.FOOTER)
final class ThroughputCommand implements Callable<Integer> {
  @ParentCommand private BenchCommand bench;

  @Mixin private BenchOptions options;

  @Option(
      names = "--producers",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Threads that submit, in the runs with several; 1 for none. Default: ${DEFAULT-VALUE}.")
  private int producers;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "" + ThroughputSettings.DEFAULT_BATCH,
      description = "Slots of a submit, in the runs with batches. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "How long each way is measured, over all rounds. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--ring",
      paramLabel = "N",
      description = "Slots in the ring. Default: 4096 on software drivers, else 65536.")
  private Integer ring;

  @Override
  public Integer call() throws InterruptedException {
    Console console = bench.console();
    ThroughputSettings settings =
        new ThroughputSettings(options.subject(console), producers, batch, seconds, ring);
    ThroughputReport report = bench.engine().throughput(settings, console::message);
    if (options.json()) {
      Json.print(BenchJson.of(report), console.out());
    } else {
      BenchText.print(report, console.out());
    }
    return ExitStatus.OK;
  }
}
