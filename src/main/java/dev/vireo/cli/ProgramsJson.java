package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsRow;

/** What was measured of programs, as JSON. */
final class ProgramsJson {
  private ProgramsJson() {}

  static JsonObject of(ProgramsReport report) {
    JsonObject json =
        BenchJson.head("programs", report.machine(), report.mode(), report.modeReason());
    json.addProperty("rounds", report.settings().subject().rounds());
    json.addProperty("words", report.words());
    JsonArray rows = new JsonArray();
    report.rows().forEach(row -> rows.add(row(row)));
    json.add("works", rows);
    json.add("fusedByInterpreter", BenchJson.spread(report.fusedByInterpreted()));
    json.add("loadNanos", trips(report.load()));
    json.add("compileNanos", trips(report.compile()));
    json.add("slotNanos", trips(report.slot()));
    json.add("hotSlotNanos", trips(report.hot()));
    json.add("dispatchNanos", trips(report.dispatch()));
    return json;
  }

  private static JsonObject row(ProgramsRow row) {
    JsonObject json = new JsonObject();
    json.addProperty("work", row.work());
    json.addProperty("unit", row.unit());
    json.addProperty("instructionsEach", row.instructionsPerItem());
    json.add("byHandPerSecond", BenchJson.spread(row.hand()));
    json.add("fusedPerSecond", BenchJson.spread(row.fused()));
    json.add("interpreterPerSecond", BenchJson.spread(row.interpreted()));
    json.add("fusedByHand", BenchJson.spread(row.fusedByHand()));
    json.add("fusedByInterpreter", BenchJson.spread(row.fusedByInterpreted()));
    return json;
  }

  static JsonObject trips(Percentiles nanos) {
    JsonObject json = new JsonObject();
    json.addProperty("trips", nanos.count());
    json.add("p50", BenchJson.number(nanos.p50()));
    json.add("p90", BenchJson.number(nanos.p90()));
    json.add("p99", BenchJson.number(nanos.p99()));
    return json;
  }
}
