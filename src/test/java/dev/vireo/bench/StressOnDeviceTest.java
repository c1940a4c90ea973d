package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short stress runs on a Vulkan device. */
@Tag("device")
@Timeout(120)
class StressOnDeviceTest {
  @ParameterizedTest
  @CsvSource({
    "200000, 1, 4096, AUTO",
    "200000, 4, 4096, AUTO",
    "200000, 8, 4096, AUTO",
    "5000, 3, 37, AUTO",
    "200000, 1, 4096, EPOCH",
    "200000, 8, 4096, EPOCH",
    "5000, 3, 37, EPOCH"
  })
  void shouldLoseAndDoubleNoSlot(long slots, int producers, int ring, Mode mode)
      throws InterruptedException {
    StressReport report =
        StressRuns.runsClean(StressRuns.settings(device(), slots, producers, ring, mode));
    if (mode == Mode.EPOCH) {
      assertEquals(Mode.EPOCH, report.mode());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200000, 8, 4096, AUTO",
    "200000, 5, 100, AUTO",
    "5000, 3, 37, EPOCH",
    "200000, 8, 4096, EPOCH"
  })
  void shouldLoseAndDoubleNoSlotInPartitions(long slots, int producers, int ring, Mode mode)
      throws InterruptedException {
    StressRuns.runsClean(StressRuns.inPartitions(device(), slots, producers, ring, mode));
  }

  private static String device() {
    String device = System.getProperty("vireo.test.device", "");
    if (device.isBlank()) {
      throw new AssertionError("device tests need -Dvireo.test.device=lavapipe or another driver");
    }
    return device;
  }
}
