package dev.vireo.gpu;

/**
 * Has Vulkan calls of a context fail, for tests. A call that is to fail is not made, so that the
 * driver's state stays as if the driver had failed it before it did anything.
 */
interface CallFaults {
  /** What every context has that no test made. */
  CallFaults NONE = call -> 0;

  /**
   * Returns the VkResult that a call answers instead of being made, or VK_SUCCESS to make it.
   *
   * @param call begins with its name, such as {@code vkQueueSubmit of "copy"}
   */
  int before(String call);
}
