package dev.vireo.gpu.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {
  private static final String GOOD = Traits.complete().toJson();

  @Test
  void shouldReadBackWhatWasWritten() {
    assertEquals(Traits.complete(), RecordJson.read(GOOD, DeviceTraits.class));
    assertTrue(GOOD.contains("\"limit\":null"), GOOD);
  }

  @Test
  void shouldRefuseTraitsThatLackAnyComponent() {
    JsonObject whole = JsonParser.parseString(GOOD).getAsJsonObject();
    for (String name : whole.keySet()) {
      JsonObject part = whole.deepCopy();
      part.remove(name);
      String text = part.toString();
      assertThrows(
          IllegalArgumentException.class,
          () -> RecordJson.read(text, DeviceTraits.class),
          "without " + name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{}",
        "{\"turns\":1",
        "{\"turns\":\"many\",\"limited\":true}",
        "{\"turns\":null,\"limited\":true}",
        "{\"turns\":[1,2],\"limited\":true}",
        "{\"turns\":1,\"limited\":1}"
      })
  void shouldRefuseWhatIsNoLoopBudget(String text) {
    assertThrows(
        IllegalArgumentException.class, () -> RecordJson.read(text, LoopBudget.class), text);
  }
}
