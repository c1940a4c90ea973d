package dev.vireo.gpu.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.protocol.DeviceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverrideRulesTest {
  private static final DeviceInfo CARD = Devices.card();
  private static final ProbeOverrides NONE = ProbeOverrides.NONE;

  /**
   * A card: a running kernel sees host writes in type 3 only; the host sees its writes in all, torn
   * in type 3.
   */
  private static DeviceTraits traits(boolean live) {
    List<MemoryTraits> memories =
        List.of(
            Traits.memory(Devices.UNCACHED, Traits.UNSEEN, Traits.SEEN, Traits.WHOLE),
            Traits.memory(Devices.CACHED, Traits.UNSEEN, Traits.SEEN, Traits.WHOLE),
            torn());
    List<WorkerTraits> workers =
        List.of(
            Traits.worker(WorkerKind.LANE, 1, 64, 1400),
            Traits.worker(WorkerKind.SUBGROUP, 32, 32, 1500),
            Traits.worker(WorkerKind.WORKGROUP, 64, 16, 2800));
    Verdict verdict =
        live
            ? new Verdict(
                true,
                "it answered",
                3,
                2,
                RecordStyle.WHOLE,
                WorkerKind.SUBGROUP,
                32,
                58_980,
                List.of("why"))
            : new Verdict(false, "it did not answer", -1, -1, null, null, 0, 58_980, List.of());
    return new DeviceTraits(
        "Some device",
        "some 1.2",
        "an-identity",
        "2026-01-02T03:04:05Z",
        2500,
        Traits.LIMITED,
        Traits.UNLIMITED,
        memories,
        workers,
        null,
        verdict,
        List.of());
  }

  private static MemoryTraits torn() {
    MemoryTraits whole =
        Traits.memory(Devices.BAR, Traits.SEEN, Traits.SEEN, Traits.WHOLE, Traits.TORN, 900);
    return new MemoryTraits(
        whole.index(),
        whole.flags(),
        true,
        false,
        whole.hostWrites(),
        whole.deviceWrites(),
        whole.overwrittenSlot(),
        whole.publishedSlot(),
        Traits.TORN,
        Traits.TORN,
        900);
  }

  private static Verdict apply(ProbeOverrides overrides) {
    return OverrideRules.apply(CARD, traits(true), overrides);
  }

  /** It is refused with these figures and how to force it, and what is forced is done. */
  private static Verdict refusedUnlessForced(ProbeOverrides overrides, String... parts) {
    DeviceException refused = assertThrows(DeviceException.class, () -> apply(overrides));
    for (String part : parts) {
      assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
    assertTrue(refused.getMessage().contains("withForcedOverrides"), refused.getMessage());
    return apply(overrides.withForce(true));
  }

  @Test
  void shouldLeaveEverythingToTheProbeUnlessTold() {
    assertEquals(traits(true).verdict(), apply(NONE));
  }

  @Test
  void shouldTakeWorkersThatWereSeenToRunAtTheSameTime() {
    assertEquals(64, apply(NONE.withWorkers(64, 1)).workers());
    assertEquals(32, apply(NONE.withWorkers(32, 20)).workers());
    assertEquals(16, apply(NONE.withWorkers(16, 33)).workers());
  }

  @Test
  void shouldRefuseMoreWorkersThanWereSeenToRunAtTheSameTime() {
    Verdict forced =
        refusedUnlessForced(
            NONE.withWorkers(33, 2), "33 workgroups of 2 lanes", "32 workgroups of 32 lanes run");
    assertEquals(33, forced.workers());
    refusedUnlessForced(NONE.withWorkers(17, 64), "16 workgroups of 64 lanes run");
    refusedUnlessForced(NONE.withWorkers(1, 65), "no workgroups with as many lanes");
  }

  @Test
  void shouldRefuseWorkgroupsThatTheDeviceDoesNotAllowEvenWhenForced() {
    ProbeOverrides wide = NONE.withWorkers(1, 1025).withForce(true);
    DeviceException refused = assertThrows(DeviceException.class, () -> apply(wide));
    assertTrue(refused.getMessage().contains("1024 invocations"), refused.getMessage());
    ProbeOverrides many = NONE.withWorkers(65_536, 1).withForce(true);
    refused = assertThrows(DeviceException.class, () -> apply(many));
    assertTrue(refused.getMessage().contains("65535 workgroups"), refused.getMessage());
  }

  @Test
  void shouldRefuseRequestsWhereHostWritesWereNotSeen() {
    assertEquals(3, apply(NONE.withRequestMemory(3)).requestType());
    Verdict forced =
        refusedUnlessForced(
            NONE.withRequestMemory(2), "requests in memory type 2", "0 of 20 dispatches");
    assertEquals(2, forced.requestType());
    assertEquals(2, forced.completionType());
  }

  @Test
  void shouldRefuseCompletionsWhereRecordsWereTorn() {
    Verdict other = apply(NONE.withCompletionMemory(1));
    assertEquals(1, other.completionType());
    assertEquals(RecordStyle.WHOLE, other.recordStyle());
    Verdict forced =
        refusedUnlessForced(
            NONE.withCompletionMemory(3), "completions in memory type 3", "3 of 50,000 looks");
    assertEquals(3, forced.completionType());
  }

  @Test
  void shouldRefuseAMemoryTypeThatIsNotThereEvenWhenForced() {
    ProbeOverrides nowhere = NONE.withRequestMemory(9).withForce(true);
    DeviceException refused = assertThrows(DeviceException.class, () -> apply(nowhere));
    assertTrue(refused.getMessage().contains("memory type 9"), refused.getMessage());
  }

  @Test
  void shouldRunLiveAgainstTheProbeOnlyWhenForced() {
    DeviceException refused =
        assertThrows(DeviceException.class, () -> OverrideRules.apply(CARD, traits(false), NONE));
    assertTrue(refused.getMessage().contains("live slices: it did not answer"), "" + refused);
    Verdict forced = OverrideRules.apply(CARD, traits(false), NONE.withForce(true));
    assertTrue(forced.live());
    assertEquals("it was forced, though it did not answer", forced.reason());
    assertEquals(3, forced.requestType());
    assertEquals(2, forced.completionType());
    assertEquals(RecordStyle.WHOLE, forced.recordStyle());
    assertEquals(1, forced.workers());
    assertEquals(58_980, forced.sliceTurns());
  }

  @Test
  void shouldSayWhatTheCallerChose() {
    ProbeOverrides all =
        NONE.withWorkers(1, 8)
            .withSliceTurns(1000)
            .withRequestMemory(3)
            .withCompletionMemory(2)
            .withForce(true);
    String text =
        "1 workgroup of 8 lanes, 1000 turns a slice, requests in memory type 3,"
            + " completions in memory type 2, forced";
    assertEquals(text, all.toString());
    assertTrue(apply(all).explanations().contains("chosen by the caller: " + text));
    assertEquals("nothing", NONE.toString());
  }

  @Test
  void shouldRefuseFiguresThatMakeNoSenseAnywhere() {
    assertThrows(IllegalArgumentException.class, () -> NONE.withWorkers(2, 0));
    assertThrows(IllegalArgumentException.class, () -> NONE.withWorkers(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> NONE.withSliceTurns(-1));
    assertThrows(IllegalArgumentException.class, () -> NONE.withRequestMemory(-2));
    assertThrows(IllegalArgumentException.class, () -> NONE.withCompletionMemory(-2));
  }
}
