package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.vireo.gpu.SilentValidation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples on the device that {@code -Dvireo.test.device} names. */
@Tag("device")
@ExtendWith(SilentValidation.class)
@Tag("mode")
class ExamplesOnDeviceTest extends ExamplesTest {
  @Override
  String device() {
    String device = System.getProperty("vireo.test.device");
    assertNotNull(device, "name the device: -Dvireo.test.device=lavapipe");
    return device;
  }
}
