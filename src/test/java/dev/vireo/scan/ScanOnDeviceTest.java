package dev.vireo.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.MegakernelConfig;
import dev.vireo.gpu.InjectedFaults;
import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.ProgramTier;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a scan finds, on a Vulkan device. */
@Tag("device")
@ExtendWith(SilentValidation.class)
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
  void shouldFindTheSameWhenADeviceIsLostWithWhatWasFound() throws Exception {
    Random random = new Random(seed());
    Patterns patterns = someOf(random, 10, 12, 3);
    byte[] text = random(random, 8 * CHUNK + 5, 3);
    try (InjectedFaults faults = new InjectedFaults();
        Scan scan = Scan.open(patterns, super.config(), ScanTable.MOST_ENTRIES, CHUNK)) {
      faults.add("vkQueueSubmit", DEVICE_LOST, 0, 1);
      AtomicLong before = new AtomicLong();
      InputStream stream =
          new FilterInputStream(new ByteArrayInputStream(text)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
              // Two chunks are on the device by then, and done; the next one's slot loses it.
              if (before.getAndAdd(length) > 3 * CHUNK) {
                settle(scan);
                faults.arm();
              }
              return super.read(into, from, length);
            }
          };
      String found = Finds.of(scan, stream, false);
      faults.disarm();
      assertEquals(1, faults.injected());
      assertEquals(Finds.expected(patterns, text, false), found, this::again);
    }
  }

  private static void settle(Scan scan) throws IOException {
    try {
      scan.settle();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
