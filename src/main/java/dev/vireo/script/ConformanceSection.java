package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.function.Function;

/** Runs one section of a conformance file. */
@FunctionalInterface
interface ConformanceSection {
  /**
   * Runs all cases of {@code content}.
   *
   * @throws ConformanceFileException when the section is of the wrong type
   */
  void run(String name, JsonElement content, ConformanceReport report);

  /** Returns a section whose cases have nothing to do with each other. */
  static ConformanceSection cases(ConformanceCase each) {
    return steps(ignored -> each);
  }

  /**
   * Returns a section whose cases are consecutive steps on what {@code start} makes of the list.
   */
  static ConformanceSection steps(Function<JsonArray, ConformanceCase> start) {
    return (name, content, report) -> {
      if (!content.isJsonArray()) {
        throw new ConformanceFileException(
            "section '"
                + name
                + "' is not a list of cases but "
                + ConformanceJson.render(content)
                + "; write one object per case");
      }
      JsonArray list = content.getAsJsonArray();
      ConformanceCase each = start.apply(list);
      for (int i = 0; i < list.size(); i++) {
        JsonElement element = list.get(i);
        report.check(
            name,
            i,
            ConformanceReport.nameOf(element),
            () -> each.run(ConformanceInput.of(element)));
      }
    };
  }

  /** Returns a section that is one case, alone or in a list. */
  static ConformanceSection single(ConformanceCase only) {
    return (name, content, report) -> {
      JsonArray list = new JsonArray();
      if (content.isJsonObject()) {
        list.add(content);
      }
      cases(only).run(name, content.isJsonObject() ? list : content, report);
    };
  }
}
