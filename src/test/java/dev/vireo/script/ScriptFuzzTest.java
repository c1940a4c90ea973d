package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever bytes a script has, the parser returns a script or throws a ScriptException. */
class ScriptFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final String[] PIECES = {
    "NOP",
    "STORE_U32",
    "PACKED",
    "repeat",
    "wait",
    "expect",
    "observable",
    "{",
    "}",
    ";",
    "\n",
    "#",
    "[",
    "]",
    "(",
    ")",
    ",",
    "==",
    "=",
    ".",
    ".1",
    "0",
    "1",
    "2",
    "160",
    "4294967295",
    "0xFFFFFFFF",
    "99999999999",
    "0x",
    "tenant",
    "priority",
    "HIGH",
    "control",
    "debug",
    "status",
    "result",
    "done",
    "metrics",
    "DONE",
    "-",
    "\u00E9",
    "\uFEFF",
    " ",
    "\t",
    "\r"
  };

  private static List<byte[]> examples;

  private final long seed = Long.getLong("vireo.seed", 20_261_122L);

  @BeforeAll
  static void readExamples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/examples"))) {
      examples =
          files
              .filter(file -> file.toString().endsWith(".slots"))
              .sorted()
              .map(ScriptText::read)
              .toList();
    }
  }

  @Test
  void shouldSurviveRandomBytes() {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      parse(bytes);
    }
  }

  @Test
  void shouldSurviveRandomPieces() {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder script = new StringBuilder();
      for (int k = random.nextInt(20); k > 0; k--) {
        script
            .append(PIECES[random.nextInt(PIECES.length)])
            .append(random.nextBoolean() ? " " : "");
      }
      parse(script.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void shouldSurviveTruncationAtEveryByte() {
    for (byte[] example : examples) {
      for (int length = 0; length < example.length; length++) {
        parse(Arrays.copyOf(example, length));
      }
    }
  }

  @Test
  void shouldSurviveMutations() {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = examples.get(random.nextInt(examples.size())).clone();
      for (int k = 1 + random.nextInt(4); k > 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      parse(bytes);
    }
  }

  private void parse(byte[] bytes) {
    try {
      ScriptParser.parse("fuzz", bytes);
    } catch (ScriptException expected) {
      checkPlace(bytes, expected);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
      fail(repeat() + Arrays.toString(bytes), wrong);
    }
  }

  private void checkPlace(byte[] bytes, ScriptException error) {
    if (error.line() < 1 || error.line() > bytes.length + 1 || error.column() < 1) {
      fail(repeat() + Arrays.toString(bytes) + " gave " + error.getMessage());
    }
  }

  private String repeat() {
    return "repeat with: mvn test -Dtest=ScriptFuzzTest -Dvireo.seed=" + seed + "; bytes ";
  }
}
