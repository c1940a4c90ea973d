package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.gpu.probe.LoopBudget;
import dev.vireo.gpu.probe.MemoryTraits;
import dev.vireo.gpu.probe.ProbeFailure;
import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.gpu.probe.SliceTraits;
import dev.vireo.gpu.probe.Tearing;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.gpu.probe.Visibility;
import dev.vireo.gpu.probe.WorkerKind;
import dev.vireo.gpu.probe.WorkerTraits;
import dev.vireo.protocol.DeviceException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private DeviceTraits traits = live();
  private String out;
  private String err;

  private int execute(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            environment);
    int status = Main.execute(console, args, new DoctorCommand(this::probe));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private DeviceTraits probe(String device, boolean fresh) {
    calls.add(device + (fresh ? " fresh" : ""));
    if (traits == null) {
      throw new DeviceException("no device fits \"x\"");
    }
    return traits;
  }

  private String lastLine() {
    List<String> lines = out.lines().toList();
    return lines.get(lines.size() - 1);
  }

  private static DeviceTraits live() {
    Visibility seen = new Visibility(1000, 20, 18);
    Tearing whole = new Tearing(1000, 0);
    MemoryTraits memory =
        new MemoryTraits(
            4, "cached", false, true, seen, seen, new Tearing(9, 4), whole, whole, whole, 1.25);
    Verdict verdict =
        new Verdict(
            true,
            "it answers",
            4,
            4,
            RecordStyle.WHOLE,
            WorkerKind.LANE,
            1,
            58_980,
            List.of("why"));
    return traits(
        new LoopBudget(65_534, true),
        List.of(memory),
        List.of(new WorkerTraits(WorkerKind.LANE, 1, 2, true, 120, 340, 5000)),
        new SliceTraits(100_000_000, null),
        verdict,
        List.of());
  }

  private static DeviceTraits notLive() {
    Verdict verdict = new Verdict(false, "it crashed", -1, -1, null, null, 0, 1000, List.of());
    return traits(
        null,
        List.of(),
        List.of(),
        null,
        verdict,
        List.of(new ProbeFailure("loop budget", "its process ended", true)));
  }

  private static DeviceTraits traits(
      LoopBudget loops,
      List<MemoryTraits> memories,
      List<WorkerTraits> workers,
      SliceTraits slice,
      Verdict verdict,
      List<ProbeFailure> failures) {
    return new DeviceTraits(
        "Some GPU",
        "some 1.2",
        "identity",
        "2026-01-02T03:04:05Z",
        2500,
        loops,
        loops,
        memories,
        workers,
        slice,
        verdict,
        failures);
  }

  @Test
  void shouldShowTheMeasurementsAndEndWithTheMode() {
    assertEquals(0, execute("doctor"));
    assertEquals(List.of("null"), calls);
    assertTrue(out.startsWith("Some GPU (some 1.2), probed at 2026-01-02T03:04:05Z in 2.5 s"), out);
    assertTrue(out.contains("65,534"), out);
    assertTrue(out.contains("yes (18 of 20 dispatches)"), out);
    assertTrue(out.contains("torn 4 of 9"), out);
    assertTrue(out.contains("0.12"), out);
    assertTrue(out.contains("live: yes, it answers"), out);
    assertTrue(!out.contains("epoch"), out);
    assertEquals("mode: live", lastLine());
  }

  @Test
  void shouldSayWhatFailedAndEndWithEpoch() {
    traits = notLive();
    assertEquals(0, execute("doctor"));
    assertTrue(out.contains("failed: loop budget: its process ended"), out);
    assertTrue(out.contains("live: no, it crashed"), out);
    assertEquals("mode: epoch", lastLine());
  }

  @Test
  void shouldPrintOneJsonDocument() {
    assertEquals(0, execute("doctor", "--json"));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("live", json.get("mode").getAsString());
    assertEquals(65_534, json.getAsJsonObject("straightLoops").get("turns").getAsInt());
    assertEquals("LANE", json.getAsJsonObject("verdict").get("worker").getAsString());
  }

  @Test
  void shouldAskForTheDeviceThatWasNamed() {
    environment.put("VIREO_DEVICE", "radv");
    execute("doctor");
    execute("doctor", "--device", "nvidia", "--fresh");
    assertEquals(List.of("radv", "nvidia fresh"), calls);
  }

  @Test
  void shouldNotProbeTheReference() {
    assertEquals(0, execute("doctor", "--device", "reference"));
    assertEquals("mode: epoch", lastLine());
    assertEquals(0, execute("doctor", "--device", "Reference", "--json"));
    assertEquals("epoch", JsonParser.parseString(out).getAsJsonObject().get("mode").getAsString());
    assertEquals(List.of(), calls);
  }

  @Test
  void shouldExitWithThreeWithoutADeviceAndWithTwoForWrongArguments() {
    traits = null;
    assertEquals(3, execute("doctor", "--device", "x"));
    assertTrue(err.contains("no device fits"), err);
    assertEquals(2, execute("doctor", "--device", " "));
    assertEquals(2, execute("doctor", "--nonsense"));
  }
}
