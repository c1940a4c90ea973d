package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.script.Conformance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code exec}, and {@code conform} with an index of programs, on the reference. */
class ExecCommandTest {
  private static final String SCALE =
      """
      workgroup 4
      buffer out: read_write f32[4] output
      buffer sums: read_write i32[2]
      buffer a: read_only f32[4]
      main {
        out[gid.x] = a[gid.x] * 2.5
        if gid.x == 0 { sums[0] = sums[1] / 3i }
      }
      """;

  @TempDir private Path folder;
  private String out;
  private String err;

  private int execute(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            Map.of());
    int status =
        Main.execute(console, args, new ExecCommand(), new ConformCommand(Conformance::run));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private int exec(String program, String... options) throws IOException {
    List<String> args = new ArrayList<>();
    args.add("exec");
    args.add(Files.writeString(folder.resolve("p.vir"), program).toString());
    args.addAll(List.of("--tier", "reference"));
    args.addAll(List.of(options));
    return execute(args.toArray(String[]::new));
  }

  @Test
  void shouldPrintTheOutputBuffers() throws IOException {
    assertEquals(2, exec(SCALE, "--buffer", "a=f32:1,-2, 3.5"));
    assertTrue(err.contains("'a' has 12 bytes"), err);
    assertEquals(0, exec(SCALE, "--buffer", "a=f32:1,-2,3.5,0", "--buffer", "sums=i32:0,-9"), err);
    assertEquals("out: f32 2.5 -5.0 8.75 0.0\nsums: i32 -3 -9\n", out.replace("\r", ""));
    assertEquals(0, exec(SCALE, "--buffer", "sums=zero:2", "--grid", "0"), err);
    assertEquals("out: f32 0.0 0.0 0.0 0.0\nsums: i32 0 0\n", out.replace("\r", ""));
  }

  @Test
  void shouldWriteJsonAndFiles() throws IOException {
    Path target = folder.resolve("out.bin");
    Path input = Files.write(folder.resolve("a.bin"), new byte[16]);
    assertEquals(
        0,
        exec(SCALE, "--buffer", "a=file:" + input, "--json", "--out", "out=" + target),
        () -> err);
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("reference", json.get("device").getAsString());
    assertEquals("[1,1,1]", json.get("grid").toString());
    assertEquals(2, json.getAsJsonArray("outputs").size());
    assertEquals(
        "[0,0,0,0]",
        json.getAsJsonArray("outputs").get(0).getAsJsonObject().get("words").toString());
    assertArrayEquals(new byte[16], Files.readAllBytes(target));
  }

  @Test
  void shouldRefuseWrongArguments() throws IOException {
    for (String content :
        List.of(
            "a",
            "b=zero:4",
            "a=u32:x",
            "a=u64:1",
            "a=u32:-1",
            "a=i32:3000000000",
            "a=zero:-1",
            "a=f32:1,,2")) {
      assertEquals(2, exec(SCALE, "--buffer", content), content);
      assertTrue(err.contains("--buffer " + content), err);
    }
    assertEquals(2, exec(SCALE, "--out", "a=x"));
    assertEquals(2, exec(SCALE, "--grid", "1,2,3,4"));
    assertEquals(2, exec(SCALE, "--grid", "-1"));
    assertEquals(2, exec(SCALE, "--fuel", "-1"));
    assertEquals(2, exec("workgroup 1\nmain { let x = y }\n"));
  }

  @Test
  void shouldSayThatAProgramTrapped() throws IOException {
    String program = SCALE.replace("/ 3i", "/ sums[0]");
    assertEquals(1, exec(program));
    assertTrue(err.contains("DIVISION"), err);
    assertEquals(1, exec("workgroup 1\nmain { forever { let x = 1 } }\n", "--fuel", "1000"));
    assertTrue(err.contains("FUEL"), err);
  }

  @Test
  void shouldPassTheGoldenIndex() throws URISyntaxException {
    Path index = Path.of(ExecCommandTest.class.getResource("/golden/programs/index.json").toURI());
    assertEquals(0, execute("conform", index.toString()), () -> out);
    assertEquals("294 passed, 0 failed, 0 skipped\n", out.replace("\r", ""));
  }

  @Test
  void shouldFindCasesThatDiffer() throws IOException, URISyntaxException {
    Path golden = Path.of(ExecCommandTest.class.getResource("/golden/programs/index.json").toURI());
    JsonObject all = JsonParser.parseString(Files.readString(golden)).getAsJsonObject();
    JsonObject program = all.getAsJsonArray("programs").get(0).getAsJsonObject();
    Path source = golden.resolveSibling(program.get("file").getAsString());
    Files.copy(source, folder.resolve("case.vir0"));
    String text = program.toString().replace(program.get("file").toString(), "\"case.vir0\"");
    String wrong = text.replaceFirst("\"ok\":\\[\\[0,", "\"ok\":[[1,");
    String error = text.replaceFirst("\"ok\":.*?\\]\\]", "\"err\":\"trap\"");
    String missing = text.replace("case.vir0", "none.vir0");
    String malformed = "{\"name\":\"m\",\"file\":\"case.vir0\",\"result\":{\"accepted\":false}}";
    Path index = folder.resolve("index.json");
    String programs = String.join(",", text, wrong, error, missing);
    Files.writeString(index, "{\"programs\":[" + programs + "],\"malformed\":[" + malformed + "]}");
    assertEquals(1, execute("conform", index.toString()), () -> out + err);
    assertTrue(out.endsWith("1 passed, 4 failed, 0 skipped" + System.lineSeparator()), out);
    assertTrue(out.contains("[0]: expected 00000001, got 00000000"), out);
    Files.writeString(index, "{\"programs\":[{}]}");
    assertEquals(2, execute("conform", index.toString()), () -> out);
  }
}
