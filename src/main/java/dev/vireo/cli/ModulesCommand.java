package dev.vireo.cli;

import dev.vireo.bench.ModulesReport;
import dev.vireo.bench.ModulesSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo bench modules}: SPIR-V modules beside the pipelines that drivers make of them. */
@Command(
    name = "modules",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Measures SPIR-V modules, interpreted and compiled, beside plain dispatches of the same"
            + " bytes, and what it takes from a module's bytes to its first result.",
    footer = BenchCommand.FOOTER)
final class ModulesCommand implements Callable<Integer> {
  private static final int ROUNDS = 5;

  @ParentCommand private BenchCommand bench;

  @Mixin private BenchOptions options;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Words of the large works, a multiple of 65536. Default: 4194304 on software drivers,"
              + " 8388608 elsewhere.")
  private int words;

  @Option(
      names = "--trips",
      paramLabel = "N",
      defaultValue = "200",
      description = "Modules that are loaded, and made pipelines of. Default: ${DEFAULT-VALUE}.")
  private int trips;

  @Override
  public Integer call() throws InterruptedException {
    Console console = bench.console();
    ModulesSettings settings = new ModulesSettings(options.subject(console, ROUNDS), words, trips);
    ModulesReport report = bench.engine().modules(settings, console::message);
    if (options.json()) {
      Json.print(ModulesJson.of(report), console.out());
    } else {
      ModulesText.print(report, console.out());
    }
    return ExitStatus.OK;
  }
}
