package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK12.*;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Short names of drivers, from VkDriverId, which tells them apart reliably where device names do
 * not.
 */
final class DriverAlias {
  static final String SWIFTSHADER = "swiftshader";

  private static final String LAVAPIPE = "lavapipe";

  /** How VkPhysicalDeviceDriverProperties::driverInfo begins: "Mesa 25.0.7-2~bpo12+1 (LLVM …)". */
  private static final Pattern MESA = Pattern.compile("Mesa (\\d{1,4})\\.");

  /** More than any version that {@link #MESA} matches. */
  private static final int NEWEST = 10_000;

  private DriverAlias() {}

  /**
   * The alias of a driver. That of lavapipe has Mesa's major version behind it, {@code
   * lavapipe-25}: two of them can be on one machine, and they differ in what a kernel may do.
   *
   * @param driverId VkDriverId; 0 when the driver does not say
   * @param vendorId PCI vendor, the second best hint
   * @param driverInfo the driver's version in its own words; empty when it does not say
   */
  static String of(int driverId, int vendorId, String driverInfo) {
    if (driverId == VK_DRIVER_ID_MESA_LLVMPIPE) {
      Matcher mesa = MESA.matcher(driverInfo);
      return mesa.find() ? LAVAPIPE + "-" + mesa.group(1) : LAVAPIPE;
    }
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
      case VK_DRIVER_ID_GOOGLE_SWIFTSHADER -> SWIFTSHADER;
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

  /**
   * How well a device's alias fits what the user asked for: 0 when it does not, else the more the
   * better. {@code lavapipe} fits each of its versions, an older one better, because the
   * distribution's stays what it was when a newer one is put beside it.
   */
  static int fit(String alias, String wanted) {
    if (alias.equalsIgnoreCase(wanted)) {
      return Integer.MAX_VALUE;
    }
    String prefix = LAVAPIPE + "-";
    boolean anyLavapipe = LAVAPIPE.equalsIgnoreCase(wanted) && alias.startsWith(prefix);
    return anyLavapipe ? NEWEST - Integer.parseInt(alias.substring(prefix.length())) : 0;
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
