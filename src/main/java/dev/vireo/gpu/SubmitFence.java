package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.LongBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkFenceCreateInfo;

/**
 * Says when a submission has ended. Signalled by the device, reset by the host before the next
 * submission. Any thread may ask or wait; reset and submit are for one thread at a time.
 */
public final class SubmitFence extends DeviceObject {
  private final VkDevice device;
  private long handle;
  private volatile boolean submitted;

  SubmitFence(GpuContext context, String name) {
    super(context, name);
    this.device = context.device();
  }

  /** Creates the Vulkan object. */
  void create() {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      context.call(
          "vkCreateFence",
          () -> vkCreateFence(device, VkFenceCreateInfo.calloc(stack).sType$Default(), null, out));
      handle = out.get(0);
    }
  }

  /**
   * Whether the submission has ended. Allocates nothing and never waits.
   *
   * @throws VulkanException when the device is lost
   */
  public boolean signalled() {
    context.alive();
    int result = context.before("vkGetFenceStatus");
    if (result == VK_SUCCESS) {
      result = vkGetFenceStatus(device, handle);
    }
    if (result == VK_SUCCESS) {
      return true;
    }
    if (result != VK_NOT_READY) {
      context.check(result, "vkGetFenceStatus");
    }
    return false;
  }

  /**
   * Waits until the submission has ended.
   *
   * @param nanos longest wait; 0 or less asks once
   * @return whether it has ended
   * @throws VulkanException when the device is lost
   */
  public boolean await(long nanos) {
    context.alive();
    int result = context.before("vkWaitForFences");
    if (result == VK_SUCCESS) {
      result = vkWaitForFences(device, handle, true, Math.max(0, nanos));
    }
    if (result == VK_SUCCESS) {
      return true;
    }
    if (result != VK_TIMEOUT) {
      context.check(result, "vkWaitForFences");
    }
    return false;
  }

  /**
   * Makes the fence ready for the next submission.
   *
   * @throws IllegalStateException while the submission runs
   */
  public void reset() {
    if (submitted && !signalled()) {
      throw new IllegalStateException(this + " cannot be reset: its submission still runs");
    }
    context.alive();
    int result = context.before("vkResetFences");
    context.check(result == VK_SUCCESS ? vkResetFences(device, handle) : result, "vkResetFences");
    submitted = false;
  }

  /** Takes the fence for a submission. */
  long take() {
    if (submitted) {
      throw new IllegalStateException(this + " was not reset after its last submission");
    }
    submitted = true;
    return handle;
  }

  /** Gives it back after a submission that failed. */
  void untake() {
    submitted = false;
  }

  @Override
  void destroy() {
    vkDestroyFence(device, handle, null);
  }
}
