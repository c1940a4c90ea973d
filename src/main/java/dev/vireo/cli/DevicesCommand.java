package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.gpu.DeviceCatalog;
import dev.vireo.gpu.DeviceInfo;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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

  /** Returns the Vulkan devices of this machine. */
  static List<DeviceRow> vulkanDevices() {
    return DeviceCatalog.list().stream()
        .sorted(Comparator.comparing(DeviceInfo::type))
        .map(DeviceRow::of)
        .toList();
  }

  /**
   * Creates the command.
   *
   * @param devices lists the devices, best first and at least one
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
            .numbers("subgroup");
    rows.get(0).limits().keySet().forEach(table::numbers);
    for (DeviceRow row : rows) {
      List<Object> cells = new ArrayList<>();
      cells.addAll(List.of(row.name(), row.driver(), row.type(), row.apiVersion()));
      cells.addAll(List.of(row.ringMemory(), row.controlMemory(), row.completionMemory()));
      cells.add(row.subgroupSize());
      cells.addAll(row.limits().values());
      table.row(cells.toArray());
    }
    table.print(out);
    out.println();
    out.println("reference, the megakernel in Java, runs when it is asked for: --device reference");
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
