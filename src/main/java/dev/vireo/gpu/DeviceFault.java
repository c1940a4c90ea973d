package dev.vireo.gpu;

import java.util.HexFormat;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTDeviceFault;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceFaultAddressInfoEXT;
import org.lwjgl.vulkan.VkDeviceFaultAddressInfoKHR;
import org.lwjgl.vulkan.VkDeviceFaultCountsEXT;
import org.lwjgl.vulkan.VkDeviceFaultInfoEXT;
import org.lwjgl.vulkan.VkDeviceFaultVendorInfoEXT;
import org.lwjgl.vulkan.VkDeviceFaultVendorInfoKHR;

/** What a driver with VK_EXT_device_fault says about the loss of a device. */
final class DeviceFault {
  private static final String[] ADDRESS_TYPES = {
    "no address",
    "invalid read",
    "invalid write",
    "invalid execution",
    "instruction pointer unknown",
    "invalid instruction pointer",
    "faulting instruction pointer"
  };

  private DeviceFault() {}

  /** Asks about a device that is lost; empty when there is nothing to tell. */
  static String of(VkDevice device) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var counts = VkDeviceFaultCountsEXT.calloc(stack).sType$Default();
      if (EXTDeviceFault.vkGetDeviceFaultInfoEXT(device, counts, null) < VK11.VK_SUCCESS) {
        return "";
      }
      int addresses = counts.addressInfoCount();
      int vendors = counts.vendorInfoCount();
      counts.vendorBinarySize(0);
      try (var addressInfos = VkDeviceFaultAddressInfoEXT.calloc(Math.max(1, addresses));
          var vendorInfos = VkDeviceFaultVendorInfoEXT.calloc(Math.max(1, vendors))) {
        var info = VkDeviceFaultInfoEXT.calloc(stack).sType$Default();
        info.pAddressInfos(addressInfos).pVendorInfos(vendorInfos);
        if (EXTDeviceFault.vkGetDeviceFaultInfoEXT(device, counts, info) < VK11.VK_SUCCESS) {
          return "";
        }
        return text(
            info.descriptionString(),
            addressInfos.limit(Math.min(addresses, counts.addressInfoCount())),
            vendorInfos.limit(Math.min(vendors, counts.vendorInfoCount())));
      }
    }
  }

  static String text(
      String description,
      VkDeviceFaultAddressInfoKHR.Buffer addresses,
      VkDeviceFaultVendorInfoKHR.Buffer vendors) {
    StringBuilder text = new StringBuilder(description);
    for (VkDeviceFaultAddressInfoKHR address : addresses) {
      int type = address.addressType();
      String what =
          type >= 0 && type < ADDRESS_TYPES.length ? ADDRESS_TYPES[type] : "address type " + type;
      text.append("; ").append(what).append(" at 0x");
      text.append(HexFormat.of().toHexDigits(address.reportedAddress()));
    }
    for (VkDeviceFaultVendorInfoKHR vendor : vendors) {
      text.append("; ").append(vendor.descriptionString());
      text.append(" (code ").append(Long.toUnsignedString(vendor.vendorFaultCode()));
      text.append(", data ").append(Long.toUnsignedString(vendor.vendorFaultData())).append(')');
    }
    return text.toString();
  }
}
