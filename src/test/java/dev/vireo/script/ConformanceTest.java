package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConformanceTest {
  private static final String RIGHT = "{\"slots\": 1, \"offsets\": [0, 0, 0, 1, 1, 1]}";
  private static final String WRONG = "{\"slots\": 2, \"offsets\": [0, 0, 0, 1, 1, 1]}";

  @TempDir Path folder;

  /** What a run printed and returned. */
  private record Run(int status, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private Run run(String json) throws IOException {
    return run(Files.writeString(folder.resolve("cases.json"), json), KernelOracle.NONE);
  }

  private static Run run(Path file, KernelOracle kernel) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Conformance.run(
            file,
            kernel,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static String offsets(String... cases) {
    return "{\"default_priority_offsets\": [" + String.join(",", cases) + "]}";
  }

  @Test
  void shouldPrintOnlyTheTotalsWhenAllCasesPass() throws IOException {
    assertEquals(
        new Run(0, "2 passed, 0 failed" + System.lineSeparator(), ""), run(offsets(RIGHT, RIGHT)));
  }

  @Test
  void shouldPrintALineForEachFailingCaseAndExitWithOne() throws IOException {
    Run run = run(offsets(RIGHT, WRONG));
    assertEquals(1, run.status());
    assertEquals(
        "FAIL default_priority_offsets[1]: expected offsets [0,0,0,1,1,1], got [0,0,0,2,2,2]",
        run.lines().get(0));
    assertEquals("1 passed, 1 failed", run.lines().get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "5",
        "{} {}",
        "{'a': 1}",
        "{\"a\": 1,}",
        "{}",
        "{\"provenance\": {}}",
        "\u0000"
      })
  void shouldExitWithTwoForAFileThatIsNoObjectOfSections(String json) throws IOException {
    Run run = run(json);
    assertEquals(2, run.status(), run.toString());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("cases.json"), run.err());
  }

  @Test
  void shouldNameAnUnknownSectionAndRunNothing() throws IOException {
    Run run = run("{\"default_priority_offsets\": [" + WRONG + "], \"surprise\": []}");
    assertEquals(2, run.status());
    assertEquals("", run.out());
    assertTrue(run.err().contains("unknown section 'surprise'"), run.err());
  }

  @ParameterizedTest
  @CsvSource({"programs", "malformed"})
  void shouldRefuseProgramFiles(String section) throws IOException {
    Run run = run("{\"provenance\": {}, \"" + section + "\": []}");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("VIR0 programs are not supported yet"), run.err());
  }

  @ParameterizedTest
  @CsvSource({"default_priority_offsets, 5", "constants, []", "kernel_exec_persistent, 5"})
  void shouldExitWithTwoForASectionOfTheWrongType(String section, String content)
      throws IOException {
    Run run = run("{\"" + section + "\": " + content + "}");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("section '" + section + "'"), run.err());
  }

  @Test
  void shouldExitWithTwoForAFileThatCannotBeRead() throws IOException {
    assertEquals(2, run(folder.resolve("missing.json"), KernelOracle.NONE).status());
    assertEquals(2, run(folder, KernelOracle.NONE).status());
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    Run run = run(binary, KernelOracle.NONE);
    assertEquals(2, run.status());
    assertTrue(run.err().contains("UTF-8"), run.err());
  }

  @Test
  void shouldFailACaseThatIsMalformedAndGoOn() throws IOException {
    Run run =
        run(
            offsets(
                "5",
                "null",
                "{}",
                "{\"slots\": \"x\", \"offsets\": []}",
                "{\"slots\": 1e999999999, \"offsets\": []}",
                "{\"slots\": 1}",
                RIGHT));
    assertEquals(1, run.status());
    assertEquals("1 passed, 6 failed", run.lines().get(6));
  }

  @Test
  void shouldCompareErrorsByKindAndFiguresAndNotByReason() throws IOException {
    String ring = "{\"encode_empty_ring\": [{\"slot_count\": 1048577, \"result\": {\"err\": %s}}]}";
    assertEquals(
        0,
        run(String.format(
                ring,
                "{\"kind\": \"ByteLengthOverflow\", \"buffer\": \"ring\", \"reason\": \"x\"}"))
            .status());
    for (String wrong :
        List.of(
            "{\"kind\": \"ByteLengthOverflow\", \"buffer\": \"control\"}",
            "{\"kind\": \"ByteLengthOverflow\"}",
            "{\"kind\": \"MissingWord\", \"buffer\": \"ring\"}",
            "{\"kind\": \"ByteLengthOverflow\", \"buffer\": \"ring\", \"word_idx\": 0}",
            "null",
            "\"ok\"")) {
      assertEquals(1, run(String.format(ring, wrong)).status(), wrong);
    }
  }

  @Test
  void shouldCheckEveryStatementAboutABlob() throws IOException {
    String ring = "{\"encode_empty_ring\": [{\"slot_count\": 1, \"result\": {\"ok\": %s}}]}";
    String hex = "0".repeat(128);
    for (String right :
        List.of(
            "\"" + hex + "\"",
            "{\"hex\": \"" + hex + "\"}",
            "{\"len\": 64, \"first256_hex\": \"0000\", \"nonzero_words\": []}")) {
      assertEquals(0, run(String.format(ring, right)).status(), right);
    }
    for (String wrong :
        List.of(
            "\"" + hex + "00\"",
            "{\"len\": 65, \"hex\": \"" + hex + "\"}",
            "{\"hex\": \"" + hex + "\", \"sha256\": \"00\"}",
            "{\"len\": 64}",
            "{\"len\": 64, \"nonzero_words\": [[0, 1]]}",
            "{\"len\": 64, \"first256_hex\": \"01\", \"nonzero_words\": []}",
            "{}",
            "[]",
            "\"0g\"")) {
      assertEquals(1, run(String.format(ring, wrong)).status(), wrong);
    }
  }

  @Test
  void shouldCheckConstantsAndFailUnknownOnes() throws IOException {
    Run run = run("{\"constants\": {\"SLOT_WORDS\": 16, \"io\": {\"OK\": 17, \"NEW\": 1}}}");
    assertEquals(1, run.status());
    assertEquals("FAIL constants[1] \"io.OK\": expected io.OK 17, got 16", run.lines().get(0));
    assertTrue(run.lines().get(1).contains("no constant of this name"), run.out());
    assertEquals("1 passed, 2 failed", run.lines().get(2));
  }

  @Test
  void shouldRunStepsThatAreWordedDifferently() throws IOException {
    String empty = "\"completion\": [null], \"is_recycled\": [true, false]";
    String busy = "\"completion\": [[0, 7, 8, 9]], \"is_recycled\": [false]";
    String free = "0".repeat(64);
    String published =
        "01000000" + "0".repeat(8) + "07000000" + "0".repeat(16) + "08000000%s09000000";
    String[] steps = {
      "{\"step\": \"new(1)\", \"result\": null, \"bytes\": \"" + free + "\", " + empty + "}",
      "{\"step\": \"publish_slot(0, mapped=7, 8, tag=9)\", \"result\": \"ok\", \"bytes\": \""
          + String.format(published, "01000000")
          + "\", "
          + busy
          + "}",
      "{\"step\": \"claim all\", \"result\": {\"r\": \"ok\", \"slots\": [0]}, \"bytes\": \""
          + String.format(published, "02000000")
          + "\", "
          + busy
          + "}",
      "{\"step\": \"complete_batch [(0,false)]\", \"result\": \"ok\", \"bytes\": \""
          + String.format(published, "11000000")
          + "\", "
          + busy
          + "}"
    };
    Run run = run("{\"io_sequence\": [" + String.join(",", steps) + "]}");
    assertEquals(0, run.status(), run.out());
    assertEquals(1, run("{\"io_sequence\": [" + steps[1] + "]}").status());
  }

  @Test
  void shouldCountSlotRunningCasesAsFailedWithoutAKernel() throws IOException {
    JsonObject sections = new JsonObject();
    for (String name : List.of("kernel_exec", "kernel_exec_persistent", "priority_scan")) {
      sections.add(name, GoldenProtocolTest.golden().get(name));
    }
    Run run = run(sections.toString());
    assertEquals(1, run.status());
    assertTrue(run.lines().get(run.lines().size() - 1).startsWith("0 passed, 40 failed"));
  }

  @Test
  void shouldHandTheKernelWhatACaseStatesAndCompareAllThatComesBack() throws IOException {
    String scan =
        "{\"priority_scan\": [{\"total_slots\": 2, \"control_nonzero_words\": [[2, 3]],"
            + " \"ring_nonzero_words\": [[16, 1]], \"result\": {\"claimed\": [16, 4, 4294967295],"
            + " \"control_after\": [[2, 3], [140, 1]], \"ring_after\": [[16, 2]]}}]}";
    Path file = Files.writeString(folder.resolve("scan.json"), scan);
    assertEquals(0, run(file, new OneClaim(140)).status());
    assertEquals(1, run(file, new OneClaim(139)).status());
  }

  /** Claims slot 1 and counts it in a word. */
  private record OneClaim(int counter) implements KernelOracle {
    @Override
    public void sequentialPass(Memory memory, int lanes, boolean addHandler) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void persistent(Memory memory, int lanes) {
      throw new AssertionError("not asked for");
    }

    @Override
    public int[] priorityScan(Memory memory, int lane, int totalSlots, int stride) {
      assertEquals(List.of(0, 2, 1), List.of(lane, totalSlots, stride));
      memory.ring()[16] += 1;
      memory.control()[counter] += 1;
      return new int[] {16, 4, -1};
    }
  }

  @Test
  void shouldFailCasesAndNeverThrowOnDamagedFiles() throws IOException {
    long seed = Long.getLong("vireo.seed", 20_261_122L);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      JsonObject golden = GoldenProtocolTest.golden();
      List<String> names = new ArrayList<>(golden.keySet());
      JsonObject damaged = new JsonObject();
      for (String name : names.subList(1, names.size())) {
        JsonElement section = golden.get(name);
        if (section.isJsonArray() && !name.startsWith("encode_")) {
          for (JsonElement each : section.getAsJsonArray()) {
            damage(each, random);
          }
          damaged.add(name, section);
        }
      }
      String repeat = "mvn test -Dtest=ConformanceTest -Dvireo.seed=" + seed;
      Run run = run(damaged.toString());
      assertEquals("", run.err(), repeat);
      List<String> thrown = run.out().lines().filter(line -> line.contains("java.")).toList();
      assertEquals(List.of(), thrown, repeat);
    }
  }

  private static void damage(JsonElement element, Random random) {
    if (element.isJsonArray() && !element.getAsJsonArray().isEmpty()) {
      JsonArray list = element.getAsJsonArray();
      int index = random.nextInt(list.size());
      if (random.nextInt(3) == 0) {
        list.set(index, junk(random));
      } else {
        damage(list.get(index), random);
      }
    } else if (element.isJsonObject() && !element.getAsJsonObject().isEmpty()) {
      JsonObject object = element.getAsJsonObject();
      List<String> names = new ArrayList<>(object.keySet());
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(3) == 0) {
        object.add(name, junk(random));
      } else {
        damage(object.get(name), random);
      }
    }
  }

  private static JsonElement junk(Random random) {
    JsonElement[] all = {
      JsonNull.INSTANCE,
      new JsonPrimitive(true),
      new JsonPrimitive(-1),
      new JsonPrimitive(1.5),
      new JsonPrimitive(Long.MAX_VALUE),
      new JsonPrimitive(0xFFFF_FFFFL),
      new JsonPrimitive("x"),
      new JsonPrimitive("a.b(c"),
      new JsonPrimitive(""),
      new JsonArray(),
      new JsonObject()
    };
    return all[random.nextInt(all.length)];
  }
}
