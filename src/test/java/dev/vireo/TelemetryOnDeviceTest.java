package dev.vireo;

import dev.vireo.gpu.SilentValidation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a megakernel tells of itself, on a Vulkan device. */
@Tag("device")
@ExtendWith(SilentValidation.class)
class TelemetryOnDeviceTest extends TelemetryContract {
  @Override
  String device() {
    return TestDevice.named();
  }
}
