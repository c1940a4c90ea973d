package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fuzz}. */
class FuzzCommandTest {
  private static final String SEED = System.getProperty("vireo.seed", "20261123");

  @TempDir private Path folder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private int execute(String... args) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return Main.execute(new Console(out, out, Map.of()), args, new FuzzCommand());
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--programs 0", "--minutes -1", "--tier reference", "--tier auto", "--seed x"})
  void shouldRefuseWrongArguments(String line) {
    assertEquals(2, execute(("fuzz " + line).split(" ")));
    assertTrue(text().contains(line.split(" ")[0]), text());
  }

  @Test
  @Tag("device")
  void shouldFindNoDifferenceOnADevice() {
    String device = System.getProperty("vireo.test.device", "");
    assertFalse(device.isBlank(), "device tests need -Dvireo.test.device=lavapipe or another");
    Path out = folder.resolve("differences");
    String line = "fuzz --programs 8 --seed " + SEED + " --device " + device + " --out ";
    int status = execute((line + out).split(" "));
    assertEquals(0, status, text());
    assertTrue(text().contains("8 programs, "), text());
    assertTrue(text().stripTrailing().endsWith(" 0 differences"), text());
    assertFalse(Files.exists(out));
  }
}
