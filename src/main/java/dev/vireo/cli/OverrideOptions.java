package dev.vireo.cli;

import dev.vireo.MegakernelConfig;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a user chooses in place of the probe, for the commands that open a megakernel. */
final class OverrideOptions {
  private static final Pattern WORKERS = Pattern.compile("(\\d{1,9})x(\\d{1,9})");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--workers",
      paramLabel = "GROUPSxLANES",
      description =
          "Workgroups of a slice, and invocations in each, such as 2x8. Default: as the probe has"
              + " it.")
  private String workers;

  @Option(
      names = "--slice-turns",
      paramLabel = "N",
      description =
          "Turns that a worker's own loop makes in a slice at most. Default: as the probe has it.")
  private Integer sliceTurns;

  @Option(
      names = "--force",
      description =
          "Does what was chosen, mode live included, even where the probe found that it does not"
              + " work; slots may be lost then.")
  private boolean force;

  /** Returns what configures a megakernel as the options say. */
  UnaryOperator<MegakernelConfig> chosen() {
    Matcher shape = WORKERS.matcher(workers == null ? "" : workers);
    if (workers != null && !shape.matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--workers takes workgroups and lanes such as 2x8, got \"" + workers + "\"");
    }
    UnaryOperator<MegakernelConfig> choices =
        config -> {
          MegakernelConfig chosen = config;
          if (workers != null) {
            chosen =
                chosen.withWorkers(
                    Integer.parseInt(shape.group(1)), Integer.parseInt(shape.group(2)));
          }
          if (sliceTurns != null) {
            chosen = chosen.withSliceTurns(sliceTurns);
          }
          return force ? chosen.withForcedOverrides() : chosen;
        };
    try {
      Objects.requireNonNull(choices.apply(MegakernelConfig.defaults())); // it checks the figures
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return choices;
  }
}
