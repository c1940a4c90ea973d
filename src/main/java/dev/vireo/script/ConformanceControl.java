package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.ControlCodec;
import dev.vireo.protocol.DebugLogCodec;
import dev.vireo.protocol.DebugRecord;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PriorityPartitions;
import dev.vireo.protocol.ProtocolException;
import dev.vireo.protocol.RingCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Sections about sizes, opcodes, the control buffer and the debug log. */
final class ConformanceControl {
  private ConformanceControl() {}

  static void byteLength(ConformanceInput in) {
    long count = in.u32("n");
    in.expectOrNull("control_byte_len", orNull(ControlCodec.byteLength(count)));
    in.expectOrNull("ring_byte_len", orNull(RingCodec.byteLength(count)));
    in.expectOrNull("debug_log_byte_len", orNull(DebugLogCodec.byteLength(count)));
  }

  private static JsonElement orNull(OptionalLong length) {
    return length.isPresent() ? new JsonPrimitive(length.getAsLong()) : null;
  }

  static void encodeControl(ConformanceInput in) {
    boolean shutdown = in.bool("shutdown");
    long tenants = in.u32("tenant_count");
    long observable = in.u32("observable_slots");
    expectBytes(in, "result", () -> ControlCodec.encode(shutdown, tenants, observable));
  }

  static void encodeRing(ConformanceInput in) {
    long slots = in.u32("slot_count");
    expectBytes(in, "result", () -> RingCodec.encode(slots));
  }

  static void encodeDebugLog(ConformanceInput in) {
    long records = in.u32("record_capacity");
    expectBytes(in, "result", () -> DebugLogCodec.encode(records));
  }

  /** Compares bytes with {@code {"ok": blob}}, or an error with {@code {"err": …}}. */
  static void expectBytes(ConformanceInput in, String name, Supplier<ByteBuffer> encoder) {
    ByteBuffer bytes;
    try {
      bytes = encoder.get();
    } catch (ProtocolException refused) {
      in.expect(name, ConformanceJson.object("err", ConformanceResult.error(refused)));
      return;
    }
    ConformanceInput result = in.object(name);
    if (!result.has("ok")) {
      throw new ConformanceFailure(
          name + " " + ConformanceJson.render(in.get(name)), bytes.remaining() + " bytes");
    }
    result.expectBlob("ok", bytes);
  }

  static void opcode(ConformanceInput in) {
    int opcode = (int) in.u32("op");
    in.expect("is_system", new JsonPrimitive(Opcode.system(opcode)));
    in.expect("is_builtin", new JsonPrimitive(Opcode.builtin(opcode)));
    in.expect("user_ok", new JsonPrimitive(Opcode.userOk(opcode)));
    in.expect("publish_ok", new JsonPrimitive(Opcode.publishOk(opcode)));
  }

  static void controlReads(ConformanceInput in) {
    ByteBuffer control = ByteBuffer.wrap(in.blob("bytes"));
    in.expect("len", new JsonPrimitive(control.remaining()));
    expectBoth(
        in.object("done_count"),
        () -> ConformanceJson.word(ControlCodec.done(control)),
        ConformanceJson.word(ControlCodec.doneOrZero(control)));
    expectBoth(
        in.object("epoch"),
        () -> ConformanceJson.word(ControlCodec.epoch(control)),
        ConformanceJson.word(ControlCodec.epochOrZero(control)));
    expectBoth(
        in.object("metrics"),
        () -> metrics(ControlCodec.metrics(control)),
        metrics(ControlCodec.presentMetrics(control)));
    for (ConformanceInput each : in.objects("observable")) {
      long index = each.u32("index");
      expectBoth(
          each,
          () -> ConformanceJson.word(ControlCodec.observable(control, index)),
          ConformanceJson.word(ControlCodec.observableOrZero(control, index)));
    }
  }

  static JsonArray metrics(List<ControlCodec.Metric> metrics) {
    JsonArray list = new JsonArray();
    metrics.forEach(metric -> list.add(ConformanceJson.words(metric.opcode(), metric.count())));
    return list;
  }

  static void debugLog(ConformanceInput in) {
    ByteBuffer log = ByteBuffer.wrap(in.blob("bytes"));
    expectBoth(in, () -> records(DebugLogCodec.read(log)), records(DebugLogCodec.readOrNone(log)));
  }

  private static JsonArray records(List<DebugRecord> records) {
    JsonArray list = new JsonArray();
    for (DebugRecord each : records) {
      list.add(ConformanceJson.words(each.formatId(), each.arg1(), each.arg2(), each.slotBase()));
    }
    return list;
  }

  private static void expectBoth(
      ConformanceInput in, Supplier<JsonElement> strict, JsonElement lenient) {
    in.expect("strict", ConformanceResult.of(strict));
    in.expect("lenient", lenient);
  }

  static void offsets(ConformanceInput in) {
    long slots = in.u32("slots");
    in.expect("offsets", ConformanceJson.words(PriorityPartitions.offsets(slots)));
  }

  static void writeOffsets(ConformanceInput in) {
    ByteBuffer control = ByteBuffer.allocate(in.size("control_len"));
    long slots = in.u32("slots");
    in.expect("result", ConformanceResult.of(() -> PriorityPartitions.write(control, slots)));
    in.expectBlob("after", control);
  }

  static void partition(ConformanceInput in) {
    long slots = in.u32("partition_slots");
    long width = in.u32("worker_width");
    in.expect("probe_count", new JsonPrimitive(PriorityPartitions.probeCount(slots, width)));
    in.expect("active_lanes", new JsonPrimitive(PriorityPartitions.activeLanes(slots, width)));
    in.expect("budget", new JsonPrimitive(PriorityPartitions.budget(slots, width)));
  }
}
