package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.vireo.bench.FirstModules;
import dev.vireo.bench.ModulesReport;
import dev.vireo.bench.ModulesRow;
import dev.vireo.bench.Spread;

/** What was measured of modules, as JSON. */
final class ModulesJson {
  private ModulesJson() {}

  static JsonObject of(ModulesReport report) {
    JsonObject json =
        BenchJson.head("modules", report.machine(), report.mode(), report.modeReason());
    json.addProperty("rounds", report.settings().subject().rounds());
    json.addProperty("words", report.words());
    FirstModules first = report.first();
    json.addProperty("firstInstructions", first.instructions());
    json.addProperty("firstBytecode", first.bytecode());
    json.add("loadNanos", ProgramsJson.trips(first.load()));
    json.add("pipelineNanos", ProgramsJson.trips(first.pipeline()));
    json.add("pipelineByLoad", BenchJson.spread(first.times()));
    JsonArray rows = new JsonArray();
    report.rows().forEach(row -> rows.add(row(row)));
    json.add("works", rows);
    json.add("plainByInterpreter", BenchJson.spread(report.meanPlainByInterpreted()));
    json.addProperty("uncompiled", report.uncompiled());
    return json;
  }

  private static JsonObject row(ModulesRow row) {
    JsonObject json = new JsonObject();
    json.addProperty("work", row.work());
    json.addProperty("unit", row.unit());
    json.addProperty("instructionsEach", row.instructionsPerItem());
    json.add("plainNanosOfRun", BenchJson.number(row.plainNanos()));
    json.add("plainPerSecond", BenchJson.spread(row.plain()));
    json.add("interpreterPerSecond", BenchJson.spread(row.interpreted()));
    json.add("plainByInterpreter", BenchJson.spread(row.plainByInterpreted()));
    Spread compiled = row.compiledByPlain();
    json.add("compiledByPlain", compiled == null ? JsonNull.INSTANCE : BenchJson.spread(compiled));
    return json;
  }
}
