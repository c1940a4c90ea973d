package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import java.util.List;

/** Lists the Vulkan devices of this machine that can run Vireo. */
public final class DeviceCatalog {
  private DeviceCatalog() {}

  /**
   * Lists devices that offer Vulkan 1.1 and compute, in the loader's order. Opens an instance and
   * closes it: tens of milliseconds.
   *
   * @return at least one device
   * @throws DeviceException when there is no loader or no such device; the message says what to
   *     install
   */
  public static List<DeviceInfo> list() {
    try (VulkanInstance instance = VulkanInstance.open(false)) {
      List<DeviceInfo> devices = instance.devices().stream().map(PhysicalDevice::info).toList();
      if (devices.isEmpty()) {
        throw new DeviceException(Remedies.noDevice());
      }
      return devices;
    }
  }
}
