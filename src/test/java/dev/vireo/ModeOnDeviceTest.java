package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which mode is in force on a Vulkan device. */
@Tag("device")
@Tag("mode")
@Tag("smoke")
@Timeout(60)
@ExtendWith(SilentValidation.class)
class ModeOnDeviceTest {
  /** Without live mode here, the tests of it would test nothing, and nobody would notice. */
  private static final Set<String> RUN_LIVE = Set.of("lavapipe", "swiftshader", "lavapipe-25");

  private static MegakernelConfig config() {
    return MegakernelConfig.defaults().withDevice(TestDevice.named()).withRingSlots(64);
  }

  private static void expectWork(Megakernel kernel) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      Completion completion = kernel.await(kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
      assertEquals(CompletionStatus.DONE, completion.status());
      assertEquals(i, completion.result0());
    }
    assertEquals(200, kernel.words().read(0));
  }

  @Test
  void shouldRunLiveOnTheDriversOfTheTestsUnlessEpochIsAskedFor() throws InterruptedException {
    MegakernelConfig config = config();
    try (Megakernel kernel = Megakernel.open(config)) {
      if (config.mode() == Mode.EPOCH) {
        assertEquals(Mode.EPOCH, kernel.mode(), kernel.modeReason());
      } else if (RUN_LIVE.contains(TestDevice.named())) {
        assertEquals(Mode.LIVE, kernel.mode(), kernel.modeReason());
      }
      expectWork(kernel);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIVE", "EPOCH"})
  void shouldRunInTheModeThatWasAskedForWhateverTheEnvironmentSays(Mode mode)
      throws InterruptedException {
    assumeTrue(mode == Mode.EPOCH || RUN_LIVE.contains(TestDevice.named()));
    try (Megakernel kernel = Megakernel.open(config().withMode(mode))) {
      assertEquals(mode, kernel.mode(), kernel.modeReason());
      assertFalse(kernel.modeReason().isBlank());
      expectWork(kernel);
    }
  }
}
