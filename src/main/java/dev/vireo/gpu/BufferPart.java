package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import dev.vireo.protocol.DeviceException;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkMemoryRequirements;

/**
 * A range of a buffer as a storage and perhaps uniform buffer of its own, in the same memory.
 * Robust access of Vulkan 1.0 only keeps a shader within the memory that a buffer is bound to: so
 * it stays within the range, and out of what lies beside it. Not to be used once the other buffer
 * was closed.
 */
public final class BufferPart extends DeviceObject {
  private final VkDevice device;
  private final long bytes;
  private long handle;

  BufferPart(GpuContext context, String name, long bytes) {
    super(context, name);
    this.device = context.device();
    this.bytes = bytes;
  }

  /**
   * Creates the Vulkan objects; the context destroys them when this throws.
   *
   * @param room bytes from {@code offset} on that it may take
   * @param uniform whether it is a uniform buffer, too, for which drivers may want a larger offset
   */
  void create(GpuBuffer of, long offset, long room, boolean uniform) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      VkBufferCreateInfo info =
          VkBufferCreateInfo.calloc(stack)
              .sType$Default()
              .size(bytes)
              .usage(
                  VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
                      | (uniform ? VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT : 0))
              .sharingMode(VK_SHARING_MODE_EXCLUSIVE);
      var out = stack.mallocLong(1);
      context.call("vkCreateBuffer", () -> vkCreateBuffer(device, info, null, out));
      handle = out.get(0);
      VkMemoryRequirements needs = VkMemoryRequirements.malloc(stack);
      vkGetBufferMemoryRequirements(device, handle, needs);
      boolean fits =
          offset % needs.alignment() == 0
              && needs.size() <= room
              && (needs.memoryTypeBits() & 1 << of.type().index()) != 0;
      if (!fits) {
        throw new DeviceException(
            String.format(
                "%d bytes at %d of a buffer cannot be one of their own on %s, which wants %d bytes"
                    + " at a multiple of %d",
                bytes, offset, context.info().name(), needs.size(), needs.alignment()));
      }
      context.call(
          "vkBindBufferMemory", () -> vkBindBufferMemory(device, handle, of.memory(), offset));
    }
  }

  /** Size in bytes. */
  public long bytes() {
    return bytes;
  }

  long handle() {
    return handle;
  }

  @Override
  void destroy() {
    vkDestroyBuffer(device, handle, null);
  }
}
