package dev.vireo;

import dev.vireo.gpu.SilentValidation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tenants may do, on a Vulkan device. */
@Tag("device")
@Tag("mode")
@ExtendWith(SilentValidation.class)
class TenantOnDeviceTest extends TenantContract {
  @Override
  String device() {
    return TestDevice.named();
  }
}
