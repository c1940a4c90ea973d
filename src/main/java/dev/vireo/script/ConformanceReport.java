package dev.vireo.script;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.vireo.protocol.ProtocolException;
import java.io.PrintStream;
import java.util.List;

/**
 * Counts the cases of a conformance run and prints a line for each one that fails; tests make cases
 * of their own of them.
 */
class ConformanceReport {
  private static final List<String> NAMES =
      List.of("name", "step", "open_existing", "handle", "op", "transition", "variant", "message");

  private final PrintStream out;
  private int passed;
  private int failed;

  ConformanceReport(PrintStream out) {
    this.out = out;
  }

  int passed() {
    return passed;
  }

  int failed() {
    return failed;
  }

  /** Runs one case; whatever goes wrong in it is that case's failure. */
  void check(String section, int index, String name, Runnable body) {
    try {
      body.run();
      passed++;
    } catch (ConformanceFailure differs) {
      fail(section, index, name, differs.expected(), differs.got());
    } catch (ProtocolException refused) {
      String kind = ConformanceResult.error(refused).get("kind").getAsString();
      fail(section, index, name, "a result", kind + " (" + refused.getMessage() + ")");
    } catch (RuntimeException | OutOfMemoryError broken) {
      fail(section, index, name, "a result", broken.toString());
    }
  }

  private void fail(String section, int index, String name, String expected, String got) {
    failed++;
    String label = name.isEmpty() ? "" : " \"" + ConformanceJson.clean(name) + '"';
    out.printf(
        "FAIL %s[%d]%s: expected %s, got %s%n",
        section, index, label, ConformanceJson.clean(expected), ConformanceJson.clean(got));
  }

  /** Returns what a case calls itself, or nothing. */
  static String nameOf(JsonElement element) {
    if (element.isJsonObject()) {
      JsonObject fields = element.getAsJsonObject();
      for (String key : NAMES) {
        if (fields.has(key) && fields.get(key).isJsonPrimitive()) {
          return fields.get(key).getAsString();
        }
      }
    }
    return "";
  }
}
