package dev.vireo.cli;

import dev.vireo.script.ProgramConformance;
import dev.vireo.script.ProgramEngine;
import dev.vireo.script.ProgramTier;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * {@code vireo conform}: holds the protocol's codecs and the reference to files of cases, and what
 * runs programs to an index of those.
 */
@Command(
    name = "conform",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Checks this build against files of golden cases.",
    footer =
        "%nExit status: 0 all cases pass, 1 one fails, 2 a file or the arguments are wrong, 3"
            + " the device is missing or failed; with several files the worst.")
final class ConformCommand implements Callable<Integer> {
  /** Checks one file and returns its exit status. */
  interface Checker {
    int run(Path file, PrintStream out, PrintStream err);
  }

  private final Checker checker;

  @ParentCommand private Main main;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON files of cases.")
  private List<Path> files;

  @Option(
      names = "--tier",
      paramLabel = "reference|interpreter|fused|auto",
      defaultValue = "reference",
      description =
          "What runs an index of VIR0 programs. Default: reference, which needs no device.")
  private ProgramTier tier;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Device of the interpreter. Default: VIREO_DEVICE, else the best device.")
  private String device;

  ConformCommand(Checker checker) {
    this.checker = checker;
  }

  @Override
  public Integer call() {
    int worst = ExitStatus.OK;
    for (Path file : files) {
      int status = check(file);
      worst = Math.max(worst, status);
    }
    return worst;
  }

  private int check(Path file) {
    PrintStream out = main.console().out();
    PrintStream err = main.console().err();
    if (!ProgramConformance.isIndex(file)) {
      return checker.run(file, out, err);
    }
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    return ProgramConformance.run(file, () -> ProgramEngine.open(tier, chosen), out, err);
  }
}
