package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.script.ExpectationResult;
import dev.vireo.script.ScriptReport;
import dev.vireo.script.SlotRow;
import java.util.Locale;

/** Turns the report of a script into JSON. Words are unsigned numbers. */
final class ScriptReportJson {
  private ScriptReportJson() {}

  static JsonObject of(ScriptReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("file", report.file());
    json.addProperty("device", report.device());
    json.addProperty("protection", report.protection().name().toLowerCase(Locale.ROOT));
    json.addProperty("mode", report.mode().toString());
    json.addProperty("modeReason", report.modeReason());
    json.addProperty("observableWords", report.observableWords());
    json.addProperty("slots", report.slots());
    for (CompletionStatus status : CompletionStatus.values()) {
      json.addProperty(status.name().toLowerCase(Locale.ROOT), report.count(status));
    }
    json.addProperty("nanoseconds", report.nanoseconds());
    json.addProperty("held", report.held());
    JsonArray expectations = new JsonArray();
    report.expectations().forEach(result -> expectations.add(expectation(result)));
    json.add("expectations", expectations);
    JsonArray rows = new JsonArray();
    report.rows().forEach(row -> rows.add(row(row)));
    json.add("rows", rows);
    json.addProperty("rowsOmitted", report.rowsOmitted());
    return json;
  }

  private static JsonObject expectation(ExpectationResult result) {
    JsonObject json = new JsonObject();
    json.addProperty("line", result.at().line());
    json.addProperty("column", result.at().column());
    json.addProperty("term", result.term());
    json.addProperty("expected", result.expected());
    json.addProperty("actual", result.actual().isEmpty() ? null : result.actual());
    json.addProperty("held", result.held());
    json.addProperty("evaluated", result.evaluated());
    json.addProperty("failed", result.failed());
    json.addProperty("reason", result.reason().isEmpty() ? null : result.reason());
    return json;
  }

  private static JsonObject row(SlotRow row) {
    Slot slot = row.slot();
    JsonObject json = new JsonObject();
    json.addProperty("slot", row.number());
    json.addProperty("line", row.line());
    json.addProperty("operation", row.operation());
    json.addProperty("opcode", Integer.toUnsignedLong(slot.opcode()));
    json.addProperty("tenant", Integer.toUnsignedLong(slot.tenant()));
    json.addProperty("priority", slot.priority().name());
    JsonArray arguments = new JsonArray();
    for (int i = 0; i < SlotLayout.ARGS_PER_SLOT; i++) {
      arguments.add(Integer.toUnsignedLong(slot.arg(i)));
    }
    json.add("arguments", arguments);
    json.addProperty("status", row.status().name());
    json.addProperty("fault", row.fault().name());
    JsonArray result = new JsonArray();
    result.add(Integer.toUnsignedLong(row.result0()));
    result.add(Integer.toUnsignedLong(row.result1()));
    json.add("result", result);
    return json;
  }
}
