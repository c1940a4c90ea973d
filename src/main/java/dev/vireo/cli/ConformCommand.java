package dev.vireo.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo conform}: holds the protocol's codecs and the reference to files of cases. */
@Command(
    name = "conform",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Checks this build against files of golden cases.",
    footer =
        "%nExit status: 0 all cases pass, 1 one fails, 2 a file or the arguments are wrong; with"
            + " several files the worst.")
final class ConformCommand implements Callable<Integer> {
  /** Checks one file and returns its exit status. */
  interface Checker {
    int run(Path file, PrintStream out, PrintStream err);
  }

  private final Checker checker;

  @ParentCommand private Main main;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON files of cases.")
  private List<Path> files;

  ConformCommand(Checker checker) {
    this.checker = checker;
  }

  @Override
  public Integer call() {
    int worst = ExitStatus.OK;
    for (Path file : files) {
      int status = checker.run(file, main.console().out(), main.console().err());
      worst = Math.max(worst, status);
    }
    return worst;
  }
}
