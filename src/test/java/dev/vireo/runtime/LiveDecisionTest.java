package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.gpu.probe.Devices;
import dev.vireo.gpu.probe.ProbeOverrides;
import dev.vireo.gpu.probe.Traits;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.kernel.WorkerShape;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mode and workers from a probe and from a caller; subgroups have 8 lanes, and loops a limit. */
class LiveDecisionTest {
  private static final DeviceInfo SOFTWARE = Devices.software();
  private static final ProbeOverrides NONE = ProbeOverrides.NONE;
  private static final int BUDGET = 58_980;

  /** Traits with a live verdict, or with one that says no. */
  private static DeviceTraits traits(boolean live) {
    DeviceTraits yes = Traits.complete();
    Verdict no = new Verdict(false, "nothing was seen", -1, -1, null, null, 0, BUDGET, List.of());
    return new DeviceTraits(
        yes.device(),
        yes.driver(),
        yes.driverIdentity(),
        yes.probedAt(),
        yes.probeMillis(),
        yes.straightLoops(),
        yes.divergentLoops(),
        yes.memories(),
        yes.workers(),
        yes.longestSlice(),
        live ? yes.verdict() : no,
        yes.failures());
  }

  private static LiveDecision decide(Mode wanted, ProbeOverrides overrides, boolean live) {
    return LiveDecision.of(SOFTWARE, wanted, overrides, device -> traits(live));
  }

  @Test
  void shouldFollowTheProbeUnlessTheModeIsGiven() {
    assertEquals(traits(true).verdict(), decide(Mode.AUTO, NONE, true).verdict());
    assertEquals("it answered", decide(Mode.LIVE, NONE, true).reason());
    assertNull(decide(Mode.AUTO, NONE, false).verdict());
    assertEquals("nothing was seen", decide(Mode.AUTO, NONE, false).reason());
    LiveDecision epoch =
        LiveDecision.of(
            SOFTWARE,
            Mode.EPOCH,
            NONE,
            device -> {
              throw new AssertionError("epoch slices need no probe");
            });
    assertNull(epoch.verdict());
  }

  @Test
  void shouldRunLiveAgainstTheProbeOnlyWhenThatIsAskedForAndForced() {
    DeviceException refused =
        assertThrows(DeviceException.class, () -> decide(Mode.LIVE, NONE, false));
    assertTrue(refused.getMessage().contains("nothing was seen"), refused.getMessage());
    assertTrue(refused.getMessage().contains("withForcedOverrides"), refused.getMessage());
    LiveDecision forced = decide(Mode.LIVE, NONE.withForce(true), false);
    assertTrue(forced.verdict().live());
    assertEquals("it was forced, though nothing was seen", forced.reason());
    assertNull(decide(Mode.AUTO, NONE.withForce(true), false).verdict());
  }

  @Test
  void shouldGiveWorkersOfTheCallersChoiceToTheSlicesOfTheMode() {
    ProbeOverrides two = NONE.withWorkers(2, 1);
    LiveDecision live = decide(Mode.LIVE, two, true);
    assertEquals(2, live.shape(SOFTWARE).liveGroups());
    assertEquals(1, live.shape(SOFTWARE).localSize());
    assertTrue(live.reason().endsWith("; chosen by the caller: 2 workgroups of 1 lane"));
    WorkerShape epoch = decide(Mode.EPOCH, NONE.withWorkers(3, 5), true).shape(SOFTWARE);
    assertEquals(3, epoch.mostGroups());
    assertEquals(5, epoch.localSize());
    assertEquals(0, epoch.liveGroups());
  }

  @Test
  void shouldLeaveTheShapeAloneUnlessTold() {
    WorkerShape live = WorkerShape.live(SOFTWARE, traits(true).verdict());
    assertEquals(live, decide(Mode.AUTO, NONE, true).shape(SOFTWARE));
    assertEquals(live, decide(Mode.AUTO, NONE.withForce(true), true).shape(SOFTWARE));
    assertEquals(WorkerShape.forDevice(SOFTWARE), decide(Mode.EPOCH, NONE, true).shape(SOFTWARE));
  }

  @Test
  void shouldLeaveToOperationsWhatTheTurnsOfTheCallersChoiceLeave() {
    int usual = decide(Mode.AUTO, NONE, true).shape(SOFTWARE).fuel();
    WorkerShape more = decide(Mode.AUTO, NONE.withSliceTurns(50_000), true).shape(SOFTWARE);
    assertEquals(50_000, more.turns());
    assertTrue(more.fuel() < usual, more.fuel() + " is less than " + usual);
    assertTrue(50_000 + 8 * more.fuel() <= BUDGET, more.fuel() + " for each of 8 lanes");
    WorkerShape fewer = decide(Mode.AUTO, NONE.withSliceTurns(100), true).shape(SOFTWARE);
    assertEquals(100, fewer.turns());
    assertTrue(fewer.fuel() > usual, fewer.fuel() + " is more than " + usual);
  }

  @Test
  void shouldRefuseTurnsThatLeaveNothingToOperationsUnlessForced() {
    ProbeOverrides tooMany = NONE.withSliceTurns(BUDGET - 100);
    LiveDecision live = decide(Mode.AUTO, tooMany, true);
    DeviceException refused = assertThrows(DeviceException.class, () -> live.shape(SOFTWARE));
    assertTrue(refused.getMessage().contains("58880 turns a slice"), refused.getMessage());
    assertTrue(refused.getMessage().contains("58980 in all"), refused.getMessage());
    WorkerShape forced = decide(Mode.AUTO, tooMany.withForce(true), true).shape(SOFTWARE);
    assertEquals(BUDGET - 100, forced.turns());
    assertTrue(forced.fuel() > 0, "" + forced.fuel());
    LiveDecision epoch = decide(Mode.EPOCH, NONE.withSliceTurns(65_000), true);
    refused = assertThrows(DeviceException.class, () -> epoch.shape(SOFTWARE));
    assertTrue(refused.getMessage().contains("rely on no measurement"), refused.getMessage());
  }
}
