package dev.vireo.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.MegakernelConfig;
import dev.vireo.gpu.InjectedFaults;
import dev.vireo.protocol.ProgramTier;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a scan finds, on a Vulkan device. */
@Tag("device")
class ScanOnDeviceTest extends ScanContract {
  private static final int DEVICE_LOST = -4;

  @Override
  String device() {
    String name = System.getProperty("vireo.test.device", "");
    if (name.isBlank()) {
      throw new AssertionError("device tests need -Dvireo.test.device=lavapipe or another driver");
    }
    return name;
  }

  @Override
  MegakernelConfig config() {
    return super.config().withProgramTier(ProgramTier.FUSED);
  }

  @Test
  void shouldFindTheSameWhenDevicesAreLost() throws IOException, InterruptedException {
    Random random = new Random(seed());
    Patterns patterns = someOf(random, 10, 12, 3);
    byte[] text = random(random, 8 * CHUNK + 5, 3);
    try (InjectedFaults faults = new InjectedFaults();
        Scan scan = Scan.open(patterns, super.config(), ScanTable.MOST_ENTRIES, CHUNK)) {
      faults.add("vkQueueSubmit", DEVICE_LOST, 3, 1).add("vkQueueSubmit", DEVICE_LOST, 9, 1);
      faults.arm();
      String found = Finds.of(scan, text, false);
      faults.disarm();
      assertTrue(faults.injected() > 0);
      assertEquals(Finds.expected(patterns, text, false), found, this::again);
    }
  }
}
