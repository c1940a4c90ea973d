package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes as conformance files state them: a hex string, or an object of {@code hex}, or of {@code
 * len}, {@code sha256}, {@code first256_hex} and {@code nonzero_words}.
 */
final class ConformanceBlob {
  /** Longest blob that a file may ask for. */
  static final int MAX_BYTES = 1 << 28;

  private ConformanceBlob() {}

  /** Returns the bytes that {@code element} describes in full. */
  static byte[] parse(JsonElement element) {
    if (!element.isJsonObject()) {
      return hex(element);
    }
    JsonObject blob = element.getAsJsonObject();
    if (blob.has("hex")) {
      return hex(blob.get("hex"));
    }
    if (!blob.has("len") || !blob.has("nonzero_words")) {
      throw new ConformanceFailure("hex, or len and nonzero_words", ConformanceJson.render(blob));
    }
    byte[] bytes = new byte[length(blob)];
    for (JsonElement pair : array(blob.get("nonzero_words"))) {
      int index = word(pair, 0, (bytes.length + 3) / 4 - 1L);
      byte[] value = littleEndian(word(pair, 1, 0xFFFF_FFFFL));
      System.arraycopy(value, 0, bytes, 4 * index, Math.min(4, bytes.length - 4 * index));
    }
    if (blob.has("first256_hex")) {
      byte[] start = hex(blob.get("first256_hex"));
      System.arraycopy(start, 0, bytes, 0, Math.min(start.length, bytes.length));
    }
    return bytes;
  }

  /** Compares {@code actual} with all that {@code expected} says about it. */
  static void check(JsonElement expected, byte... actual) {
    if (!expected.isJsonObject()) {
      checkStart("the bytes", hex(expected), actual, true);
      return;
    }
    JsonObject blob = expected.getAsJsonObject();
    boolean stated = false;
    if (blob.has("len")) {
      checkEqual("a length of ", String.valueOf(length(blob)), String.valueOf(actual.length));
    }
    if (blob.has("hex")) {
      checkStart("the bytes", hex(blob.get("hex")), actual, true);
      stated = true;
    }
    if (blob.has("first256_hex")) {
      checkStart("the first bytes", hex(blob.get("first256_hex")), actual, false);
    }
    if (blob.has("nonzero_words")) {
      checkWords(array(blob.get("nonzero_words")), actual);
      stated = blob.has("len") || stated;
    }
    if (blob.has("sha256")) {
      checkEqual(
          "sha256 ",
          ConformanceJson.clean(blob.get("sha256").toString()),
          '"' + sha256(actual) + '"');
      stated = true;
    }
    if (!stated) {
      throw new ConformanceFailure(
          "bytes as hex, sha256 or nonzero_words", ConformanceJson.render(blob));
    }
  }

  private static void checkEqual(String what, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new ConformanceFailure(what + expected, actual);
    }
  }

  private static void checkStart(String what, byte[] expected, byte[] actual, boolean whole) {
    int common = Math.min(expected.length, actual.length);
    for (int i = 0; i < common; i++) {
      if (expected[i] != actual[i]) {
        throw new ConformanceFailure(
            String.format("%s to have 0x%02x at byte %d", what, expected[i], i),
            String.format("0x%02x", actual[i]));
      }
    }
    if (whole ? expected.length != actual.length : expected.length > actual.length) {
      throw new ConformanceFailure(expected.length + " bytes", actual.length + " bytes");
    }
  }

  private static void checkWords(JsonArray expected, byte... actual) {
    // No copy of the bytes: the largest ring has 64 MiB of them.
    ByteBuffer words = ByteBuffer.wrap(actual).order(ByteOrder.LITTLE_ENDIAN);
    JsonArray got = new JsonArray();
    for (int i = 0; i < actual.length; i += 4) {
      int value = i + 4 <= actual.length ? words.getInt(i) : tail(i, actual);
      if (value != 0) {
        got.add(ConformanceJson.words(i / 4, value));
      }
    }
    if (!ConformanceJson.same(expected, got)) {
      throw new ConformanceFailure(
          "nonzero words " + ConformanceJson.render(expected), ConformanceJson.render(got));
    }
  }

  /**
   * Returns the word that starts at byte {@code offset} and ends after the last byte, with zeros
   * after it.
   */
  private static int tail(int offset, byte... bytes) {
    int value = 0;
    for (int i = offset; i < bytes.length; i++) {
      value |= (bytes[i] & 0xFF) << 8 * (i - offset);
    }
    return value;
  }

  private static byte[] hex(JsonElement element) {
    if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
      try {
        return HexFormat.of().parseHex(element.getAsString());
      } catch (IllegalArgumentException notHex) {
        throw new ConformanceFailure("hex digits in pairs", ConformanceJson.render(element));
      }
    }
    throw new ConformanceFailure("a string of hex digits", ConformanceJson.render(element));
  }

  private static int length(JsonObject blob) {
    BigInteger length = ConformanceJson.integer(blob.get("len"));
    if (length == null
        || length.signum() < 0
        || length.compareTo(BigInteger.valueOf(MAX_BYTES)) > 0) {
      throw new ConformanceFailure(
          "a len of 0 to " + MAX_BYTES, ConformanceJson.render(blob.get("len")));
    }
    return length.intValue();
  }

  private static JsonArray array(JsonElement element) {
    if (!element.isJsonArray()) {
      throw new ConformanceFailure("a list of [index, value]", ConformanceJson.render(element));
    }
    return element.getAsJsonArray();
  }

  private static int word(JsonElement pair, int position, long max) {
    if (pair.isJsonArray() && pair.getAsJsonArray().size() == 2) {
      BigInteger value = ConformanceJson.integer(pair.getAsJsonArray().get(position));
      if (value != null && value.signum() >= 0 && value.compareTo(BigInteger.valueOf(max)) <= 0) {
        return value.intValue();
      }
    }
    throw new ConformanceFailure(
        "a pair [index, value] within the blob", ConformanceJson.render(pair));
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static String sha256(byte... bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
