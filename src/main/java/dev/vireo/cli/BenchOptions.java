package dev.vireo.cli;

import dev.vireo.bench.SubjectSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all benchmarks take. */
final class BenchOptions {
  private static final int ROUNDS = 9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Driver (lavapipe, lavapipe-25, swiftshader, nvidia, radv, ...), gpu, cpu, a UUID, or"
              + " part of the device's name. Default: VIREO_DEVICE, else the best device.")
  private String device;

  @Mixin private ModeOption mode;

  @Mixin private OverrideOptions overrides;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds, in each of which every way has a turn. Default: "
              + ROUNDS
              + "; 1 where each takes long.")
  private Integer rounds;

  @Option(names = "--json", description = "Prints one JSON document instead of tables.")
  private boolean json;

  boolean json() {
    return json;
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  SubjectSettings subject(Console console) {
    return subject(console, ROUNDS);
  }

  SubjectSettings subject(Console console, int usualRounds) {
    String chosen = device != null ? device : console.variable("VIREO_DEVICE");
    if (chosen != null && chosen.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--device needs the name of a device");
    }
    return new SubjectSettings(
        chosen, mode.chosen(console), rounds == null ? usualRounds : rounds, overrides.chosen());
  }
}
