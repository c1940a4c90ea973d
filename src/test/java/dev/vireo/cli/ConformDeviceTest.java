package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.gpu.SilentValidation;
import dev.vireo.script.Conformance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code conform} with a part of the golden index of programs, on a device. */
@Tag("device")
@ExtendWith(SilentValidation.class)
class ConformDeviceTest {
  /** The share of the cases; other tests run all of them in each tier. */
  private static final int ONE_OF = 20;

  @TempDir private Path folder;

  private int part(JsonObject all, String section) throws IOException, URISyntaxException {
    JsonArray cases = all.getAsJsonArray(section);
    JsonArray some = new JsonArray();
    for (int i = 0; i < cases.size(); i += ONE_OF) {
      String file = cases.get(i).getAsJsonObject().get("file").getAsString();
      Path source =
          Path.of(ConformDeviceTest.class.getResource("/golden/programs/index.json").toURI())
              .resolveSibling(file);
      Path target = folder.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(source, target);
      some.add(cases.get(i));
    }
    all.add(section, some);
    return some.size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "fused"})
  void shouldPassAPartOfTheGoldenIndex(String tier) throws IOException, URISyntaxException {
    String device = System.getProperty("vireo.test.device", "");
    assertFalse(device.isBlank(), "device tests need -Dvireo.test.device=lavapipe or another");
    Path golden =
        Path.of(ConformDeviceTest.class.getResource("/golden/programs/index.json").toURI());
    JsonObject all = JsonParser.parseString(Files.readString(golden)).getAsJsonObject();
    int count = part(all, "programs") + part(all, "malformed");
    Path index = Files.writeString(folder.resolve("index.json"), all.toString());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Console console = new Console(out, out, Map.of());
    String[] args = {"conform", index.toString(), "--tier", tier, "--device", device};
    int status = Main.execute(console, args, new ConformCommand(Conformance::run));
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(0, status, text);
    assertEquals(count + " passed, 0 failed, 0 skipped", text.strip());
  }
}
