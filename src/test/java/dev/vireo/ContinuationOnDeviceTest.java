package dev.vireo;

import dev.vireo.gpu.SilentValidation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Slots that wait and give way, on a Vulkan device. */
@Tag("device")
@Tag("mode")
@ExtendWith(SilentValidation.class)
class ContinuationOnDeviceTest extends ContinuationContract {
  @Override
  String device() {
    return TestDevice.named();
  }
}
