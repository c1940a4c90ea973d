package dev.vireo.gpu.probe;

import static dev.vireo.gpu.probe.Traits.LIMITED;
import static dev.vireo.gpu.probe.Traits.SEEN;
import static dev.vireo.gpu.probe.Traits.TORN;
import static dev.vireo.gpu.probe.Traits.UNLIMITED;
import static dev.vireo.gpu.probe.Traits.UNSEEN;
import static dev.vireo.gpu.probe.Traits.WHOLE;
import static dev.vireo.gpu.probe.Traits.memory;
import static dev.vireo.gpu.probe.Traits.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.DeviceInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictRulesTest {
  private static final DeviceInfo CARD = Devices.card();
  private static final DeviceInfo SOFTWARE = Devices.software();
  private static final MemoryTraits UNCACHED = memory(Devices.UNCACHED, UNSEEN, SEEN, WHOLE);
  private static final MemoryTraits CACHED = memory(Devices.CACHED, UNSEEN, SEEN, WHOLE);
  private static final MemoryTraits BAR = memory(Devices.BAR, SEEN, SEEN, WHOLE);
  private static final MemoryTraits SHARED = memory(Devices.SHARED, SEEN, SEEN, WHOLE);
  private static final List<WorkerTraits> CARD_WORKERS =
      List.of(
          worker(WorkerKind.LANE, 1, 4224, 1420),
          worker(WorkerKind.SUBGROUP, 32, 4224, 1500),
          worker(WorkerKind.WORKGROUP, 64, 4224, 2900));
  private static final List<WorkerTraits> SOFTWARE_WORKERS =
      List.of(
          worker(WorkerKind.LANE, 1, 2, 120),
          worker(WorkerKind.SUBGROUP, 8, 2, 110),
          worker(WorkerKind.WORKGROUP, 64, 2, 4000));

  private static Verdict of(
      DeviceInfo device, List<MemoryTraits> memories, List<WorkerTraits> workers) {
    return new VerdictRules(device, memories)
        .conclude(workers, UNLIMITED, UNLIMITED, 1 << 28, List.of());
  }

  @Test
  void shouldKeepTheTwoDirectionsApartOnACard() {
    Verdict verdict = of(CARD, List.of(UNCACHED, CACHED, BAR), CARD_WORKERS);
    assertTrue(verdict.live(), verdict.reason());
    assertEquals("live", verdict.mode());
    assertEquals(Devices.BAR.index(), verdict.requestType());
    assertEquals(Devices.CACHED.index(), verdict.completionType());
    assertEquals(RecordStyle.WHOLE, verdict.recordStyle());
    assertEquals(WorkerKind.SUBGROUP, verdict.worker());
    assertEquals(4224, verdict.workers());
    assertEquals(Integer.MAX_VALUE, verdict.sliceTurns());
    assertEquals(4, verdict.explanations().size());
  }

  @Test
  void shouldLeaveACoreToTheHostOnASoftwareDriver() {
    Verdict verdict = of(SOFTWARE, List.of(SHARED), SOFTWARE_WORKERS);
    assertTrue(verdict.live(), verdict.reason());
    assertEquals(WorkerKind.LANE, verdict.worker());
    assertEquals(1, verdict.workers());
    assertEquals(
        RecordStyle.STAMP_LAST, verdict.recordStyle(), "tearing may not have shown this time");
  }

  @Test
  void shouldWriteTheStampLastWhereRecordsWereTorn() {
    MemoryTraits torn = memory(Devices.CACHED, UNSEEN, SEEN, WHOLE, TORN, 1);
    Verdict verdict = of(CARD, List.of(torn, BAR), CARD_WORKERS);
    assertEquals(RecordStyle.STAMP_LAST, verdict.recordStyle());
  }

  @Test
  void shouldKeepWithinTheLoopBudget() {
    Verdict verdict =
        new VerdictRules(SOFTWARE, List.of(SHARED))
            .conclude(SOFTWARE_WORKERS, LIMITED, LIMITED, 58_980, List.of());
    assertEquals(58_980, verdict.sliceTurns());
    assertTrue(verdict.explanations().get(3).contains("65,534"), verdict.explanations().get(3));
  }

  @Test
  void shouldNotRunLiveWhereNoMemoryShowsHostWrites() {
    Verdict verdict = of(CARD, List.of(UNCACHED, CACHED), CARD_WORKERS);
    assertFalse(verdict.live());
    assertEquals("epoch", verdict.mode());
    assertTrue(verdict.reason().contains("host writes"), verdict.reason());
    assertNull(verdict.worker());
  }

  @Test
  void shouldNotRunLiveWhereASlotWasOldBehindItsDoorbell() {
    assertFalse(
        of(CARD, List.of(CACHED, memory(Devices.BAR, SEEN, SEEN, TORN)), CARD_WORKERS).live());
  }

  @Test
  void shouldNotRunLiveWhereTheHostSeesNothing() {
    Verdict verdict =
        of(SOFTWARE, List.of(memory(Devices.SHARED, SEEN, UNSEEN, WHOLE)), SOFTWARE_WORKERS);
    assertFalse(verdict.live());
    assertTrue(verdict.reason().contains("writes to the host"), verdict.reason());
  }

  @Test
  void shouldNotRunLiveWhereNoWorkerAnswers() {
    List<WorkerTraits> silent = List.of(worker(WorkerKind.LANE, 1, 2, 0));
    assertFalse(of(SOFTWARE, List.of(SHARED), silent).live());
  }

  @Test
  void shouldNotCountOnAFewLuckyReads() {
    assertFalse(new Visibility(2, 100, 2).seen());
    assertFalse(new Visibility(5000, 100, 1).seen());
    assertTrue(new Visibility(20, 100, 5).seen());
  }

  @Test
  void shouldSayWhyTheProbeCouldNotRun() {
    List<ProbeFailure> failures =
        List.of(
            new ProbeFailure("open", "there is no java", false),
            new ProbeFailure("loop budget", "not measured", true));
    Verdict verdict =
        new VerdictRules(CARD, List.of()).conclude(List.of(), null, null, 1000, failures);
    assertFalse(verdict.live());
    assertTrue(verdict.reason().contains("there is no java"), verdict.reason());
    assertEquals(1000, verdict.sliceTurns(), "unmeasured is not unlimited");
  }
}
