package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every golden case is a test of its own; the order within a section is that of the file. */
class GoldenProtocolTest {
  /** Sections that execute slots; they join as soon as {@link Conformance#KERNEL} is a kernel. */
  private static final Set<String> NEED_KERNEL =
      Set.of("kernel_exec", "kernel_exec_persistent", "priority_scan");

  static JsonObject golden() throws IOException {
    try (InputStream in = GoldenProtocolTest.class.getResourceAsStream("/golden/protocol.json")) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    }
  }

  @TestFactory
  Stream<DynamicNode> goldenCases() throws IOException {
    Map<String, ConformanceSection> sections = ConformanceSections.all(Conformance.KERNEL);
    return golden().entrySet().stream()
        .filter(section -> !section.getKey().equals(ConformanceSections.PROVENANCE))
        .filter(
            section ->
                Conformance.KERNEL != KernelOracle.NONE || !NEED_KERNEL.contains(section.getKey()))
        .map(
            section -> tests(section.getKey(), sections.get(section.getKey()), section.getValue()));
  }

  private static DynamicNode tests(String name, ConformanceSection section, JsonElement content) {
    List<DynamicTest> tests = new ArrayList<>();
    section.run(
        name,
        content,
        new ConformanceReport(System.out) {
          @Override
          void check(String section, int index, String label, Runnable body) {
            tests.add(DynamicTest.dynamicTest("[" + index + "] " + label, body::run));
          }
        });
    return DynamicContainer.dynamicContainer(name, tests);
  }

  @Test
  void shouldKnowEverySectionOfTheGoldenFile() throws IOException {
    Set<String> names = golden().keySet();
    names.remove(ConformanceSections.PROVENANCE);
    assertEquals(ConformanceSections.all(KernelOracle.NONE).keySet(), names);
  }
}
