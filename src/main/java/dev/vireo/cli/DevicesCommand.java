package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo devices}: lists the devices that Vireo can run on. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Lists the devices that Vireo can run on, best first.",
    footer = "%nExit status: 0, or 3 when the devices cannot be listed.")
final class DevicesCommand implements Callable<Integer> {
  private final Supplier<List<DeviceRow>> devices;

  @ParentCommand private Main main;

  @Option(names = "--json", description = "Prints one JSON document instead of a table.")
  private boolean json;

  /**
   * Creates the command.
   *
   * @param devices lists the devices, best first
   */
  DevicesCommand(Supplier<List<DeviceRow>> devices) {
    this.devices = devices;
  }

  @Override
  public Integer call() {
    List<DeviceRow> rows = devices.get();
    if (json) {
      Json.print(document(rows), main.console().out());
    } else {
      print(rows, main.console().out());
    }
    if (rows.isEmpty()) {
      main.console()
          .message("there is no Vulkan device; install a driver, or run tools/setup to get one");
    }
    return ExitStatus.OK;
  }

  private static void print(List<DeviceRow> rows, PrintStream out) {
    TextTable table =
        new TextTable()
            .words("name")
            .words("driver")
            .words("type")
            .words("Vulkan")
            .words("ring")
            .words("control")
            .words("completions")
            .numbers("subgroup")
            .words("limits");
    for (DeviceRow row : rows) {
      table.row(
          row.name(),
          row.driver(),
          row.type(),
          row.apiVersion(),
          row.ringMemory(),
          row.controlMemory(),
          row.completionMemory(),
          row.subgroupSize(),
          limits(row.limits()));
    }
    if (!rows.isEmpty()) {
      table.print(out);
      out.println();
    }
    out.println("reference, the megakernel in Java, runs when it is asked for: --device reference");
  }

  private static String limits(Map<String, Long> limits) {
    return limits.entrySet().stream()
        .map(limit -> limit.getKey() + " " + limit.getValue())
        .collect(Collectors.joining(", "));
  }

  private static JsonObject document(List<DeviceRow> rows) {
    JsonArray devices = new JsonArray();
    rows.forEach(row -> devices.add(device(row)));
    JsonObject json = new JsonObject();
    json.add("devices", devices);
    return json;
  }

  private static JsonObject device(DeviceRow row) {
    JsonObject memory = new JsonObject();
    memory.addProperty("ring", row.ringMemory());
    memory.addProperty("control", row.controlMemory());
    memory.addProperty("completions", row.completionMemory());
    JsonObject limits = new JsonObject();
    row.limits().forEach(limits::addProperty);
    JsonObject json = new JsonObject();
    json.addProperty("name", row.name());
    json.addProperty("driver", row.driver());
    json.addProperty("type", row.type());
    json.addProperty("apiVersion", row.apiVersion());
    json.addProperty("uuid", row.uuid());
    json.add("memory", memory);
    json.addProperty("subgroupSize", row.subgroupSize());
    json.add("limits", limits);
    return json;
  }
}
