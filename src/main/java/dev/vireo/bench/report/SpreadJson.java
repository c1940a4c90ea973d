package dev.vireo.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.bench.Spread;

/** Values of several rounds as JSON. */
public final class SpreadJson {
  private SpreadJson() {}

  /** Writes the median, the quartiles and the rounds. */
  public static JsonObject of(Spread spread) {
    JsonObject json = new JsonObject();
    json.add("median", number(spread.median()));
    json.add("lowerQuartile", number(spread.lower()));
    json.add("upperQuartile", number(spread.upper()));
    JsonArray rounds = new JsonArray();
    spread.rounds().forEach(value -> rounds.add(number(value)));
    json.add("rounds", rounds);
    return json;
  }

  /** Writes a number; JSON knows no NaN. */
  public static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  /** Reads the rounds; the rest follows from them. */
  static Spread read(Fields fields) {
    double[] rounds = fields.numbers("rounds");
    if (rounds.length == 0) {
      throw new ReportException("a value without a round; write the file anew with vireo bench");
    }
    return Spread.of(rounds);
  }
}
