package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.BackendError;
import dev.vireo.protocol.ControlSnapshot;
import dev.vireo.protocol.FailureClass;
import dev.vireo.protocol.RingOccupancy;
import dev.vireo.protocol.RingSnapshot;
import dev.vireo.protocol.TelemetryCounters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Sections about snapshots, derived counters and classes of failures. */
final class ConformanceTelemetry {
  private ConformanceTelemetry() {}

  static void telemetry(ConformanceInput in) {
    if (in.has("control_len")) {
      ByteBuffer control = ByteBuffer.allocate(in.size("control_len"));
      ByteBuffer ring = ByteBuffer.allocate(in.size("ring_len"));
      in.expect("result", ConformanceResult.of(() -> snapshot(control, ring)));
      return;
    }
    ControlSnapshot control = ControlSnapshot.of(ByteBuffer.wrap(in.blob("control")));
    RingSnapshot ring = RingSnapshot.of(ByteBuffer.wrap(in.blob("ring")));
    RingOccupancy occupancy = ring.occupancy();
    List<Integer> opcodes = Arrays.stream(in.words("window_opcodes")).boxed().toList();
    in.expect("control_snapshot", control(control));
    in.expect("occupancy", occupancy(occupancy));
    JsonArray slots = new JsonArray();
    ring.slots().forEach(slot -> slots.add(slot(slot)));
    in.expect("slots", slots);
    JsonArray windows = new JsonArray();
    ring.windows(opcodes).forEach(window -> windows.add(window(window)));
    in.expect("windows", windows);
    in.expect("counters", counters(TelemetryCounters.of(control, occupancy)));
  }

  private static void snapshot(ByteBuffer control, ByteBuffer ring) {
    ControlSnapshot.of(control);
    RingSnapshot.of(ring);
  }

  private static JsonObject control(ControlSnapshot snapshot) {
    JsonObject fields = new JsonObject();
    fields.addProperty("shutdown", snapshot.shutdown());
    fields.add("done_count", ConformanceJson.word(snapshot.done()));
    fields.add("epoch", ConformanceJson.word(snapshot.epoch()));
    fields.add("metrics", ConformanceControl.metrics(snapshot.metrics()));
    fields.add("tenant_fairness", words(snapshot.tenantFairness()));
    fields.add("priority_fairness", words(snapshot.priorityFairness()));
    return fields;
  }

  private static JsonArray words(List<Integer> values) {
    return ConformanceJson.words(values.stream().mapToInt(Integer::intValue).toArray());
  }

  private static JsonObject occupancy(RingOccupancy occupancy) {
    JsonObject fields = new JsonObject();
    fields.addProperty("empty", occupancy.empty());
    addBusy(fields, occupancy);
    fields.addProperty("unknown", occupancy.unknown());
    fields.addProperty("total_slots", occupancy.total());
    fields.addProperty("queue_depth", occupancy.queueDepth());
    return fields;
  }

  private static void addBusy(JsonObject fields, RingOccupancy occupancy) {
    fields.addProperty("published", occupancy.published());
    fields.addProperty("claimed", occupancy.claimed());
    fields.addProperty("done", occupancy.done());
    fields.addProperty("wait_io", occupancy.waitIo());
    fields.addProperty("yield", occupancy.yield());
    fields.addProperty("requeue", occupancy.requeue());
    fields.addProperty("fault", occupancy.fault());
  }

  private static JsonArray slot(RingSnapshot.SlotState slot) {
    JsonArray row = new JsonArray();
    row.add(slot.slot());
    row.add(ConformanceJson.word(slot.status()));
    row.add(slot.active());
    row.add(ConformanceJson.word(slot.tenant()));
    row.add(ConformanceJson.word(slot.opcode()));
    row.add(ConformanceJson.words(slot.arg0(), slot.arg1(), slot.arg2()));
    return row;
  }

  private static JsonObject window(RingSnapshot.Window window) {
    JsonObject fields = new JsonObject();
    fields.add("ticket", ConformanceJson.word(window.ticket()));
    fields.add("tenant", ConformanceJson.word(window.tenant()));
    fields.add("opcode", ConformanceJson.word(window.opcode()));
    fields.addProperty("required", window.required());
    fields.addProperty("lookahead", window.lookahead());
    addBusy(fields, window.occupancy());
    fields.addProperty("active", window.occupancy().active());
    return fields;
  }

  private static JsonObject counters(TelemetryCounters counters) {
    JsonObject fields = new JsonObject();
    fields.addProperty("total_slots", counters.totalSlots());
    fields.addProperty("queue_depth", counters.queueDepth());
    fields.addProperty("gpu_idle_slots", counters.idleSlots());
    fields.addProperty("gpu_idle_ppm", counters.idlePpm());
    fields.addProperty("frontier_density_bps", counters.frontierDensityBps());
    fields.addProperty("occupancy_proxy_bps", counters.occupancyBps());
    fields.addProperty("drained_slots", counters.drainedSlots());
    fields.addProperty("unreclaimed_done_slots", counters.unreclaimedDoneSlots());
    fields.addProperty("tenant_fairness_total", counters.tenantFairnessTotal());
    fields.addProperty("tenant_fairness_skew", counters.tenantFairnessSkew());
    fields.addProperty("priority_fairness_total", counters.priorityFairnessTotal());
    fields.addProperty("requeue_slots", counters.requeueSlots());
    fields.addProperty("fault_slots", counters.faultSlots());
    return fields;
  }

  static void recovery(ConformanceInput in) {
    String variant = in.string("variant");
    int slash = variant.indexOf('/');
    BackendError error =
        named(BackendError.values(), slash < 0 ? variant : variant.substring(0, slash));
    String message = in.has("message") ? in.string("message") : variant.substring(slash + 1);
    FailureClass found = error.classify(message);
    in.expect("class", new JsonPrimitive(camelCase(found)));
    in.expect("device_loss", new JsonPrimitive(found == FailureClass.DEVICE_LOSS));
    if (in.has("code_stable_id")) {
      JsonElement code =
          error.code().isPresent() ? new JsonPrimitive(error.code().getAsInt()) : null;
      in.expectOrNull("code_stable_id", code);
    }
  }

  /** Returns the constant whose name in camel case is {@code name}. */
  static <E extends Enum<E>> E named(E[] constants, String name) {
    for (E constant : constants) {
      if (camelCase(constant).equals(name)) {
        return constant;
      }
    }
    throw new ConformanceFailure(
        "one of " + Arrays.stream(constants).map(ConformanceTelemetry::camelCase).toList(),
        '"' + name + '"');
  }

  static String camelCase(Enum<?> constant) {
    StringBuilder name = new StringBuilder();
    for (String word : constant.name().split("_")) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
