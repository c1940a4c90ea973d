package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vireo.gpu.DeviceCatalog;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DeviceSelector;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.gpu.probe.WorkerKind;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller chooses in place of the probe, on a device. */
@Tag("device")
@Timeout(120)
class OverridesDeviceTest {
  private static final int SLOTS = 2000;

  private static MegakernelConfig config() {
    return MegakernelConfig.defaults().withDevice(TestDevice.named()).withRingSlots(64);
  }

  private static DeviceInfo device() {
    return DeviceSelector.choose(TestDevice.named(), DeviceCatalog.list());
  }

  private static void add(Megakernel kernel) throws InterruptedException {
    for (int i = 0; i < SLOTS; i++) {
      long handle = kernel.submit(Opcode.ATOMIC_ADD, 1, 160 + i % 7, 0);
      if (i % 3 == 0) {
        kernel.await(handle);
      }
    }
    kernel.drain();
    int sum = 0;
    for (int i = 0; i < 7; i++) {
      sum += kernel.words().read(i);
    }
    assertEquals(SLOTS, sum);
    assertEquals(SLOTS, kernel.done());
  }

  @ParameterizedTest
  @CsvSource({"auto, 1, 1, 100", "auto, 1, 4, 1", "epoch, 3, 5, 1", "epoch, 1, 64, 1000"})
  void shouldRunEverySlotWithWorkersAndSlicesOfTheCallersChoice(
      String mode, int workgroups, int lanes, int turns) throws InterruptedException {
    MegakernelConfig config =
        config().withMode(Mode.of(mode)).withWorkers(workgroups, lanes).withSliceTurns(turns);
    try (Megakernel kernel = Megakernel.open(config)) {
      String chosen = " of " + lanes + (lanes == 1 ? " lane, " : " lanes, ") + turns + " turns";
      assertTrue(kernel.modeReason().contains(chosen), kernel.modeReason());
      add(kernel);
    }
  }

  @Test
  void shouldRefuseMoreWorkersThanTheProbeSawAndRunThemAllTheSameWhenForced()
      throws InterruptedException {
    int tooMany = DeviceTraits.of(device()).worker(WorkerKind.LANE).residentGroups() + 1;
    MegakernelConfig many =
        config().withMode(Mode.LIVE).withWorkers(tooMany, 1).withSliceTurns(200);
    DeviceException refused = assertThrows(DeviceException.class, () -> Megakernel.open(many));
    assertTrue(
        refused.getMessage().contains(tooMany + " workgroups of 1 lane"), refused.getMessage());
    assertTrue(refused.getMessage().contains("withForcedOverrides"), refused.getMessage());
    try (Megakernel kernel = Megakernel.open(many.withForcedOverrides())) {
      assertEquals(Mode.LIVE, kernel.mode());
      assertTrue(kernel.modeReason().contains("forced"), kernel.modeReason());
      add(kernel);
    }
  }

  @Test
  void shouldRefuseWorkgroupsThatTheDeviceDoesNotAllow() {
    MegakernelConfig wide = config().withWorkers(1, 1 << 20).withForcedOverrides();
    DeviceException refused = assertThrows(DeviceException.class, () -> Megakernel.open(wide));
    assertTrue(refused.getMessage().contains("invocations in a workgroup"), refused.getMessage());
  }

  @Test
  void shouldUseTheMemoryTypesOfTheCallersChoice() throws InterruptedException {
    Verdict verdict = DeviceTraits.of(device()).verdict();
    int requests = verdict.requestType();
    int completions = verdict.completionType();
    try (Megakernel kernel = Megakernel.open(config().withMemoryTypes(requests, completions))) {
      add(kernel);
    }
    DeviceException refused =
        assertThrows(
            DeviceException.class,
            () -> Megakernel.open(config().withMode(Mode.LIVE).withMemoryTypes(-1, 77)));
    assertTrue(refused.getMessage().contains("memory type 77"), refused.getMessage());
  }

  @Test
  void shouldRefuseEpochSlicesThatSomeDriversWouldCutOff() {
    // Only drivers that run on the CPU cut loops off; the tests' three all do, so none skips this.
    assumeTrue(device().type() == DeviceInfo.Type.CPU);
    MegakernelConfig config = config().withMode(Mode.EPOCH).withSliceTurns(64_990);
    DeviceException refused = assertThrows(DeviceException.class, () -> Megakernel.open(config));
    assertTrue(refused.getMessage().contains("64990 turns a slice"), refused.getMessage());
  }
}
