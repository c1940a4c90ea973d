package dev.vireo.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vireo.bench.Buckets;
import dev.vireo.bench.Machine;
import dev.vireo.bench.Percentiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A report as JSON. The first field says {@code "bench": "all"}, the second which form the rest
 * has; values are nanoseconds, tasks a second, and percent, whatever units pictures use.
 */
public final class ReportJson {
  /** The form that this version writes and reads. */
  static final int FORM = 1;

  private static final String KIND = "all";

  private ReportJson() {}

  /** Writes a report. */
  public static JsonObject of(BenchReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("bench", KIND);
    json.addProperty("form", FORM);
    json.add("setup", setup(report.setup()));
    json.add("figures", list(report.figures(), ReportJson::figure));
    json.add("notes", texts(report.notes()));
    return json;
  }

  private static <T> JsonArray list(List<T> all, Function<T, JsonElement> write) {
    JsonArray array = new JsonArray();
    all.forEach(one -> array.add(write.apply(one)));
    return array;
  }

  private static JsonArray texts(List<String> all) {
    JsonArray array = new JsonArray();
    all.forEach(array::add);
    return array;
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject setup(Setup setup) {
    JsonObject json = new JsonObject();
    json.addProperty("vireo", setup.version());
    json.addProperty("date", setup.date());
    json.addProperty("effort", setup.effort());
    json.addProperty("rounds", setup.rounds());
    json.addProperty("seconds", setup.seconds());
    Machine machine = setup.machine();
    json.addProperty("device", machine.device());
    json.addProperty("driver", machine.driver());
    json.addProperty("vulkan", machine.vulkan());
    json.addProperty("java", machine.jdk());
    json.addProperty("system", machine.system());
    json.addProperty("cores", machine.cores());
    json.addProperty("load", machine.load());
    json.addProperty("loadAfter", setup.loadAfter());
    json.addProperty("mode", setup.mode());
    json.addProperty("modeReason", setup.modeReason());
    return json;
  }

  private static JsonObject figure(Figure figure) {
    JsonObject json = new JsonObject();
    json.addProperty("id", figure.id());
    json.addProperty("title", figure.title());
    json.addProperty("text", figure.text());
    json.addProperty("shape", name(figure.shape()));
    json.addProperty("axis", figure.axis());
    json.add("categories", texts(figure.categories()));
    json.addProperty("unit", name(figure.unit()));
    json.add("against", texts(figure.against()));
    json.add("lines", list(figure.lines(), ReportJson::line));
    return json;
  }

  private static JsonObject line(Line line) {
    JsonObject json = new JsonObject();
    json.addProperty("name", line.name());
    json.addProperty("library", line.library());
    json.add("points", list(line.points(), ReportJson::point));
    return json;
  }

  private static JsonObject point(Point point) {
    JsonObject json = new JsonObject();
    json.addProperty("at", point.at());
    json.add("value", SpreadJson.of(point.value()));
    json.add("tail", point.tail() == null ? JsonNull.INSTANCE : tail(point.tail()));
    if (!point.buckets().counts().isEmpty()) {
      JsonObject buckets = new JsonObject();
      buckets.addProperty("perDecade", point.buckets().perDecade());
      buckets.addProperty("first", point.buckets().first());
      JsonArray counts = new JsonArray();
      point.buckets().counts().forEach(counts::add);
      buckets.add("counts", counts);
      json.add("buckets", buckets);
    }
    return json;
  }

  private static JsonObject tail(Percentiles tail) {
    JsonObject json = new JsonObject();
    json.addProperty("count", tail.count());
    json.add("p50", SpreadJson.number(tail.p50()));
    json.add("p90", SpreadJson.number(tail.p90()));
    json.add("p99", SpreadJson.number(tail.p99()));
    json.add("p999", SpreadJson.number(tail.p999()));
    json.add("max", SpreadJson.number(tail.max()));
    return json;
  }

  /**
   * Reads a report.
   *
   * @param name what the text is called in messages
   * @throws ReportException when it is no report, or one of another form
   */
  public static BenchReport read(String name, String text) {
    JsonElement parsed;
    try {
      parsed = JsonParser.parseString(text);
    } catch (JsonParseException notJson) {
      throw new ReportException(
          name + " is no JSON (" + notJson.getMessage() + "); vireo bench writes report.json",
          notJson);
    }
    try {
      return report(parsed);
    } catch (ReportException wrong) {
      throw new ReportException(name + ": " + wrong.getMessage(), wrong);
    }
  }

  private static BenchReport report(JsonElement parsed) {
    if (!parsed.isJsonObject() || !parsed.getAsJsonObject().has("bench")) {
      throw new ReportException(
          "this is not what vireo bench writes: it has no field \"bench\"; name a report.json");
    }
    Fields fields = Fields.of(parsed, "");
    String kind = fields.text("bench");
    if (!kind.equals(KIND)) {
      throw new ReportException(
          "this is what vireo bench "
              + kind
              + " printed, a single benchmark; only reports of all can be compared: name a"
              + " report.json that vireo bench wrote");
    }
    int form = fields.whole("form");
    if (form != FORM) {
      throw new ReportException(
          "the report has form "
              + form
              + ", and this version reads form "
              + FORM
              + "; write it anew with this version of vireo bench");
    }
    return new BenchReport(
        readSetup(fields.fields("setup")),
        fields.list("figures", ReportJson::readFigure),
        fields.texts("notes"));
  }

  private static Setup readSetup(Fields fields) {
    Machine machine =
        new Machine(
            fields.text("device"),
            fields.text("driver"),
            fields.text("vulkan"),
            fields.text("java"),
            fields.text("system"),
            fields.whole("cores"),
            fields.text("load"));
    return new Setup(
        fields.text("vireo"),
        fields.text("date"),
        fields.text("effort"),
        fields.whole("rounds"),
        fields.number("seconds"),
        machine,
        fields.text("loadAfter"),
        fields.text("mode"),
        fields.text("modeReason"));
  }

  private static Figure readFigure(Fields fields) {
    Figure figure = figureOf(fields);
    for (Line line : figure.lines()) {
      for (Point point : line.points()) {
        double at = point.at();
        if (!figure.categories().isEmpty() && at != Math.rint(at)
            || !figure.categories().isEmpty() && (at < 0 || at > figure.categories().size())) {
          throw new ReportException(
              "place "
                  + at
                  + " of \""
                  + line.name()
                  + "\" is none of the categories of "
                  + figure.id());
        }
      }
    }
    return figure;
  }

  private static Figure figureOf(Fields fields) {
    return new Figure(
        fields.text("id"),
        fields.text("title"),
        fields.text("text"),
        fields.choice("shape", Figure.Shape.values()),
        fields.text("axis"),
        fields.texts("categories"),
        fields.choice("unit", Unit.values()),
        fields.texts("against"),
        fields.list("lines", ReportJson::readLine));
  }

  private static Line readLine(Fields fields) {
    List<Point> points = fields.list("points", ReportJson::readPoint);
    String name = fields.text("name");
    if (points.isEmpty()) {
      throw new ReportException("the line \"" + name + "\" has no point");
    }
    return new Line(name, fields.flag("library"), points);
  }

  private static Point readPoint(Fields fields) {
    return new Point(
        fields.number("at"),
        SpreadJson.read(fields.fields("value")),
        fields.has("tail") ? readTail(fields.fields("tail")) : null,
        fields.has("buckets") ? readBuckets(fields.fields("buckets")) : Buckets.NONE);
  }

  private static Percentiles readTail(Fields fields) {
    return new Percentiles(
        (long) fields.number("count"),
        fields.numberOrNaN("p50"),
        fields.numberOrNaN("p90"),
        fields.numberOrNaN("p99"),
        fields.numberOrNaN("p999"),
        fields.numberOrNaN("max"));
  }

  private static Buckets readBuckets(Fields fields) {
    List<Long> counts = new ArrayList<>();
    Arrays.stream(fields.numbers("counts")).forEach(count -> counts.add((long) count));
    int perDecade = fields.whole("perDecade");
    if (perDecade < 1) {
      throw new ReportException("perDecade must be at least 1, got " + perDecade);
    }
    return new Buckets(perDecade, fields.whole("first"), counts);
  }
}
