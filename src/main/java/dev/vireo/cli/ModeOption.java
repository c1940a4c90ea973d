package dev.vireo.cli;

import dev.vireo.protocol.Mode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How slots reach the kernel, for the commands that open a megakernel. */
final class ModeOption {
  private static final String VARIABLE = "VIREO_MODE";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--mode",
      paramLabel = "auto|live|epoch",
      description =
          "How slots reach the kernel: while it runs (live), with a submission for each group"
              + " (epoch), or live where a probe of the device has seen that it works, else epoch"
              + " (auto). Default: VIREO_MODE, else auto.")
  private String named;

  /** Returns what the option says, else the environment, else AUTO. */
  Mode chosen(Console console) {
    String variable = console.variable(VARIABLE);
    if (named == null && variable == null) {
      return Mode.AUTO;
    }
    try {
      return Mode.of(named != null ? named : variable);
    } catch (IllegalArgumentException e) {
      String where = named != null ? "--mode" : VARIABLE;
      throw new ParameterException(spec.commandLine(), where + ": " + e.getMessage(), e);
    }
  }

  /** Returns a line for a reader. */
  static String line(Mode inForce, String reason) {
    return "mode: " + inForce + " (" + reason + ")";
  }
}
