package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK12.*;

/**
 * Short names of drivers, from VkDriverId, which tells them apart reliably where device names do
 * not.
 */
final class DriverAlias {
  private DriverAlias() {}

  /**
   * The alias of a driver.
   *
   * @param driverId VkDriverId; 0 when the driver does not say
   * @param vendorId PCI vendor, the second best hint
   */
  static String of(int driverId, int vendorId) {
    return switch (driverId) {
      case VK_DRIVER_ID_AMD_PROPRIETARY, VK_DRIVER_ID_AMD_OPEN_SOURCE -> "amd";
      case VK_DRIVER_ID_MESA_RADV -> "radv";
      case VK_DRIVER_ID_NVIDIA_PROPRIETARY -> "nvidia";
      case VK_DRIVER_ID_MESA_NVK -> "nvk";
      case VK_DRIVER_ID_INTEL_PROPRIETARY_WINDOWS, VK_DRIVER_ID_INTEL_OPEN_SOURCE_MESA -> "intel";
      case VK_DRIVER_ID_IMAGINATION_PROPRIETARY, VK_DRIVER_ID_IMAGINATION_OPEN_SOURCE_MESA ->
          "imagination";
      case VK_DRIVER_ID_QUALCOMM_PROPRIETARY -> "qualcomm";
      case VK_DRIVER_ID_MESA_TURNIP -> "turnip";
      case VK_DRIVER_ID_ARM_PROPRIETARY -> "mali";
      case VK_DRIVER_ID_MESA_PANVK -> "panvk";
      case VK_DRIVER_ID_GOOGLE_SWIFTSHADER -> "swiftshader";
      case VK_DRIVER_ID_MESA_LLVMPIPE -> "lavapipe";
      case VK_DRIVER_ID_MOLTENVK -> "moltenvk";
      case VK_DRIVER_ID_MESA_KOSMICKRISP -> "kosmickrisp";
      case VK_DRIVER_ID_MESA_HONEYKRISP -> "honeykrisp";
      case VK_DRIVER_ID_BROADCOM_PROPRIETARY -> "broadcom";
      case VK_DRIVER_ID_MESA_V3DV -> "v3dv";
      case VK_DRIVER_ID_SAMSUNG_PROPRIETARY -> "samsung";
      case VK_DRIVER_ID_MESA_VENUS -> "venus";
      case VK_DRIVER_ID_MESA_DOZEN -> "dozen";
      case VK_DRIVER_ID_MESA_GFXSTREAM -> "gfxstream";
      default -> ofVendor(vendorId);
    };
  }

  private static String ofVendor(int vendorId) {
    return switch (vendorId) {
      case 0x1002 -> "amd";
      case 0x10DE -> "nvidia";
      case 0x8086 -> "intel";
      case 0x1010 -> "imagination";
      case 0x13B5 -> "mali";
      case 0x5143 -> "qualcomm";
      case 0x106B -> "moltenvk";
      default -> "vulkan";
    };
  }
}
