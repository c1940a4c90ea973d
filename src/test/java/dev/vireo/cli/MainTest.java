package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.script.ExpectationResult;
import dev.vireo.script.Position;
import dev.vireo.script.Script;
import dev.vireo.script.ScriptReport;
import dev.vireo.script.ScriptRunner;
import dev.vireo.script.SlotRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final Map<String, Long> LIMITS = Map.of("storage buffer", 134_217_728L);

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private String good;
  private String wrong;
  private RunCommand.Engine engine = this::hold;
  private String out;
  private String err;

  @BeforeEach
  void writeScripts() throws IOException {
    good = Files.writeString(folder.resolve("good.slots"), "STORE_U32 7 160").toString();
    wrong = Files.writeString(folder.resolve("wrong.slots"), "NOP\n  STOER_U32").toString();
  }

  private ScriptReport hold(
      Script script,
      String device,
      Protection protection,
      Mode mode,
      UnaryOperator<MegakernelConfig> choices) {
    return report(script, device, protection, mode, 0);
  }

  private ScriptReport fail(
      Script script,
      String device,
      Protection protection,
      Mode mode,
      UnaryOperator<MegakernelConfig> choices) {
    return report(script, device, protection, mode, 1);
  }

  private ScriptReport noDevice(
      Script script,
      String device,
      Protection protection,
      Mode mode,
      UnaryOperator<MegakernelConfig> choices) {
    calls.add(device + " " + protection + " " + mode);
    throw new DeviceException("there is no device 'x'; `vireo devices` lists what there is");
  }

  private ScriptReport report(
      Script script, String device, Protection protection, Mode mode, int failed) {
    calls.add(device + " " + protection + " " + mode);
    Slot slot = Slot.of(1, 7, 160);
    return new ScriptReport(
        script.file(),
        "fake",
        protection,
        Mode.LIVE,
        "it answered",
        script.observableWords(),
        100,
        Map.of(CompletionStatus.DONE, 99L, CompletionStatus.FAULT, 1L),
        1_500_000,
        List.of(
            new SlotRow(0, 1, slot, CompletionStatus.DONE, FaultCode.NONE, -1, 0),
            new SlotRow(
                99, 1, slot.withTenant(5), CompletionStatus.FAULT, FaultCode.BAD_INDEX, 0, 5)),
        List.of(
            new ExpectationResult(new Position(3, 1), "observable[0]", "8", "7", 1, failed, "")));
  }

  private int execute(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            environment);
    DeviceRow device =
        new DeviceRow(
            "Some GPU",
            "some 1.2",
            "DISCRETE",
            "1.3.239",
            "uuid",
            "device",
            "device",
            "cached",
            32,
            LIMITS);
    int status =
        Main.execute(
            console,
            args,
            new RunCommand(engine),
            new DevicesCommand(() -> List.of(device)),
            new ConformCommand((file, o, e) -> file.endsWith("bad.json") ? 1 : 0));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  @Test
  void shouldExitWithZeroWhenAllExpectationsHold() {
    assertEquals(0, execute("run", good));
    assertTrue(out.contains("on fake, guarded, 65536 observable words"), out);
    assertTrue(out.lines().anyMatch("mode: live (it answered)"::equals), out);
    assertTrue(out.contains("98 more"), out);
    assertTrue(out.contains("BAD_INDEX at 0, word 5"), out);
    assertTrue(out.contains("7 160 tenant=5"), out);
    assertTrue(out.contains("4294967295"), out);
    assertTrue(
        out.contains("100 slots: 99 DONE, 1 FAULT in 1.5 ms; 1 of 1 expectations hold"), out);
    assertEquals("", err);
  }

  @Test
  void shouldExitWithOneWhenAnExpectationFails() {
    engine = this::fail;
    assertEquals(1, execute("run", good));
    assertTrue(out.contains("observable[0] == 8  7      FAILED"), out);
  }

  @Test
  void shouldExitWithTwoWhenAScriptIsWrong() {
    assertEquals(2, execute("run", wrong));
    assertEquals("", out);
    assertTrue(err.startsWith("vireo: " + wrong + ":2:3: found 'STOER_U32'"), err);
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void shouldHelpWithACommand() {
    assertEquals(0, execute("help", "run"));
    String asked = out;
    assertEquals(0, execute("run", "--help"));
    assertEquals(out, asked);
    assertEquals("", err);
    assertTrue(out.contains("--protection"), out);
  }

  @Test
  void shouldExitWithTwoWhenAFileIsMissing() {
    assertEquals(2, execute("run", folder.resolve("none.slots").toString()));
    assertTrue(err.contains("there is no such file"), err);
  }

  @Test
  void shouldExitWithThreeWhenThereIsNoSuchDevice() {
    engine = this::noDevice;
    assertEquals(3, execute("run", good, good, "--device", "x"));
    assertEquals("vireo: there is no device 'x'; `vireo devices` lists what there is", err.strip());
    assertEquals(List.of("x GUARDED auto"), calls, "the device is not tried again");
  }

  @Test
  void shouldExitWithTheWorstStatusOfSeveralScripts() {
    engine = this::fail;
    assertEquals(2, execute("run", wrong, good));
    assertEquals(List.of("null GUARDED auto"), calls);
    assertEquals(2, execute("run", good, wrong));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fly",
        "run",
        "run --device",
        "run --protection soft x",
        "run --mode fast x",
        "run --jsn x",
        "devices extra",
        "conform",
        "--nonsense",
        "run --device= x"
      })
  void shouldExitWithTwoAndTheUsageWhenArgumentsAreWrong(String line) {
    assertEquals(2, execute(line.isEmpty() ? new String[0] : line.split(" ")));
    assertEquals("", out);
    assertTrue(err.startsWith("vireo: "), err);
    assertTrue(err.contains("Usage: vireo"), err);
    assertEquals(List.of(), calls);
  }

  @Test
  void shouldPassDeviceAndProtection() {
    execute("run", "--device", "Lavapipe", "--protection", "RAW", good);
    execute("run", "--protection=raw", good);
    environment.put("VIREO_DEVICE", "swiftshader");
    execute("run", good);
    execute("run", good, "--device=cpu");
    environment.put("VIREO_DEVICE", "");
    execute("run", good);
    assertEquals(
        List.of(
            "Lavapipe RAW auto",
            "null RAW auto",
            "swiftshader GUARDED auto",
            "cpu GUARDED auto",
            "null GUARDED auto"),
        calls);
  }

  @Test
  void shouldTakeTheModeFromTheOptionElseFromTheEnvironment() {
    execute("run", "--mode", "LIVE", good);
    environment.put("VIREO_MODE", "epoch");
    execute("run", good);
    execute("run", "--mode=auto", good);
    environment.put("VIREO_MODE", " ");
    execute("run", good);
    assertEquals(
        List.of(
            "null GUARDED live", "null GUARDED epoch", "null GUARDED auto", "null GUARDED auto"),
        calls);
  }

  @Test
  void shouldSayWhereAWrongModeStands() {
    assertEquals(2, execute("run", "--mode", "fast", good));
    assertTrue(err.startsWith("vireo: --mode: there is no mode \"fast\""), err);
    environment.put("VIREO_MODE", "slow");
    assertEquals(2, execute("run", good));
    assertTrue(err.startsWith("vireo: VIREO_MODE: there is no mode \"slow\""), err);
    assertEquals(List.of(), calls);
  }

  @Test
  void shouldPassOnWhatIsChosenInPlaceOfTheProbe() {
    MegakernelConfig defaults = MegakernelConfig.defaults();
    List<Boolean> changed = new ArrayList<>();
    engine =
        (script, device, protection, mode, choices) -> {
          changed.add(choices.apply(defaults) != defaults);
          return report(script, device, protection, mode, 0);
        };
    assertEquals(0, execute("run", good));
    assertEquals(0, execute("run", "--workers", "2x8", good), err);
    assertEquals(0, execute("run", "--slice-turns", "1000", good), err);
    assertEquals(0, execute("run", "--force", good), err);
    assertEquals(List.of(false, true, true, true), changed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--workers 2",
        "--workers 0x8",
        "--workers 2x-1",
        "--workers axb",
        "--slice-turns 0"
      })
  void shouldExitWithTwoForChoicesThatMakeNoSenseAnywhere(String options) {
    assertEquals(2, execute(("run " + options + " " + good).split(" ")), out + err);
    assertTrue(err.startsWith("vireo: "), err);
    assertEquals(List.of(), calls);
  }

  @Test
  void shouldExitWithThreeWhenTheReferenceIsToRunLive() {
    engine = ScriptRunner::run;
    assertEquals(3, execute("run", good, "--device", "reference", "--mode", "live"));
    assertTrue(err.contains("the reference cannot run live slices"), err);
    assertEquals(0, execute("run", good, "--device", "reference"), err);
    assertTrue(out.contains("mode: epoch (the reference runs slots in Java"), out);
  }

  @Test
  void shouldPrintOneJsonDocument() {
    engine = this::fail;
    assertEquals(2, execute("run", "--json", good, wrong));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals(2, json.get("exitStatus").getAsInt());
    JsonArray scripts = json.getAsJsonArray("scripts");
    JsonObject first = scripts.get(0).getAsJsonObject();
    assertEquals(100, first.get("slots").getAsLong());
    assertEquals("live", first.get("mode").getAsString());
    assertEquals("it answered", first.get("modeReason").getAsString());
    assertEquals(99, first.get("done").getAsLong());
    assertEquals(98, first.get("rowsOmitted").getAsLong());
    assertFalse(first.get("held").getAsBoolean());
    JsonObject row = first.getAsJsonArray("rows").get(0).getAsJsonObject();
    assertEquals(0xFFFFFFFFL, row.getAsJsonArray("result").get(0).getAsLong());
    JsonObject expectation = first.getAsJsonArray("expectations").get(0).getAsJsonObject();
    assertEquals("7", expectation.get("actual").getAsString());
    JsonObject error = scripts.get(1).getAsJsonObject().getAsJsonObject("error");
    assertEquals(2, error.get("line").getAsInt());
    assertEquals(3, error.get("column").getAsInt());
  }

  @Test
  void shouldPrintJsonWhenTheDeviceFails() {
    engine = this::noDevice;
    assertEquals(3, execute("run", "--json", good));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals(3, json.get("exitStatus").getAsInt());
    assertTrue(err.startsWith("vireo: there is no device"), err);
  }

  @Test
  void shouldShowStackTracesOnlyWhenAsked() {
    engine =
        (script, device, protection, mode, choices) -> {
          throw new IllegalStateException("broken");
        };
    assertEquals(3, execute("run", good));
    assertTrue(err.contains("internal error: java.lang.IllegalStateException: broken"), err);
    assertFalse(err.contains("\tat "), err);
    assertEquals(3, execute("run", "--debug", good));
    assertTrue(err.contains("\tat "), err);
    assertEquals(3, execute("--debug", "run", good));
    assertTrue(err.contains("\tat "), err);
    environment.put("VIREO_DEBUG", "1");
    assertEquals(3, execute("run", good));
    assertTrue(err.contains("\tat "), err);
  }

  @Test
  void shouldPrintHelpAndVersionOnStandardOutput() {
    assertEquals(0, execute("--help"));
    assertTrue(out.contains("run") && out.contains("devices") && out.contains("conform"), out);
    assertEquals(0, execute("run", "--help"));
    assertTrue(out.contains("Exit status: 0 all expectations hold"), out);
    assertEquals(0, execute("--version"));
    assertTrue(out.startsWith("vireo "), out);
    assertEquals("", err);
  }

  @Test
  void shouldListDevices() {
    assertEquals(0, execute("devices"));
    String row = out.lines().filter(line -> line.startsWith("Some GPU")).findFirst().orElseThrow();
    assertTrue(row.endsWith("       32       134217728"), row);
    assertTrue(out.contains("--device reference"), out);
    assertEquals(0, execute("devices", "--json"));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    JsonObject device = json.getAsJsonArray("devices").get(0).getAsJsonObject();
    assertEquals("cached", device.getAsJsonObject("memory").get("completions").getAsString());
    assertEquals(134_217_728L, device.getAsJsonObject("limits").get("storage buffer").getAsLong());
  }

  @Test
  void shouldExitWithTheWorstStatusOfSeveralConformanceFiles() {
    assertEquals(0, execute("conform", "good.json"));
    assertEquals(1, execute("conform", "bad.json", "good.json"));
  }
}
