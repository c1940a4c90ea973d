package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One case of a conformance file: typed access to what goes in, and comparison with what must come
 * out.
 */
final class ConformanceInput {
  private static final BigInteger MAX_U64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final long MAX_U32 = 0xFFFF_FFFFL;

  private final JsonObject fields;

  private ConformanceInput(JsonObject fields) {
    this.fields = fields;
  }

  static ConformanceInput of(JsonElement element) {
    if (!element.isJsonObject()) {
      throw new ConformanceFailure("an object", ConformanceJson.render(element));
    }
    return new ConformanceInput(element.getAsJsonObject());
  }

  boolean has(String name) {
    return fields.has(name);
  }

  JsonElement get(String name) {
    JsonElement value = fields.get(name);
    if (value == null) {
      throw new ConformanceFailure("a field '" + name + "'", "none");
    }
    return value;
  }

  Set<Map.Entry<String, JsonElement>> fields() {
    return fields.entrySet();
  }

  long u32(String name) {
    return number(name, get(name), BigInteger.valueOf(MAX_U32));
  }

  /** Returns an unsigned 64-bit number, also when it is written as a string. */
  long u64(String name) {
    return number(name, get(name), MAX_U64);
  }

  /** Returns a number that is a size of something to be made. */
  int size(String name) {
    return (int) number(name, get(name), BigInteger.valueOf(ConformanceBlob.MAX_BYTES));
  }

  private static long number(String name, JsonElement element, BigInteger max) {
    BigInteger value = ConformanceJson.integer(element);
    if (value == null || value.signum() < 0 || value.compareTo(max) > 0) {
      throw new ConformanceFailure(
          "'" + name + "' to be an integer of 0 to " + max, ConformanceJson.render(element));
    }
    return value.longValue();
  }

  boolean bool(String name) {
    return primitive(name, "true or false", JsonPrimitive::isBoolean).getAsBoolean();
  }

  String string(String name) {
    return primitive(name, "a string", JsonPrimitive::isString).getAsString();
  }

  private JsonPrimitive primitive(String name, String what, Predicate<JsonPrimitive> type) {
    JsonElement value = get(name);
    if (value.isJsonPrimitive() && type.test(value.getAsJsonPrimitive())) {
      return value.getAsJsonPrimitive();
    }
    throw new ConformanceFailure("'" + name + "' to be " + what, ConformanceJson.render(value));
  }

  JsonArray array(String name) {
    JsonElement value = get(name);
    if (!value.isJsonArray()) {
      throw new ConformanceFailure("'" + name + "' to be a list", ConformanceJson.render(value));
    }
    return value.getAsJsonArray();
  }

  int[] words(String name) {
    return words(name, array(name));
  }

  private static int[] words(String name, JsonArray list) {
    int[] words = new int[list.size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = (int) number(name, list.get(i), BigInteger.valueOf(MAX_U32));
    }
    return words;
  }

  /** Returns a list of lists of words. */
  List<int[]> rows(String name) {
    List<int[]> rows = new ArrayList<>();
    for (JsonElement row : array(name)) {
      if (!row.isJsonArray()) {
        throw new ConformanceFailure(
            "'" + name + "' to be a list of lists", ConformanceJson.render(row));
      }
      rows.add(words(name, row.getAsJsonArray()));
    }
    return rows;
  }

  ConformanceInput object(String name) {
    return of(get(name));
  }

  List<ConformanceInput> objects(String name) {
    List<ConformanceInput> objects = new ArrayList<>();
    array(name).forEach(element -> objects.add(of(element)));
    return objects;
  }

  byte[] blob(String name) {
    return ConformanceBlob.parse(get(name));
  }

  /** Returns how many words the pairs in field {@code name} need, at least {@code least}. */
  int sparseLength(String name, int least) {
    long length = least;
    for (int[] pair : rows(name)) {
      length = Math.max(length, pair.length == 0 ? 0 : (pair[0] & MAX_U32) + 1);
    }
    return (int) Math.min(length, ConformanceBlob.MAX_BYTES);
  }

  /** Returns {@code words} words of which the pairs in field {@code name} are not zero. */
  int[] sparse(String name, int words) {
    int[] values = new int[words];
    for (int[] pair : rows(name)) {
      if (pair.length != 2 || Integer.compareUnsigned(pair[0], words) >= 0) {
        throw new ConformanceFailure(
            "'" + name + "' to be pairs [index below " + words + ", value]",
            ConformanceJson.render(get(name)));
      }
      values[pair[0]] = pair[1];
    }
    return values;
  }

  /** Fails unless field {@code name} is there and means {@code actual}. */
  void expect(String name, JsonElement actual) {
    JsonElement expected = get(name);
    if (!ConformanceJson.same(expected, actual)) {
      throw new ConformanceFailure(
          name + " " + ConformanceJson.render(expected), ConformanceJson.render(actual));
    }
  }

  /** Like {@link #expect}; null stands for nothing. */
  void expectOrNull(String name, JsonElement actual) {
    expect(name, actual == null ? JsonNull.INSTANCE : actual);
  }

  private static boolean whole(ByteBuffer bytes) {
    return bytes.hasArray() && bytes.remaining() == bytes.array().length;
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  /** Fails unless field {@code name} describes the bytes of {@code actual}. */
  void expectBlob(String name, ByteBuffer actual) {
    byte[] bytes = whole(actual) ? actual.array() : copy(actual);
    try {
      ConformanceBlob.check(get(name), bytes);
    } catch (ConformanceFailure differs) {
      throw new ConformanceFailure(name + ": " + differs.expected(), differs.got());
    }
  }
}
