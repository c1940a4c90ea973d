package dev.vireo.bench;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short stress runs on a Vulkan device. */
@Tag("device")
@Timeout(120)
class StressOnDeviceTest {
  @ParameterizedTest
  @CsvSource({"200000, 1, 4096", "200000, 4, 4096", "200000, 8, 4096", "5000, 3, 37"})
  void shouldLoseAndDoubleNoSlot(long slots, int producers, int ring) throws InterruptedException {
    String device = System.getProperty("vireo.test.device", "");
    if (device.isBlank()) {
      throw new AssertionError("device tests need -Dvireo.test.device=lavapipe or another driver");
    }
    StressRuns.runsClean(StressRuns.settings(device, slots, producers, ring));
  }
}
