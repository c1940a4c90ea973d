package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.gpu.ValidationLog;
import dev.vireo.gpu.probe.ProbeOverrides;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Submits that fail while a Vulkan device runs the others, in both modes. */
@Tag("device")
@Tag("host-side")
class SubmitErrorOnDeviceTest {
  private abstract static class OnDevice extends SubmitErrorContract {
    private final Mode mode;

    OnDevice(Mode mode) {
      this.mode = mode;
    }

    @BeforeEach
    void listen() {
      ValidationLog.clear();
    }

    @AfterEach
    void shouldHearNoComplaint() {
      assertEquals(List.of(), ValidationLog.messages());
    }

    @Override
    SlotRuntime open(RuntimeSettings settings, SubmitSteps steps) {
      BackendSettings backend =
          new BackendSettings(
              Protection.GUARDED,
              RING,
              false,
              false,
              DeviceRuntimes.control(),
              1 << 20,
              0,
              0,
              List.of());
      return RuntimeFactory.openDevice(
          DeviceRuntimes.device(), true, mode, ProbeOverrides.NONE, backend, settings, steps);
    }

    // Each try waits for room in a ring of a device that is busy itself; two modes make 24 dives.
    @Override
    int dives() {
      return 2;
    }

    @Override
    int added(SlotRuntime runtime) {
      int[] word = new int[1];
      runtime.readControl(WORD, word, 0, 1);
      return word[0];
    }
  }

  @Nested
  class InTheModeOfTheDevice extends OnDevice {
    InTheModeOfTheDevice() {
      super(Mode.AUTO);
    }
  }

  @Nested
  class InEpochMode extends OnDevice {
    InEpochMode() {
      super(Mode.EPOCH);
    }
  }
}
