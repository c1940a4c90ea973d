package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCommandsTest {
  private static final String GOOD = "workgroup 1\nmain {\n  let x = 1u\n}\n";
  private static final String INVALID = "workgroup 1\nmain {\n  let x = 1u\n  let x = 2u\n}\n";

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
        Main.execute(console, args, new AsmCommand(), new DisasmCommand(), new VerifyCommand());
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private String text(String content) throws IOException {
    return Files.writeString(folder.resolve("p.vir"), content).toString();
  }

  @Test
  void shouldTurnTextIntoBytesAndBack() throws IOException {
    String source = text(GOOD);
    assertEquals(0, execute("asm", source), err);
    Path bytes = folder.resolve("p.vir0");
    assertTrue(Files.exists(bytes));
    assertEquals(0, execute("disasm", bytes.toString()), err);
    assertEquals(GOOD.replace("workgroup 1\n", "workgroup 1, 1, 1\n"), out);
    assertEquals(0, execute("disasm", "--bytecode", source), err);
    assertTrue(out.contains("END"), out);
    Path again = folder.resolve("again.vir");
    assertEquals(0, execute("disasm", bytes.toString(), "-o", again.toString()), err);
    assertEquals("", out);
    Path other = folder.resolve("other.vir0");
    assertEquals(0, execute("asm", again.toString(), "-o", other.toString()), err);
    assertEquals(-1, Files.mismatch(bytes, other));
  }

  @Test
  void shouldNameTheLineOfWrongTextAndExitWithTwo() throws IOException {
    assertEquals(2, execute("asm", text("workgroup 1\nmain { let }")));
    assertTrue(err.contains("p.vir:2:12: "), err);
    String invalid = text(INVALID);
    assertEquals(2, execute("asm", invalid));
    assertTrue(err.contains("p.vir:4:3: V032"), err);
    assertFalse(Files.exists(folder.resolve("p.vir0")));
    assertEquals(0, execute("asm", "--unchecked", invalid), err);
    assertEquals(1, execute("verify", folder.resolve("p.vir0").toString()));
    assertTrue(err.contains("V032 at body[0].body[1]"), err);
  }

  @Test
  void shouldSayWhetherAProgramIsValid() throws IOException {
    assertEquals(0, execute("verify", text(GOOD)), err);
    assertTrue(out.contains("valid, 0 buffers"), out);
    assertEquals(1, execute("verify", "--json", text(INVALID)));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertFalse(json.get("valid").getAsBoolean());
    assertEquals("invalid", json.get("phase").getAsString());
    JsonObject error = json.getAsJsonArray("errors").get(0).getAsJsonObject();
    assertEquals("V032", error.get("rule").getAsString());
    String subgroups = text("workgroup 1 main { let x = subgroup_add(1u) }");
    assertEquals(0, execute("verify", subgroups), err);
    assertEquals(1, execute("verify", "--no-subgroups", subgroups));
  }

  @Test
  void shouldSayWhereBytesAreNoProgram() throws IOException {
    String file = Files.write(folder.resolve("x.vir0"), new byte[] {'V', 'I', 'R', '0'}).toString();
    assertEquals(1, execute("verify", "--json", file));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("malformed", json.get("phase").getAsString());
    assertEquals(2, execute("disasm", file));
    assertTrue(err.contains("it does not start with VYRE"), err);
  }

  @Test
  void shouldExitWithTwoWhenAFileIsMissingOrNoText() throws IOException {
    assertEquals(2, execute("verify", folder.resolve("none").toString()));
    assertTrue(err.contains("there is no such file"), err);
    Path file = Files.write(folder.resolve("bad.vir"), new byte[] {(byte) 0xFF});
    assertEquals(2, execute("asm", file.toString()));
    assertTrue(err.contains("it is not UTF-8"), err);
    assertEquals(2, execute("asm", text(GOOD), "-o", folder.resolve("no/where").toString()));
    assertTrue(err.contains("it cannot be written"), err);
  }
}
