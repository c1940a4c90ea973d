package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The kernel passes that were recorded from vyre 0.6.3, published slot by slot in lane order to a
 * device in RAW: control, debug log and ring end as recorded.
 */
@Tag("device")
@Tag("mode")
@ExtendWith(SilentValidation.class)
class GoldenOnDeviceTest {
  private static final String CLAIMED = "the ring starts with a slot that is not PUBLISHED";
  private static final String CURSOR = "the debug log starts with a cursor that is not 0";

  /** Cases that publishing cannot express, and why. */
  private static final Map<String, String> NOT_EXPRESSED =
      new TreeMap<>(
          Map.of(
              "claimed_slot_ignored", CLAIMED,
              "printf_full", CURSOR,
              "printf_last_record", CURSOR,
              "printf_wrap", CURSOR));

  private static final Handler CUSTOM_HANDLER_8 =
      Handler.glsl(
          8,
          "custom handler 8",
          "VIREO_ATOMIC_ADD(170u, VIREO_ARG(0) + VIREO_ARG(1) * VIREO_ARG(2));");

  @TestFactory
  Stream<DynamicTest> shouldEndAsRecorded() throws IOException {
    return cases().stream()
        .filter(recorded -> notExpressible(recorded) == null)
        .map(recorded -> dynamicTest(name(recorded), () -> check(recorded)));
  }

  @Test
  void shouldExpressAllCasesButThese() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    for (JsonObject recorded : cases()) {
      String reason = notExpressible(recorded);
      if (reason != null) {
        reasons.put(name(recorded), reason);
      }
    }
    assertEquals(NOT_EXPRESSED, reasons);
  }

  private static String notExpressible(JsonObject recorded) {
    JsonObject inputs = recorded.getAsJsonObject("inputs_nonzero_words");
    int slots = recorded.get("slot_count").getAsInt();
    int[] ring = sparse(inputs.get("ring"), SlotLayout.SLOT_WORDS * slots);
    boolean gap = false;
    for (int slot = 0; slot < slots; slot++) {
      int base = SlotLayout.SLOT_WORDS * slot;
      boolean published = ring[base] == SlotStatus.PUBLISHED;
      boolean untouched =
          Arrays.equals(
              new int[SlotLayout.SLOT_WORDS],
              Arrays.copyOfRange(ring, base, base + SlotLayout.SLOT_WORDS));
      if (!published && !untouched || published && gap) {
        return CLAIMED;
      }
      gap |= untouched;
    }
    int[] log = sparse(inputs.get("debug"), DebugLogLayout.BUFFER_WORDS);
    return Arrays.equals(new int[DebugLogLayout.BUFFER_WORDS], log) ? null : CURSOR;
  }

  private static void check(JsonObject recorded) throws InterruptedException {
    JsonObject inputs = recorded.getAsJsonObject("inputs_nonzero_words");
    JsonObject lengths = recorded.getAsJsonObject("lens_words");
    JsonObject outputs =
        recorded.getAsJsonObject("result").getAsJsonObject("outputs_nonzero_words");
    int slots = recorded.get("slot_count").getAsInt();
    int controlWords = lengths.get("control").getAsInt();
    int ringWords = lengths.get("ring").getAsInt();
    MegakernelConfig config =
        MegakernelConfig.defaults()
            .withDevice(TestDevice.named())
            .withProtection(Protection.RAW)
            .withRingSlots(slots)
            .withObservableWords(controlWords - ControlLayout.OBSERVABLE_BASE);
    if (recorded.get("custom_handler_8").getAsBoolean()) {
      config = config.withHandlers(CUSTOM_HANDLER_8);
    }
    int[] expectedRing = sparse(outputs.get("ring"), ringWords);
    try (Megakernel kernel = Megakernel.open(config)) {
      kernel.controlWords(sparse(inputs.get("control"), controlWords));
      int[] ring = sparse(inputs.get("ring"), ringWords);
      for (int base = 0; base < ringWords && ring[base] != 0; base += SlotLayout.SLOT_WORDS) {
        Completion completion = kernel.await(kernel.submit(slot(ring, base)));
        assertEquals(
            expectedRing[base] == SlotStatus.DONE
                ? CompletionStatus.DONE
                : CompletionStatus.REFUSED,
            completion.status(),
            "slot at word " + base);
      }
      assertArrayEquals(
          sparse(outputs.get("control"), controlWords), kernel.controlWords(), "control");
      assertArrayEquals(
          sparse(outputs.get("debug"), DebugLogLayout.BUFFER_WORDS),
          kernel.debugLogWords(),
          "debug log");
      assertArrayEquals(expectedRing, kernel.ringWords(), "ring");
    }
  }

  private static Slot slot(int[] ring, int base) {
    int args = base + SlotLayout.ARG0_WORD;
    return Slot.of(
            ring[base + SlotLayout.OPCODE_WORD],
            Arrays.copyOfRange(ring, args, args + SlotLayout.ARGS_PER_SLOT))
        .withTenant(ring[base + SlotLayout.TENANT_WORD])
        .withPriority(Priority.values()[ring[base + SlotLayout.PRIORITY_WORD]]);
  }

  private static String name(JsonObject recorded) {
    return recorded.get("name").getAsString();
  }

  /** Reads a list of [index, value]; a missing list is all zeros. */
  private static int[] sparse(JsonElement list, int length) {
    int[] words = new int[length];
    if (list != null) {
      for (JsonElement entry : list.getAsJsonArray()) {
        JsonArray pair = entry.getAsJsonArray();
        words[pair.get(0).getAsInt()] = (int) pair.get(1).getAsLong();
      }
    }
    return words;
  }

  private static List<JsonObject> cases() throws IOException {
    var stream = GoldenOnDeviceTest.class.getResourceAsStream("/golden/protocol.json");
    assertNotNull(stream, "golden/protocol.json is missing from the test resources");
    try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      List<JsonObject> cases = new ArrayList<>();
      JsonObject golden = JsonParser.parseReader(reader).getAsJsonObject();
      golden.getAsJsonArray("kernel_exec").forEach(c -> cases.add(c.getAsJsonObject()));
      return cases;
    }
  }
}
