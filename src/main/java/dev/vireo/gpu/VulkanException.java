package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import org.lwjgl.vulkan.EXTDebugReport;
import org.lwjgl.vulkan.VK11;

/** A Vulkan call failed; the message names the call, its VkResult and the device. */
public class VulkanException extends DeviceException {
  private static final long serialVersionUID = 1L;

  /** The call, such as {@code vkQueueSubmit}. */
  private final String call;

  /** The VkResult. */
  private final int result;

  VulkanException(String call, int result, String device) {
    this(call, result, device, "");
  }

  /**
   * As above, with what the driver says about it.
   *
   * @param report of VK_EXT_device_fault; may be empty
   */
  VulkanException(String call, int result, String device, String report) {
    super(
        call
            + " failed with "
            + nameOf(result)
            + " on "
            + device
            + ": "
            + meaning(result)
            + (report.isEmpty() ? "" : ". The driver reports: " + report));
    this.call = call;
    this.result = result;
  }

  /** The call that failed, such as {@code vkQueueSubmit}. */
  public String call() {
    return call;
  }

  /** The VkResult as a number. */
  public int result() {
    return result;
  }

  /** Whether the device is lost: nothing more can run on this context. */
  public boolean deviceLost() {
    return result == VK11.VK_ERROR_DEVICE_LOST;
  }

  /** Throws when a result is not VK_SUCCESS. */
  static void check(int result, String call, String device) {
    if (result != VK11.VK_SUCCESS) {
      throw new VulkanException(call, result, device);
    }
  }

  /** Name of a VkResult, with its number. */
  static String nameOf(int result) {
    String name =
        switch (result) {
          case VK11.VK_SUCCESS -> "VK_SUCCESS";
          case VK11.VK_NOT_READY -> "VK_NOT_READY";
          case VK11.VK_TIMEOUT -> "VK_TIMEOUT";
          case VK11.VK_INCOMPLETE -> "VK_INCOMPLETE";
          case VK11.VK_ERROR_OUT_OF_HOST_MEMORY -> "VK_ERROR_OUT_OF_HOST_MEMORY";
          case VK11.VK_ERROR_OUT_OF_DEVICE_MEMORY -> "VK_ERROR_OUT_OF_DEVICE_MEMORY";
          case VK11.VK_ERROR_INITIALIZATION_FAILED -> "VK_ERROR_INITIALIZATION_FAILED";
          case VK11.VK_ERROR_DEVICE_LOST -> "VK_ERROR_DEVICE_LOST";
          case VK11.VK_ERROR_MEMORY_MAP_FAILED -> "VK_ERROR_MEMORY_MAP_FAILED";
          case VK11.VK_ERROR_LAYER_NOT_PRESENT -> "VK_ERROR_LAYER_NOT_PRESENT";
          case VK11.VK_ERROR_EXTENSION_NOT_PRESENT -> "VK_ERROR_EXTENSION_NOT_PRESENT";
          case VK11.VK_ERROR_FEATURE_NOT_PRESENT -> "VK_ERROR_FEATURE_NOT_PRESENT";
          case VK11.VK_ERROR_INCOMPATIBLE_DRIVER -> "VK_ERROR_INCOMPATIBLE_DRIVER";
          case VK11.VK_ERROR_TOO_MANY_OBJECTS -> "VK_ERROR_TOO_MANY_OBJECTS";
          case VK11.VK_ERROR_OUT_OF_POOL_MEMORY -> "VK_ERROR_OUT_OF_POOL_MEMORY";
          case EXTDebugReport.VK_ERROR_VALIDATION_FAILED_EXT -> "VK_ERROR_VALIDATION_FAILED_EXT";
          default -> "VkResult";
        };
    return name + " (" + result + ")";
  }

  private static String meaning(int result) {
    return switch (result) {
      case VK11.VK_ERROR_OUT_OF_HOST_MEMORY ->
          "the host is out of memory; use smaller buffers or free memory";
      case VK11.VK_ERROR_OUT_OF_DEVICE_MEMORY ->
          "the device is out of memory; use smaller buffers or close other programs";
      case VK11.VK_ERROR_DEVICE_LOST ->
          "the device stopped, most often because a kernel ran into the driver's watchdog or a"
              + " handler reached outside its buffers; close this context and open a new one";
      case VK11.VK_ERROR_MEMORY_MAP_FAILED ->
          "the host has no room to map the memory; use smaller buffers";
      case VK11.VK_ERROR_INITIALIZATION_FAILED ->
          "the driver could not start; run `vulkaninfo` to see whether others can";
      case VK11.VK_ERROR_TOO_MANY_OBJECTS ->
          "too many contexts are open on this device; close some";
      default -> "see the Vulkan specification for what this call returns";
    };
  }
}
