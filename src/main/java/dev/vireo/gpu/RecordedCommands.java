package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.LongBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferAllocateInfo;
import org.lwjgl.vulkan.VkCommandPoolCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkSubmitInfo;

/**
 * A command buffer that was recorded once and can be submitted any number of times, one submission
 * at a time.
 */
public final class RecordedCommands extends DeviceObject {
  private final VkDevice device;
  private long pool;
  private VkCommandBuffer commands;
  private PointerBuffer pointer;
  private VkSubmitInfo submission;

  RecordedCommands(GpuContext context, String name) {
    super(context, name);
    this.device = context.device();
  }

  /** Creates the Vulkan objects; the context destroys them when this throws. */
  void create(int queueFamily) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var poolInfo =
          VkCommandPoolCreateInfo.calloc(stack).sType$Default().queueFamilyIndex(queueFamily);
      LongBuffer out = stack.mallocLong(1);
      context.call("vkCreateCommandPool", () -> vkCreateCommandPool(device, poolInfo, null, out));
      pool = out.get(0);
      var info =
          VkCommandBufferAllocateInfo.calloc(stack)
              .sType$Default()
              .commandPool(pool)
              .level(VK_COMMAND_BUFFER_LEVEL_PRIMARY)
              .commandBufferCount(1);
      PointerBuffer made = stack.mallocPointer(1);
      context.call("vkAllocateCommandBuffers", () -> vkAllocateCommandBuffers(device, info, made));
      commands = new VkCommandBuffer(made.get(0), device);
    }
    // Kept for the life of the commands, so that a submission allocates nothing.
    pointer = MemoryUtil.memAllocPointer(1).put(0, commands);
    submission = VkSubmitInfo.calloc().sType$Default().pCommandBuffers(pointer);
  }

  VkCommandBuffer commands() {
    return commands;
  }

  VkSubmitInfo submission() {
    return submission;
  }

  @Override
  void destroy() {
    vkDestroyCommandPool(device, pool, null); // frees the command buffer
    if (submission != null) {
      submission.free();
    }
    MemoryUtil.memFree(pointer);
  }
}
