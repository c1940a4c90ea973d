package dev.vireo.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.gpu.DeviceCatalog;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DeviceSelector;
import dev.vireo.gpu.probe.DeviceTraits;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vireo doctor}: measures a device and says which mode it allows, and why. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Measures a device, or shows what was measured, and says whether it can run live.",
    footer =
        "%nThe last line is `mode: live` or `mode: epoch`.%n%nExit status: 0, 2 when the arguments"
            + " are wrong, or 3 when there is no such device.")
final class DoctorCommand implements Callable<Integer> {
  private static final String REFERENCE = "reference";

  /** Measures a device. */
  interface Probe {
    /**
     * Returns the traits of a device.
     *
     * @param device what the user called it; null for the best there is
     * @param fresh whether to measure although a result is in the cache
     */
    DeviceTraits traits(String device, boolean fresh);
  }

  private final Probe probe;

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Driver (lavapipe, swiftshader, nvidia, radv, ...), gpu, cpu, a UUID, part of the"
              + " device's name, or reference. Default: VIREO_DEVICE, else the best device.")
  private String device;

  @Option(names = "--json", description = "Prints one JSON document instead of tables.")
  private boolean json;

  @Option(
      names = "--fresh",
      description = "Measures again, at most 20 s, though the cache has a result.")
  private boolean fresh;

  DoctorCommand(Probe probe) {
    this.probe = probe;
  }

  /** Probes a Vulkan device of this machine. */
  static DeviceTraits vulkanTraits(String device, boolean fresh) {
    DeviceInfo info = DeviceSelector.choose(device, DeviceCatalog.list());
    return fresh ? DeviceTraits.measure(info) : DeviceTraits.of(info);
  }

  @Override
  public Integer call() {
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    if (chosen != null && chosen.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--device needs the name of a device");
    }
    PrintStream out = main.console().out();
    if (chosen != null && chosen.strip().equalsIgnoreCase(REFERENCE)) {
      reference(out);
      return ExitStatus.OK;
    }
    DeviceTraits traits = probe.traits(chosen, fresh);
    if (json) {
      JsonObject document = JsonParser.parseString(traits.toJson()).getAsJsonObject();
      document.addProperty("mode", traits.verdict().mode());
      Json.print(document, out);
    } else {
      TraitsText.print(traits, out);
    }
    return ExitStatus.OK;
  }

  private void reference(PrintStream out) {
    if (json) {
      JsonObject document = new JsonObject();
      document.addProperty("device", REFERENCE);
      document.addProperty("mode", "epoch");
      Json.print(document, out);
    } else {
      out.println("reference, the megakernel in Java, needs no probe.");
      out.println("mode: epoch");
    }
  }
}
