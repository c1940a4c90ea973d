package dev.vireo.gpu;

import org.lwjgl.vulkan.VK11;

/** Failures of Vulkan calls, for tests without a device. */
public final class Losses {
  private Losses() {}

  /** What a lost device has a call throw. */
  public static VulkanException lost() {
    return new VulkanException("vkQueueSubmit", VK11.VK_ERROR_DEVICE_LOST, "a fake");
  }

  /** What a driver without memory has a call throw. */
  public static VulkanException outOfMemory() {
    return new VulkanException("vkQueueSubmit", VK11.VK_ERROR_OUT_OF_HOST_MEMORY, "a fake");
  }
}
