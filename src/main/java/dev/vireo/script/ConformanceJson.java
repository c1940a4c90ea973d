package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Builds, compares and prints the JSON values of conformance files. */
final class ConformanceJson {
  /** Figures of an error that a file states and that must match; its texts are free. */
  private static final Set<String> BINDING = Set.of("buffer", "byte_len", "word_idx", "queue");

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,40}");
  private static final int MAX_RENDERED = 240;

  private ConformanceJson() {}

  /** Returns an unsigned 64-bit number. */
  static JsonPrimitive unsigned(long value) {
    return new JsonPrimitive(new BigInteger(Long.toUnsignedString(value)));
  }

  /** Returns an unsigned 32-bit number. */
  static JsonPrimitive word(int value) {
    return new JsonPrimitive(Integer.toUnsignedLong(value));
  }

  /** Returns a list of unsigned 32-bit numbers. */
  static JsonArray words(int... values) {
    JsonArray list = new JsonArray();
    for (int value : values) {
      list.add(word(value));
    }
    return list;
  }

  /** Returns the words that are not zero, as pairs of index and value. */
  static JsonArray sparse(int... values) {
    JsonArray pairs = new JsonArray();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        pairs.add(words(i, values[i]));
      }
    }
    return pairs;
  }

  /** Returns an object of one member. */
  static JsonObject object(String name, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(name, value);
    return object;
  }

  /** Returns the integer in a number or decimal string, or null. */
  static BigInteger integer(JsonElement element) {
    if (!element.isJsonPrimitive() || element.getAsJsonPrimitive().isBoolean()) {
      return null;
    }
    String text = element.getAsString();
    return INTEGER.matcher(text).matches() ? new BigInteger(text) : null;
  }

  /** Says whether two values mean the same; errors are compared by kind and figures. */
  static boolean same(JsonElement expected, JsonElement actual) {
    if (expected.isJsonObject() && actual.isJsonObject()) {
      return sameObject(expected.getAsJsonObject(), actual.getAsJsonObject());
    }
    if (expected.isJsonArray() && actual.isJsonArray()) {
      return sameArray(expected.getAsJsonArray(), actual.getAsJsonArray());
    }
    if (expected.isJsonPrimitive() && actual.isJsonPrimitive()) {
      return samePrimitive(expected.getAsJsonPrimitive(), actual.getAsJsonPrimitive());
    }
    return expected.isJsonNull() && actual.isJsonNull();
  }

  private static boolean sameArray(JsonArray expected, JsonArray actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!same(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean samePrimitive(JsonPrimitive expected, JsonPrimitive actual) {
    if (expected.isNumber() && actual.isNumber()) {
      BigInteger value = integer(expected);
      return value != null && value.equals(integer(actual));
    }
    return expected.isBoolean() == actual.isBoolean()
        && expected.isString() == actual.isString()
        && expected.getAsString().equals(actual.getAsString());
  }

  private static boolean sameObject(JsonObject expected, JsonObject actual) {
    boolean error = expected.has("kind") || actual.has("kind");
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      boolean both = expected.has(name) && actual.has(name);
      boolean needed = !error || name.equals("kind") || BINDING.contains(name);
      if (both ? !free(error, name) && !same(expected.get(name), actual.get(name)) : needed) {
        return false;
      }
    }
    return true;
  }

  private static boolean free(boolean error, String name) {
    return error && name.equals("reason");
  }

  /** Returns a value on one line, cut when it is long. */
  static String render(JsonElement element) {
    return clean(element == null ? JsonNull.INSTANCE.toString() : element.toString());
  }

  /** Returns text on one line without control characters, cut when it is long. */
  static String clean(String text) {
    String cut = text.length() > MAX_RENDERED ? text.substring(0, MAX_RENDERED) + "..." : text;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
