package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.WaitStrategy;
import dev.vireo.gpu.ValidationLog;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both benchmarks on a device, far too short to say how fast it is. */
@Tag("device")
class BenchDeviceTest {
  private static final List<String> FOR_LIVE =
      List.of(
          "bare running kernel",
          "submit + polled fence",
          "a dispatch for each task",
          "bare epoch loop");
  private static final List<String> FOR_EPOCH =
      List.of(
          "bare epoch loop",
          "submit + polled fence",
          "a dispatch for each task",
          "bare running kernel");

  private final List<String> progress = new ArrayList<>();

  private static List<String> baselines(Mode inForce) {
    return inForce == Mode.LIVE ? FOR_LIVE : FOR_EPOCH;
  }

  private static SubjectSettings subject(Mode mode) {
    String name = System.getProperty("vireo.test.device", "");
    assertTrue(!name.isBlank(), "device tests need -Dvireo.test.device=lavapipe or another driver");
    return new SubjectSettings(name, mode, 2);
  }

  @AfterEach
  void expectSilentValidation() {
    List<String> messages = ValidationLog.messages();
    ValidationLog.clear();
    assertEquals(List.of(), messages, "the validation layers are silent");
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "EPOCH"})
  void shouldMakeRoundTripsInEveryWay(Mode mode) throws InterruptedException {
    LatencySettings settings = new LatencySettings(subject(mode), 40, 3, 2000);
    LatencyReport report = LatencyBench.run(settings, progress::add);
    if (mode == Mode.EPOCH) {
      assertEquals(Mode.EPOCH, report.mode());
    }
    assertEquals("", report.missing());
    assertEquals(1, progress.size(), progress.toString());
    List<String> expected = new ArrayList<>(List.of("library"));
    List<String> baselines = new ArrayList<>(baselines(report.mode()));
    baselines.add(2, "submit + waited fence");
    expected.addAll(baselines);
    expected.add("library");
    expected.addAll(baselines);
    expected.remove(expected.lastIndexOf("a dispatch for each task"));
    assertEquals(expected, report.rows().stream().map(LatencyRow::way).toList());
    assertEquals(baselines.get(0), report.against());
    assertEquals(report.rows().get(1).times(), report.ratio());
    assertEquals(report.rows().get(2).times(), report.timesFence());
    for (LatencyRow row : report.rows()) {
      assertEquals(row.tasks() == 1 ? 40 : 2, row.nanos().count(), row.toString());
      assertTrue(row.nanos().max() > 0, row.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "EPOCH"})
  void shouldFeedSlotsInEveryWay(Mode mode) throws InterruptedException {
    // 200 slots are no multiple of the batches of 64 that the running kernel gets.
    ThroughputSettings settings = new ThroughputSettings(subject(mode), 2, 10, 0.04, 200);
    ThroughputReport report = ThroughputBench.run(settings, progress::add);
    assertEquals(200, report.ring());
    assertEquals(
        baselines(report.mode()), report.baselines().stream().map(ThroughputRow::way).toList());
    assertEquals(
        List.of("1 x 1", "1 x 10", "2 x 1", "2 x 10"),
        report.library().stream().map(row -> row.producers() + " x " + row.batch()).toList());
    for (ThroughputRow row : report.rows()) {
      assertTrue(row.perSecond().lower() > 0, row.toString());
    }
  }

  @Test
  void shouldMeasureAnIdleMegakernelInEveryWayOfWaiting() throws InterruptedException {
    IdleSettings settings = new IdleSettings(subject(Mode.AUTO), 0.01);
    IdleReport report = IdleBench.run(settings, progress::add, 20, Duration.ZERO);
    List<WaitStrategy> expected = new ArrayList<>(Arrays.asList((WaitStrategy) null));
    expected.addAll(List.of(WaitStrategy.values()));
    assertEquals(expected, report.rows().stream().map(IdleRow::strategy).toList());
    for (IdleRow row : report.rows()) {
      assertEquals(2, row.percent().rounds().size());
      assertTrue(row.percent().lower() >= 0, row.toString());
    }
  }

  @Test
  @Tag("only-lavapipe") // what the ways are made of runs on all drivers above
  void shouldFollowEveryCostAlongItsAxis() throws InterruptedException {
    SubjectSettings once = new SubjectSettings(subject(Mode.AUTO).device(), Mode.AUTO, 1);
    SweepSettings settings = new SweepSettings(once, 0.001, 3, true);
    SweepReport bursts = Sweeps.bursts(settings, progress::add, Steps.SILENT);
    assertEquals(
        List.of(1, 16, 256, 4096),
        bursts.throughput().stream().filter(SweepRow::library).map(SweepRow::at).toList());
    for (SweepRow row : bursts.throughput()) {
      assertTrue(row.value().median() > 0, row.toString());
    }
    SweepReport tenants = Sweeps.tenants(settings, progress::add, Steps.SILENT);
    assertEquals(
        List.of(1, 64, 512),
        tenants.trips().stream().filter(SweepRow::library).map(SweepRow::at).toList());
    assertTrue(tenants.throughput().stream().anyMatch(row -> !row.library() && row.at() == 0));
  }

  @Test
  void shouldFailWithoutSuchADevice() {
    SubjectSettings nowhere = new SubjectSettings("no-such-device", Mode.AUTO, 1);
    assertThrows(
        DeviceException.class,
        () -> LatencyBench.run(new LatencySettings(nowhere, 1, 0, null), progress::add));
    SubjectSettings reference = new SubjectSettings("Reference", Mode.AUTO, 1);
    assertThrows(
        BenchException.class,
        () -> ThroughputBench.run(new ThroughputSettings(reference, 1, 2, 1, null), progress::add));
  }

  @Test
  void shouldGetTheSameFromProgramsInEveryWay() throws InterruptedException {
    // Every way's results are compared with Java's before anything is measured.
    SubjectSettings once = new SubjectSettings(subject(Mode.AUTO).device(), Mode.AUTO, 1);
    ProgramsReport report = ProgramsBench.run(new ProgramsSettings(once, 65_536, 2), progress::add);
    assertEquals(
        List.of("saxpy", "stencil", "histogram", "mandelbrot", "sha256", "automaton"),
        report.rows().stream().map(ProgramsRow::work).toList());
    for (ProgramsRow row : report.rows()) {
      assertTrue(row.instructionsPerItem() > 1, row.toString());
      assertTrue(row.interpreted().median() > 0, row.toString());
    }
    assertEquals(2, report.load().count());
    assertTrue(report.fusedByInterpreted().median() > 0);
  }
}
