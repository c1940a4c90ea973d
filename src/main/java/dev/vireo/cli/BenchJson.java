package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.bench.IdleBench;
import dev.vireo.bench.IdleReport;
import dev.vireo.bench.IdleRow;
import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencyRow;
import dev.vireo.bench.Machine;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.Spread;
import dev.vireo.bench.ThroughputReport;
import dev.vireo.bench.ThroughputRow;
import dev.vireo.bench.report.SpreadJson;
import dev.vireo.protocol.Mode;

/** What was measured, as JSON. */
final class BenchJson {
  private BenchJson() {}

  static JsonObject of(LatencyReport report) {
    JsonObject json = head("latency", report.machine(), report.mode(), report.modeReason());
    json.addProperty("rounds", report.settings().subject().rounds());
    json.addProperty("warmupTrips", report.settings().warmup());
    JsonArray rows = new JsonArray();
    report.rows().forEach(row -> rows.add(row(row)));
    json.add("ways", rows);
    json.addProperty("against", report.against());
    json.add("ratio", report.ratio() == null ? JsonNull.INSTANCE : spread(report.ratio()));
    json.addProperty("missing", report.missing());
    return json;
  }

  private static JsonObject row(LatencyRow row) {
    JsonObject json = new JsonObject();
    json.addProperty("way", row.way());
    json.addProperty("library", row.library());
    json.addProperty("countedFrom", row.rate() == 0 ? "submit" : "due");
    json.add("duePerSecond", row.rate() == 0 ? JsonNull.INSTANCE : new JsonPrimitive(row.rate()));
    json.addProperty("tasksPerTrip", row.tasks());
    Percentiles nanos = row.nanos();
    json.addProperty("trips", nanos.count());
    json.add("p50Nanos", number(nanos.p50()));
    json.add("p90Nanos", number(nanos.p90()));
    json.add("p99Nanos", number(nanos.p99()));
    json.add("p999Nanos", number(nanos.p999()));
    json.add("maxNanos", number(nanos.max()));
    json.add("p50NanosOfRounds", spread(row.p50()));
    json.add("tripsPerSecond", spread(row.perSecond()));
    json.add("timesLibraryP50", row.times() == null ? JsonNull.INSTANCE : spread(row.times()));
    return json;
  }

  static JsonObject of(ThroughputReport report) {
    JsonObject json = head("throughput", report.machine(), report.mode(), report.modeReason());
    json.addProperty("rounds", report.settings().subject().rounds());
    json.addProperty("secondsOfEachWay", report.settings().seconds());
    json.addProperty("ringSlots", report.ring());
    JsonArray rows = new JsonArray();
    for (ThroughputRow row : report.rows()) {
      JsonObject way = way(row);
      way.addProperty("library", row.library());
      way.add("tasksPerSecond", spread(row.perSecond()));
      rows.add(way);
    }
    json.add("ways", rows);
    JsonArray ratios = new JsonArray();
    for (ThroughputRow row : report.library()) {
      for (ThroughputRow other : report.baselines()) {
        JsonObject ratio = way(row);
        ratio.addProperty("of", other.way());
        ratio.add("times", spread(row.times(other)));
        ratios.add(ratio);
      }
    }
    json.addProperty("against", report.against());
    json.add("ratios", ratios);
    json.addProperty("missing", report.missing());
    return json;
  }

  private static JsonObject way(ThroughputRow row) {
    JsonObject json = new JsonObject();
    json.addProperty("way", row.way());
    json.addProperty("producers", row.producers());
    json.addProperty("batch", row.batch());
    return json;
  }

  static JsonObject of(IdleReport report) {
    JsonObject json = head("idle", report.machine(), report.mode(), report.modeReason());
    json.addProperty("rounds", report.settings().subject().rounds());
    json.addProperty("slotsBefore", IdleBench.WORK);
    json.addProperty("secondsSettled", IdleBench.SETTLE.toSeconds());
    json.addProperty("secondsMeasured", report.settings().seconds());
    JsonArray rows = new JsonArray();
    for (IdleRow row : report.rows()) {
      JsonObject way = new JsonObject();
      way.addProperty("open", row.strategy() != null);
      way.addProperty("waitStrategy", row.strategy() == null ? null : row.strategy().name());
      way.add("percentOfACore", spread(row.percent()));
      rows.add(way);
    }
    json.add("ways", rows);
    return json;
  }

  static JsonObject head(String bench, Machine machine, Mode mode, String reason) {
    JsonObject json = new JsonObject();
    json.addProperty("bench", bench);
    json.addProperty("device", machine.device());
    json.addProperty("driver", machine.driver());
    json.addProperty("vulkan", machine.vulkan());
    json.addProperty("java", machine.jdk());
    json.addProperty("system", machine.system());
    json.addProperty("cores", machine.cores());
    json.addProperty("load", machine.load());
    json.addProperty("mode", mode.toString());
    json.addProperty("modeReason", reason);
    return json;
  }

  static JsonObject spread(Spread spread) {
    return SpreadJson.of(spread);
  }

  static JsonElement number(double value) {
    return SpreadJson.number(value);
  }
}
