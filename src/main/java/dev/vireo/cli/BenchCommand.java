package dev.vireo.cli;

import dev.vireo.bench.IdleReport;
import dev.vireo.bench.IdleSettings;
import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencySettings;
import dev.vireo.bench.ModulesReport;
import dev.vireo.bench.ModulesSettings;
import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsSettings;
import dev.vireo.bench.ThroughputReport;
import dev.vireo.bench.ThroughputSettings;
import dev.vireo.bench.report.BenchReport;
import dev.vireo.bench.report.Effort;
import dev.vireo.bench.report.Part;
import dev.vireo.bench.report.Run;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code vireo bench}: measures the library beside what a program without it would do. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    subcommands = {
      LatencyCommand.class,
      ThroughputCommand.class,
      IdleCommand.class,
      ProgramsCommand.class,
      ModulesCommand.class
    },
    description =
        "Measures the library beside the same work without it, in turns, on the same device. Without"
            + " the name of a benchmark: all of them, in some minutes, into a report with pictures.",
    commandListHeading = "%nBenchmarks:%n",
    synopsisSubcommandLabel = "[COMMAND]",
    footer = BenchCommand.FOOTER)
final class BenchCommand implements Callable<Integer> {
  static final String FOOTER =
      "%nExit status: 0, 2 when the arguments are wrong, or 3 when there is no such device, it"
          + " cannot run in the mode, or it failed.";

  /** Measures. */
  interface Engine {
    /** Measures round trips; {@code progress} is told what takes time. */
    LatencyReport latency(LatencySettings settings, Consumer<String> progress)
        throws InterruptedException;

    /** Measures sustained throughput; {@code progress} is told what takes time. */
    ThroughputReport throughput(ThroughputSettings settings, Consumer<String> progress)
        throws InterruptedException;

    /** Measures the cost of doing nothing; {@code progress} is told what takes time. */
    IdleReport idle(IdleSettings settings, Consumer<String> progress) throws InterruptedException;

    /** Measures programs; {@code progress} is told what takes time. */
    ProgramsReport programs(ProgramsSettings settings, Consumer<String> progress)
        throws InterruptedException;

    /** Measures SPIR-V modules; {@code progress} is told what takes time. */
    ModulesReport modules(ModulesSettings settings, Consumer<String> progress)
        throws InterruptedException;

    /** Measures everything that {@code parts} are. */
    BenchReport all(List<Part> parts, Effort effort, String version, Run.Progress progress)
        throws InterruptedException;
  }

  private final Engine engine;

  @ParentCommand private Main main;

  @Mixin private BenchOptions options;

  @Mixin private ReportOptions report;

  BenchCommand(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Integer call() throws InterruptedException {
    return new ReportRun(engine, main.console(), options, report).run();
  }

  Engine engine() {
    return engine;
  }

  Console console() {
    return main.console();
  }
}
