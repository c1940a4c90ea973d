package dev.vireo.telemetry.socket;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Priority;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.RoundTrips;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.TenantTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Figures as JSON. Times are in nanoseconds. */
public final class TelemetryJson {
  private TelemetryJson() {}

  /** Returns figures of this process, with its id and what it runs. */
  public static JsonObject document(Telemetry telemetry) {
    JsonObject json = new JsonObject();
    json.addProperty("pid", ProcessHandle.current().pid());
    json.addProperty("program", program());
    json.addProperty("device", telemetry.device());
    json.addProperty("mode", telemetry.mode().name().toLowerCase(Locale.ROOT));
    json.addProperty("modeReason", telemetry.modeReason());
    json.addProperty("uptimeNanos", telemetry.uptime().toNanos());
    json.addProperty("slices", telemetry.slices());
    json.addProperty("recoveries", telemetry.recoveries());
    json.addProperty("promotions", telemetry.promotions());
    json.add("partitions", list(telemetry.partitions(), TelemetryJson::partition));
    json.add("tenants", list(telemetry.tenants(), TelemetryJson::tenant));
    return json;
  }

  // Not its arguments, which may hold secrets.
  private static String program() {
    String command = System.getProperty("sun.java.command", "");
    String first = command.isBlank() ? "java" : command.strip().split("\\s", 2)[0];
    return Path.of(first).getFileName().toString();
  }

  private static JsonObject partition(PartitionTelemetry partition) {
    JsonObject json = new JsonObject();
    Priority priority = partition.priority();
    json.addProperty("priority", priority == null ? null : priority.name());
    json.addProperty("slots", partition.slots());
    json.addProperty("occupied", partition.occupied());
    json.addProperty("submitted", partition.submitted());
    json.addProperty("completed", partition.completed());
    json.addProperty("faulted", partition.faulted());
    json.addProperty("dropped", partition.dropped());
    RoundTrips trips = partition.roundTrips();
    JsonObject all = new JsonObject();
    all.addProperty("totalNanos", trips.totalNanos());
    all.addProperty("mostNanos", trips.mostNanos());
    all.add("buckets", list(trips.buckets(), TelemetryJson::bucket));
    json.add("roundTrips", all);
    return json;
  }

  private static JsonObject bucket(RoundTrips.Bucket bucket) {
    JsonObject json = new JsonObject();
    json.addProperty("mostNanos", bucket.mostNanos());
    json.addProperty("count", bucket.count());
    return json;
  }

  private static JsonObject tenant(TenantTelemetry tenant) {
    JsonObject json = new JsonObject();
    json.addProperty("id", tenant.id());
    json.addProperty("name", tenant.name());
    json.addProperty("submitted", tenant.submitted());
    json.addProperty("completed", tenant.completed());
    json.addProperty("mostOutstanding", tenant.mostOutstanding());
    return json;
  }

  private static <T> JsonArray list(List<T> items, Function<T, JsonObject> each) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(each.apply(item)));
    return array;
  }

  /** Reads what {@link #document} made; throws whatever Gson does when it is something else. */
  static Telemetry telemetry(JsonObject json) {
    return new Telemetry(
        json.get("device").getAsString(),
        Mode.of(json.get("mode").getAsString()),
        json.get("modeReason").getAsString(),
        Duration.ofNanos(json.get("uptimeNanos").getAsLong()),
        json.get("slices").getAsLong(),
        json.get("recoveries").getAsLong(),
        json.get("promotions").getAsLong(),
        items(json, "partitions", TelemetryJson::partition),
        items(json, "tenants", TelemetryJson::tenant));
  }

  private static PartitionTelemetry partition(JsonObject json) {
    JsonElement priority = json.get("priority");
    JsonObject trips = json.getAsJsonObject("roundTrips");
    return new PartitionTelemetry(
        priority instanceof JsonNull ? null : Priority.valueOf(priority.getAsString()),
        json.get("slots").getAsInt(),
        json.get("occupied").getAsInt(),
        json.get("submitted").getAsLong(),
        json.get("completed").getAsLong(),
        json.get("faulted").getAsLong(),
        json.get("dropped").getAsLong(),
        new RoundTrips(
            items(
                trips,
                "buckets",
                each ->
                    new RoundTrips.Bucket(
                        each.get("mostNanos").getAsLong(), each.get("count").getAsLong())),
            trips.get("totalNanos").getAsLong(),
            trips.get("mostNanos").getAsLong()));
  }

  private static TenantTelemetry tenant(JsonObject json) {
    return new TenantTelemetry(
        json.get("id").getAsInt(),
        json.get("name").getAsString(),
        json.get("submitted").getAsLong(),
        json.get("completed").getAsLong(),
        json.get("mostOutstanding").getAsInt());
  }

  private static <T> List<T> items(JsonObject json, String name, Function<JsonObject, T> each) {
    List<T> all = new ArrayList<>();
    json.getAsJsonArray(name).forEach(item -> all.add(each.apply(item.getAsJsonObject())));
    return all;
  }
}
