package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.scan.Grep;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scan} on the reference, beside grep. */
class ScanCommandTest {
  private static final byte[] NOTHING = {};

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private String err;

  @BeforeEach
  void writeFiles() throws IOException {
    file("two", "she\nhe\nhers\n");
    file("text", "ushers\nshe\r\nno\0he");
    file("none", "nothing\n");
    file("empty", "");
  }

  private Path file(String name, String content) throws IOException {
    return Files.write(folder.resolve(name), bytes(content));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private int scan(byte[] input, PrintStream to, String... arguments) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Console console =
        new Console(
            to,
            new PrintStream(errors, true, StandardCharsets.UTF_8),
            Map.of("VIREO_DEVICE", "reference"));
    List<String> all = new ArrayList<>(List.of("scan"));
    for (String argument : arguments) {
      boolean named = !argument.startsWith("-") && !argument.isEmpty();
      all.add(named ? folder.resolve(argument).toString() : argument);
    }
    ScanCommand command = new ScanCommand(new ByteArrayInputStream(input));
    int status = Main.execute(console, all.toArray(String[]::new), command);
    err = errors.toString(StandardCharsets.UTF_8);
    return status;
  }

  private int scan(byte[] input, String... arguments) {
    out.reset();
    return scan(input, new PrintStream(out, false, StandardCharsets.UTF_8), arguments);
  }

  private String output() {
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** Compares output and exit status; {@code arguments} are flags, the patterns and files. */
  private void assertGreps(String input, String patterns, String... arguments) throws Exception {
    List<String> grep = new ArrayList<>(List.of("-aFob"));
    List<String> own = new ArrayList<>(List.of(patterns));
    for (String argument : arguments) {
      boolean named = !argument.startsWith("-");
      grep.add(named ? folder.resolve(argument).toString() : argument);
      own.add(argument);
    }
    grep.addAll(1, List.of("-f", patterns));
    Grep expected = Grep.run(folder, bytes(input), grep.toArray(String[]::new));
    int status = scan(bytes(input), own.toArray(String[]::new));
    assertEquals(new String(expected.out(), StandardCharsets.ISO_8859_1), output(), () -> err);
    assertEquals(expected.status(), status, () -> arguments.length + " files: " + err);
  }

  @Test
  void shouldPrintWhatGrepPrints() throws Exception {
    assertGreps("", "two", "text");
    assertEquals("1:she\n7:she\n15:he\n", output());
    assertGreps("", "two", "text", "-n");
    assertGreps("", "two", "text", "none", "text");
    assertGreps("", "two", "none");
    assertGreps("", "two", "empty");
    assertGreps("", "two", "empty", "text");
    assertGreps("", "text", "text");
  }

  @Test
  void shouldReadStandardInputAsGrepDoes() throws Exception {
    assertGreps("ashe", "two", "-");
    assertGreps("ashe", "two");
    assertGreps("ashe", "two", "text", "-", "-");
    assertGreps("he\nno", "-", "text", "none");
    assertGreps("he\nno", "-", "-");
  }

  @Test
  void shouldTakeEmptyPatternsAsGrepDoes() throws Exception {
    file("line", "\n");
    file("some", "\nhe\n\n");
    for (String patterns : List.of("line", "some", "empty")) {
      assertGreps("", patterns, "text");
      assertGreps("", patterns, "none");
      assertGreps("", patterns, "empty");
      assertGreps("", patterns, "empty", "none");
    }
    assertGreps("", "empty", "missing");
  }

  @Test
  void shouldGoOnBehindWhatCannotBeReadAsGrepDoes() throws Exception {
    Files.createDirectory(folder.resolve("folder"));
    assertGreps("", "two", "missing", "text");
    assertTrue(err.contains("missing: there is no such file"), err);
    assertGreps("", "two", "folder", "text");
    assertTrue(err.contains("folder: it is a directory"), err);
    assertGreps("", "two", "text/below", "text");
    assertGreps("", "missing", "text");
    assertGreps("", "folder", "text");
    assertEquals(2, scan(NOTHING));
    assertTrue(err.contains("PATTERNS"), err);
  }

  @Test
  void shouldPrintAllOccurrences() {
    assertEquals(0, scan(NOTHING, "two", "text", "--all"), () -> err);
    assertEquals("1:she\n2:he\n2:hers\n7:she\n8:he\n15:he\n", output());
    assertEquals(0, scan(NOTHING, "two", "text", "--all", "--line-numbers"), () -> err);
    assertTrue(output().startsWith("1:1:she\n1:2:he\n1:2:hers\n2:7:she\n"), output());
  }

  @Test
  void shouldCountMatches() throws IOException {
    file("word", "he");
    assertEquals(0, scan(NOTHING, "two", "text", "--count"), () -> err);
    assertEquals("3\n", output());
    assertEquals(0, scan(NOTHING, "two", "text", "none", "--count", "--all"), () -> err);
    assertEquals(folder.resolve("text") + ":6\n" + folder.resolve("none") + ":0\n", output());
    assertEquals(1, scan(NOTHING, "word", "none", "--count"), () -> err);
    assertEquals("0\n", output());
  }

  private JsonObject json(int status, String... arguments) {
    assertEquals(status, scan(NOTHING, arguments), () -> err);
    return JsonParser.parseString(output()).getAsJsonObject();
  }

  @Test
  void shouldPrintJson() throws IOException {
    file("odd", "\u00ff\nsh\nsh");
    JsonObject all = json(2, "odd", "text", "missing", "none", "--json");
    assertEquals("reference (Java)", all.get("device").getAsString());
    assertEquals(2, all.get("patterns").getAsInt());
    JsonArray files = all.getAsJsonArray("files");
    JsonObject text = files.get(0).getAsJsonObject();
    assertEquals(folder.resolve("text").toString(), text.get("file").getAsString());
    assertEquals(
        "[{\"offset\":1,\"line\":1,\"pattern\":2,\"text\":\"sh\"},"
            + "{\"offset\":7,\"line\":2,\"pattern\":2,\"text\":\"sh\"}]",
        text.get("matches").toString());
    assertEquals(2, text.get("count").getAsInt());
    assertEquals(17, text.get("bytes").getAsInt());
    assertTrue(files.get(1).getAsJsonObject().get("error").getAsString().contains("no such file"));
    assertEquals("[]", files.get(2).getAsJsonObject().get("matches").toString());
    JsonObject binary = json(0, "odd", "odd", "--json");
    String first =
        binary.getAsJsonArray("files").get(0).getAsJsonObject().get("matches").toString();
    assertTrue(first.contains("\"base64\":\"/w==\""), first);
    JsonObject counted = json(0, "odd", "odd", "--json", "--count");
    JsonObject file = counted.getAsJsonArray("files").get(0).getAsJsonObject();
    assertEquals(3, file.get("count").getAsInt());
    assertFalse(file.has("matches"));
    assertEquals(0, json(1, "empty", "text", "--json").get("patterns").getAsInt());
  }

  @Test
  void shouldPrintMoreThanItsBufferHolds() throws Exception {
    String line = "she sells ".repeat(300) + "\n";
    file("long", line.repeat(40));
    file("lines", "she sells " + "she sells ".repeat(200) + "\nsells\n");
    assertGreps("", "two", "long");
    assertTrue(output().length() > 1 << 16);
    assertGreps("", "lines", "long", "text");
  }

  @Test
  void shouldSayThatItsOutputIsGone() {
    PrintStream full =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("no space left");
              }
            },
            false,
            StandardCharsets.UTF_8);
    assertEquals(2, scan(NOTHING, full, "two", "text"));
    assertTrue(err.contains("standard output takes no more"), err);
    assertEquals(2, scan(NOTHING, full, "two", "text", "--json"));
  }

  @Test
  void shouldFailWithoutItsDevice() {
    assertEquals(3, scan(NOTHING, "two", "text", "--device=no-such-device"));
    assertTrue(err.startsWith("vireo: "), err);
  }
}
