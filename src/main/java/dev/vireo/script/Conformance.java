package dev.vireo.script;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Runs files of expected results against the protocol's codecs: one object whose members are
 * sections, each a list of cases. Any subset of the sections may be there.
 */
public final class Conformance {
  /** Exit status: every case passed. */
  public static final int PASSED = 0;

  /** Exit status: a case failed. */
  public static final int FAILED = 1;

  /** Exit status: the file is unreadable, malformed, or has an unknown section. */
  public static final int UNUSABLE = 2;

  private static final Set<String> PROGRAM_SECTIONS = Set.of("programs", "malformed");

  /** What runs the sections that execute slots. */
  static final KernelOracle KERNEL = new ReferenceOracle();

  private Conformance() {}

  /**
   * Runs all cases of a file. Prints a line for each case that fails, and as the last line {@code N
   * passed, N failed}.
   *
   * @param file a UTF-8 JSON file
   * @param out takes failing cases and totals
   * @param err takes one line when the file as a whole cannot be run
   * @return {@link #PASSED}, {@link #FAILED} or {@link #UNUSABLE}
   */
  public static int run(Path file, PrintStream out, PrintStream err) {
    return run(file, KERNEL, out, err);
  }

  static int run(Path file, KernelOracle kernel, PrintStream out, PrintStream err) {
    ConformanceReport report = new ConformanceReport(out);
    try {
      JsonObject root = read(file);
      Map<String, ConformanceSection> known = ConformanceSections.all(kernel);
      requireKnown(root, known.keySet());
      for (Map.Entry<String, JsonElement> section : root.entrySet()) {
        if (!section.getKey().equals(ConformanceSections.PROVENANCE)) {
          known.get(section.getKey()).run(section.getKey(), section.getValue(), report);
        }
      }
    } catch (ConformanceFileException unusable) {
      err.println(file + ": " + unusable.getMessage());
      return UNUSABLE;
    }
    out.printf("%d passed, %d failed%n", report.passed(), report.failed());
    out.flush();
    return report.failed() == 0 ? PASSED : FAILED;
  }

  private static JsonObject read(Path file) {
    JsonElement root = parse(text(file));
    if (!root.isJsonObject()) {
      throw new ConformanceFileException(
          "expected one object of sections, got " + ConformanceJson.render(root));
    }
    return root.getAsJsonObject();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException notUtf8) {
      throw new ConformanceFileException("is not UTF-8; save it as UTF-8", notUtf8);
    } catch (IOException failed) {
      throw new ConformanceFileException(
          "cannot be read (" + failed + "); check the path and its rights", failed);
    } catch (OutOfMemoryError tooLarge) {
      throw new ConformanceFileException("is too large to read; split it by sections", tooLarge);
    }
  }

  private static JsonElement parse(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement root = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new ConformanceFileException("has more after the end of its JSON; remove it");
      }
      return root;
    } catch (IOException | JsonParseException | IllegalStateException malformed) {
      throw new ConformanceFileException(
          "is not valid JSON: " + ConformanceJson.clean(String.valueOf(malformed.getMessage())),
          malformed);
    }
  }

  private static void requireKnown(JsonObject root, Set<String> known) {
    if (root.keySet().stream().anyMatch(PROGRAM_SECTIONS::contains)) {
      throw new ConformanceFileException("VIR0 programs are not supported yet");
    }
    boolean empty = true;
    for (String section : root.keySet()) {
      if (section.equals(ConformanceSections.PROVENANCE)) {
        continue;
      }
      empty = false;
      if (!known.contains(section)) {
        throw new ConformanceFileException(
            "unknown section '" + ConformanceJson.clean(section) + "'; known are " + known);
      }
    }
    if (empty) {
      throw new ConformanceFileException("has no section; known are " + known);
    }
  }
}
