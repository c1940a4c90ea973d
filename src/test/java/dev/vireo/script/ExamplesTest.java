package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the example scripts; a subclass names the device. */
abstract class ExamplesTest {
  private static final String HOLDS_IN_RAW = "# Holds in GUARDED and in RAW.";

  /** Returns the device to run on. */
  abstract String device();

  /** Returns the mode that {@code VIREO_MODE} names, else AUTO. */
  private static Mode mode() {
    String named = System.getenv("VIREO_MODE");
    return named == null || named.isBlank() ? Mode.AUTO : Mode.of(named);
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/examples"))) {
      return files.filter(file -> file.toString().endsWith(".slots")).sorted().toList();
    }
  }

  static List<Path> examplesThatHoldInRaw() throws IOException {
    List<Path> holding = new ArrayList<>();
    for (Path file : examples()) {
      if (Files.readAllLines(file).contains(HOLDS_IN_RAW)) {
        holding.add(file);
      }
    }
    return holding;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shouldHoldInGuarded(Path file) {
    assertHolds(file, Protection.GUARDED);
  }

  @ParameterizedTest
  @MethodSource("examplesThatHoldInRaw")
  void shouldHoldInRaw(Path file) {
    assertHolds(file, Protection.RAW);
  }

  private void assertHolds(Path file, Protection protection) {
    ScriptReport report = ScriptRunner.run(ScriptParser.parse(file), device(), protection, mode());
    String failures =
        report.expectations().stream()
            .filter(result -> !result.held())
            .map(ExpectationResult::toString)
            .collect(Collectors.joining(System.lineSeparator()));
    assertTrue(report.held(), () -> file + " on " + report.device() + ": " + failures);
  }
}
