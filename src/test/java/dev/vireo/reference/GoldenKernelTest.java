package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The kernel cases that were recorded from vyre 0.6.3. */
class GoldenKernelTest {
  /** The handler that the recorded cases know: control[170] += arg0 + arg1 * arg2. */
  private static final Map<Integer, ReferenceHandler> CUSTOM_HANDLER_8 =
      Map.of(8, c -> c.atomicAdd(170, c.arg(0) + c.arg(1) * c.arg(2)));

  @TestFactory
  Stream<DynamicTest> shouldReproduceEveryRecordedPass() throws IOException {
    return cases("kernel_exec").map(c -> dynamicTest(name(c), () -> checkPass(c)));
  }

  @TestFactory
  Stream<DynamicTest> shouldReproduceEveryRecordedScan() throws IOException {
    return cases("priority_scan").map(c -> dynamicTest(name(c), () -> checkScan(c)));
  }

  /**
   * The recording has no inputs; its note says a loop and a SHUTDOWN slot, its outputs say the
   * rest.
   */
  @Test
  void shouldReproduceTheRecordedPersistentRun() throws IOException {
    JsonObject recorded = golden().getAsJsonObject("kernel_exec_persistent");
    JsonObject result = recorded.getAsJsonObject("result");
    int[] control = new int[176];
    control[2] = 3;
    control[3] = -1;
    control[32] = 1_000_000;
    int[] ring = new int[64];
    ring[0] = 1;
    ring[1] = 1;
    ring[4] = 7;
    ring[5] = 160;
    ring[16] = 1;
    ring[17] = -1;
    ReferenceMemory memory = new ReferenceMemory(control, ring, new int[257], new int[512]);
    assertEquals(2, RawKernel.persistent(memory, 4, Map.of()));
    assertArrayEquals(sparse(result.get("control_nonzero"), 176), control);
    JsonArray statuses = result.getAsJsonArray("ring_status");
    for (int slot = 0; slot < statuses.size(); slot++) {
      assertEquals(statuses.get(slot).getAsInt(), ring[16 * slot], "status of slot " + slot);
    }
  }

  private static void checkPass(JsonObject recorded) {
    JsonObject lengths = recorded.getAsJsonObject("lens_words");
    ReferenceMemory memory = memory(recorded.getAsJsonObject("inputs_nonzero_words"), lengths);
    boolean custom = recorded.get("custom_handler_8").getAsBoolean();
    RawKernel.sequentialPass(
        memory,
        recorded.get("slot_count").getAsInt(),
        custom ? CUSTOM_HANDLER_8 : Map.<Integer, ReferenceHandler>of());
    JsonObject result = recorded.getAsJsonObject("result");
    ReferenceMemory expected = memory(result.getAsJsonObject("outputs_nonzero_words"), lengths);
    assertArrayEquals(expected.control(), memory.control(), "control");
    assertArrayEquals(expected.ring(), memory.ring(), "ring");
    assertArrayEquals(expected.debug(), memory.debug(), "debug log");
    assertArrayEquals(expected.io(), memory.io(), "io queue");
  }

  private static void checkScan(JsonObject recorded) {
    int slots = recorded.get("total_slots").getAsInt();
    int[] control = sparse(recorded.get("control_nonzero_words"), 160);
    int[] ring = sparse(recorded.get("ring_nonzero_words"), 16 * slots);
    ReferenceMemory memory = new ReferenceMemory(control, ring, new int[257], new int[512]);
    Claim claim = RawKernel.priorityScan(memory, 0, slots, 1);
    JsonObject result = recorded.getAsJsonObject("result");
    JsonArray claimed = result.getAsJsonArray("claimed");
    assertEquals(
        new Claim(word(claimed.get(0)), word(claimed.get(1)), word(claimed.get(2))), claim);
    assertArrayEquals(sparse(result.get("control_after"), 160), control, "control");
    assertArrayEquals(sparse(result.get("ring_after"), 16 * slots), ring, "ring");
  }

  private static Stream<JsonObject> cases(String section) throws IOException {
    JsonArray array = golden().getAsJsonArray(section);
    assertTrue(array.size() > 0, section + " has no cases");
    return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsJsonObject);
  }

  private static String name(JsonObject recorded) {
    return recorded.get("name").getAsString();
  }

  private static ReferenceMemory memory(JsonObject words, JsonObject lengths) {
    return new ReferenceMemory(
        sparse(words.get("control"), lengths.get("control").getAsInt()),
        sparse(words.get("ring"), lengths.get("ring").getAsInt()),
        sparse(words.get("debug"), lengths.get("debug").getAsInt()),
        sparse(words.get("io"), lengths.get("io").getAsInt()));
  }

  /** Reads a list of [index, value]; a missing list is all zeros. */
  private static int[] sparse(JsonElement list, int length) {
    int[] words = new int[length];
    if (list != null) {
      for (JsonElement entry : list.getAsJsonArray()) {
        JsonArray pair = entry.getAsJsonArray();
        words[pair.get(0).getAsInt()] = word(pair.get(1));
      }
    }
    return words;
  }

  private static int word(JsonElement value) {
    return (int) value.getAsLong();
  }

  private static JsonObject golden() throws IOException {
    InputStream stream = GoldenKernelTest.class.getResourceAsStream("/golden/protocol.json");
    assertNotNull(stream, "golden/protocol.json is missing from the test resources");
    try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }
}
