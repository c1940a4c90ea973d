package dev.vireo.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.RoundTrips;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.TenantTelemetry;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What the demo's page shows, as JSON. */
final class WebState {
  private static final double[] PERCENTILES = {50, 90, 99, 100};

  private final Studio studio;
  private final List<LiveView> views;

  WebState(Studio studio, List<LiveView> views) {
    this.studio = studio;
    this.views = views;
  }

  /** Returns it as it is now. */
  JsonObject json() {
    Telemetry now = studio.kernel().telemetry();
    JsonObject state = new JsonObject();
    state.addProperty("seconds", now.uptime().toNanos() / 1e9);
    state.addProperty("device", now.device());
    state.addProperty("mode", now.mode().toString());
    state.addProperty("verdict", now.modeReason());
    JsonArray tenants = new JsonArray();
    views.forEach(view -> tenants.add(tenant(view, now)));
    state.add("tenants", tenants);
    JsonArray priorities = new JsonArray();
    now.partitions().forEach(partition -> priorities.add(priority(partition)));
    state.add("priorities", priorities);
    state.add("latency", latency(now.roundTrips()));
    return state;
  }

  private static JsonObject tenant(LiveView view, Telemetry now) {
    Painter painter = view.painter();
    TenantTelemetry figures =
        now.tenants().stream()
            .filter(each -> each.id() == painter.tenant())
            .findFirst()
            .orElseThrow();
    JsonObject tenant = new JsonObject();
    tenant.addProperty("name", painter.name());
    tenant.addProperty("view", view.view().name().toLowerCase(Locale.ROOT));
    tenant.addProperty("paused", view.paused());
    tenant.addProperty("done", figures.completed());
    tenant.addProperty("outstanding", figures.outstanding());
    tenant.addProperty("problem", view.problem());
    return tenant;
  }

  private static JsonObject priority(PartitionTelemetry partition) {
    JsonObject json = new JsonObject();
    json.addProperty("name", Objects.requireNonNull(partition.priority()).name());
    json.addProperty("done", partition.completed());
    json.addProperty("occupied", partition.occupied());
    json.addProperty("slots", partition.slots());
    return json;
  }

  private static JsonObject latency(RoundTrips trips) {
    JsonObject latency = new JsonObject();
    JsonArray percentiles = new JsonArray();
    for (double percentile : PERCENTILES) {
      JsonObject one = new JsonObject();
      one.addProperty("percentile", percentile);
      one.addProperty("micros", trips.percentile(percentile) / 1e3);
      percentiles.add(one);
    }
    latency.add("percentiles", percentiles);
    JsonArray buckets = new JsonArray();
    for (RoundTrips.Bucket each : trips.byPowersOfTwo()) {
      JsonObject bucket = new JsonObject();
      bucket.addProperty("toMicros", each.mostNanos() / 1e3);
      bucket.addProperty("count", each.count());
      buckets.add(bucket);
    }
    latency.add("buckets", buckets);
    return latency;
  }
}
