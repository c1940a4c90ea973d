package dev.vireo;

import dev.vireo.gpu.SilentValidation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a ring of partitions does, on a Vulkan device. */
@Tag("device")
@Tag("mode")
@ExtendWith(SilentValidation.class)
class PartitionOnDeviceTest extends PartitionContract {
  @Override
  String device() {
    return TestDevice.named();
  }
}
