package dev.vireo.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.protocol.Priority;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What the demo's page and {@code vireo top} show, as JSON. */
final class WebState {
  private static final double[] PERCENTILES = {50, 90, 99, 100};

  private final Studio studio;
  private final List<LiveView> views;
  private final long start = System.nanoTime();

  WebState(Studio studio, List<LiveView> views) {
    this.studio = studio;
    this.views = views;
  }

  /** Returns it as it is now. */
  JsonObject json() {
    JsonObject state = new JsonObject();
    state.addProperty("seconds", (System.nanoTime() - start) / 1e9);
    state.addProperty("device", studio.kernel().deviceName());
    state.addProperty("mode", studio.kernel().mode().toString());
    state.addProperty("verdict", studio.kernel().modeReason());
    state.addProperty("partitionSlots", Studio.PARTITION_SLOTS);
    JsonArray tenants = new JsonArray();
    views.forEach(view -> tenants.add(tenant(view)));
    state.add("tenants", tenants);
    JsonArray priorities = new JsonArray();
    for (Priority priority : Priority.values()) {
      priorities.add(priority(priority));
    }
    state.add("priorities", priorities);
    state.add("latency", latency());
    return state;
  }

  private static JsonObject tenant(LiveView view) {
    Painter painter = view.painter();
    JsonObject tenant = new JsonObject();
    tenant.addProperty("name", painter.name());
    tenant.addProperty("view", view.view().name().toLowerCase(Locale.ROOT));
    tenant.addProperty("paused", view.paused());
    tenant.addProperty("done", painter.meter().done());
    tenant.addProperty("outstanding", painter.outstanding());
    tenant.addProperty("problem", view.problem());
    return tenant;
  }

  private JsonObject priority(Priority priority) {
    long done = 0;
    long outstanding = 0;
    for (LiveView view : views) {
      done += view.painter().meter().done(priority);
      outstanding += view.painter().meter().outstanding(priority);
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", priority.name());
    json.addProperty("done", done);
    json.addProperty("outstanding", outstanding);
    return json;
  }

  private JsonObject latency() {
    Histogram all = views.get(0).painter().meter().latency();
    views.stream().skip(1).forEach(view -> all.add(view.painter().meter().latency()));
    JsonObject latency = new JsonObject();
    JsonArray percentiles = new JsonArray();
    for (double percentile : PERCENTILES) {
      JsonObject one = new JsonObject();
      one.addProperty("percentile", percentile);
      one.addProperty("micros", all.getValueAtPercentile(percentile) / 1e3);
      percentiles.add(one);
    }
    latency.add("percentiles", percentiles);
    JsonArray buckets = new JsonArray();
    for (var each : all.logarithmicBucketValues(1_000, 2)) {
      JsonObject bucket = new JsonObject();
      bucket.addProperty("toMicros", each.getValueIteratedTo() / 1e3);
      bucket.addProperty("count", each.getCountAddedInThisIterationStep());
      buckets.add(bucket);
    }
    latency.add("buckets", buckets);
    return latency;
  }
}
