package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VkDeviceFaultAddressInfoKHR;
import org.lwjgl.vulkan.VkDeviceFaultVendorInfoKHR;

class DeviceFaultTest {
  @Test
  void shouldTellWhatTheDriverReports() {
    Lwjgl.configure();
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var addresses = VkDeviceFaultAddressInfoKHR.calloc(2, stack);
      address(addresses.get(0).address(), 2, 0xBEEF);
      address(addresses.get(1).address(), 99, -1);
      var vendors = VkDeviceFaultVendorInfoKHR.calloc(1, stack);
      long vendor = vendors.get(0).address();
      MemoryUtil.memUTF8(
          "Xid",
          true,
          MemoryUtil.memByteBuffer(vendor + VkDeviceFaultVendorInfoKHR.DESCRIPTION, 4));
      MemoryUtil.memPutLong(vendor + VkDeviceFaultVendorInfoKHR.VENDORFAULTCODE, 31);
      MemoryUtil.memPutLong(vendor + VkDeviceFaultVendorInfoKHR.VENDORFAULTDATA, -1);
      String text = DeviceFault.text("page fault", addresses, vendors);
      assertEquals(
          "page fault; invalid write at 0x000000000000beef; address type 99 at 0xffffffffffffffff;"
              + " Xid (code 31, data 18446744073709551615)",
          text);
      VulkanException lost =
          new VulkanException("vkQueueSubmit", VK11.VK_ERROR_DEVICE_LOST, "a device", text);
      assertTrue(lost.getMessage().endsWith(". The driver reports: " + text), lost.getMessage());
    }
  }

  // The structs are the driver's to fill, and have no setters.
  private static void address(long at, int type, long reported) {
    MemoryUtil.memPutInt(at + VkDeviceFaultAddressInfoKHR.ADDRESSTYPE, type);
    MemoryUtil.memPutLong(at + VkDeviceFaultAddressInfoKHR.REPORTEDADDRESS, reported);
  }
}
