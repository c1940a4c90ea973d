package dev.vireo.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A JSON object's fields, whose absence is an error that says where. */
final class Fields {
  private final JsonObject object;
  private final String place;

  private Fields(JsonObject object, String place) {
    this.object = object;
    this.place = place;
  }

  static Fields of(JsonElement element, String place) {
    if (element == null || !element.isJsonObject()) {
      throw wrong(place, "an object", element);
    }
    return new Fields(element.getAsJsonObject(), place);
  }

  private static ReportException wrong(String place, String expected, JsonElement found) {
    String text = String.valueOf(found);
    return new ReportException(
        place
            + " should be "
            + expected
            + ", and is "
            + (found == null ? "missing" : text.length() > 40 ? text.substring(0, 40) + "…" : text)
            + "; write the file anew with vireo bench");
  }

  private String path(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  Fields fields(String name) {
    return of(object.get(name), path(name));
  }

  String text(String name) {
    JsonElement value = object.get(name);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw wrong(path(name), "a string", value);
    }
    return value.getAsString();
  }

  boolean flag(String name) {
    JsonElement value = object.get(name);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw wrong(path(name), "true or false", value);
    }
    return value.getAsBoolean();
  }

  double number(String name) {
    return number(object.get(name), path(name));
  }

  /** A number, or NaN for null. */
  double numberOrNaN(String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonNull() ? Double.NaN : number(value, path(name));
  }

  int whole(String name) {
    double value = number(name);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(path(name), "a whole number", object.get(name));
    }
    return (int) value;
  }

  private static double number(JsonElement value, String path) {
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw wrong(path, "a number", value);
    }
    return value.getAsDouble();
  }

  /** One of an enumeration's names in lower case. */
  <E extends Enum<E>> E choice(String name, E[] all) {
    String text = text(name);
    for (E one : all) {
      if (ReportJson.name(one).equals(text)) {
        return one;
      }
    }
    throw wrong(path(name), "one of " + List.of(all), object.get(name));
  }

  boolean has(String name) {
    return object.has(name) && !object.get(name).isJsonNull();
  }

  private JsonArray array(String name) {
    JsonElement value = object.get(name);
    if (value == null || !value.isJsonArray()) {
      throw wrong(path(name), "a list", value);
    }
    return value.getAsJsonArray();
  }

  <T> List<T> list(String name, Function<Fields, T> read) {
    List<T> found = new ArrayList<>();
    for (JsonElement element : array(name)) {
      found.add(read.apply(of(element, path(name) + "[" + found.size() + "]")));
    }
    return found;
  }

  List<String> texts(String name) {
    List<String> found = new ArrayList<>();
    for (JsonElement element : array(name)) {
      if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
        throw wrong(path(name) + "[" + found.size() + "]", "a string", element);
      }
      found.add(element.getAsString());
    }
    return found;
  }

  double[] numbers(String name) {
    JsonArray array = array(name);
    double[] found = new double[array.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = number(array.get(i), path(name) + "[" + i + "]");
    }
    return found;
  }
}
