package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.LongBuffer;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDescriptorBufferInfo;
import org.lwjgl.vulkan.VkDescriptorPoolCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolSize;
import org.lwjgl.vulkan.VkDescriptorSetAllocateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkWriteDescriptorSet;

/** Buffers in the order of a pipeline's bindings, for dispatches in place of its own ones. */
public final class BoundBuffers extends DeviceObject {
  /** What a range that is a buffer of its own may take, rounded up: ranges begin at multiples. */
  private static final long ROOM = 64;

  private final VkDevice device;
  private final BufferPart[] parts; // null where a range is the whole buffer
  private GpuBuffer nothing; // holds what stands for no buffer
  private long pool;
  private long set;

  BoundBuffers(GpuContext context, String name, int bindings) {
    super(context, name);
    this.device = context.device();
    this.parts = new BufferPart[bindings];
  }

  /**
   * Makes each range that is not a whole buffer a buffer of its own, before {@link #create}, and
   * something that is shorter than a word where there is none. So a shader that is confined to
   * buffers by Vulkan 1.0's robust access is confined to the ranges.
   */
  void own(List<BufferRange> bindings) {
    for (int i = 0; i < parts.length; i++) {
      BufferRange binding = bindings.get(i);
      if (binding.buffer() == null) {
        own(i, nothing(), 0, 1);
      } else if (binding.bytes() < binding.buffer().bytes()) {
        own(i, binding.buffer(), binding.offset(), binding.bytes());
      }
    }
  }

  private void own(int number, GpuBuffer buffer, long offset, long bytes) {
    parts[number] = new BufferPart(context, name, bytes);
    parts[number].create(buffer, offset, (bytes + ROOM - 1) / ROOM * ROOM, false);
  }

  private GpuBuffer nothing() {
    if (nothing == null) {
      nothing = new GpuBuffer(context, name, ROOM);
      nothing.create(bytes -> context.info().placement().candidates(MemoryUse.DEVICE, bytes));
    }
    return nothing;
  }

  /** Creates the Vulkan objects; the context destroys them when this throws. */
  void create(long setLayout, List<BufferRange> bindings) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      var size = VkDescriptorPoolSize.calloc(1, stack);
      size.get(0).type(VK_DESCRIPTOR_TYPE_STORAGE_BUFFER).descriptorCount(bindings.size());
      var poolInfo =
          VkDescriptorPoolCreateInfo.calloc(stack).sType$Default().maxSets(1).pPoolSizes(size);
      context.call(
          "vkCreateDescriptorPool", () -> vkCreateDescriptorPool(device, poolInfo, null, out));
      pool = out.get(0);
      var setInfo =
          VkDescriptorSetAllocateInfo.calloc(stack)
              .sType$Default()
              .descriptorPool(pool)
              .pSetLayouts(stack.longs(setLayout));
      context.call(
          "vkAllocateDescriptorSets", () -> vkAllocateDescriptorSets(device, setInfo, out));
      set = out.get(0);
      write(stack, bindings);
    }
  }

  private void write(MemoryStack stack, List<BufferRange> bindings) {
    VkWriteDescriptorSet.Buffer writes = VkWriteDescriptorSet.calloc(bindings.size(), stack);
    for (int i = 0; i < bindings.size(); i++) {
      var range = VkDescriptorBufferInfo.calloc(1, stack);
      BufferRange binding = bindings.get(i);
      if (parts[i] != null) {
        range.get(0).buffer(parts[i].handle()).range(VK_WHOLE_SIZE);
      } else if (binding.buffer() == null) {
        range.get(0).buffer(VK_NULL_HANDLE).range(VK_WHOLE_SIZE);
      } else {
        range.get(0).buffer(binding.buffer().handle());
        range.get(0).offset(binding.offset()).range(binding.bytes());
      }
      writes
          .get(i)
          .sType$Default()
          .dstSet(set)
          .dstBinding(i)
          .descriptorCount(1)
          .descriptorType(VK_DESCRIPTOR_TYPE_STORAGE_BUFFER)
          .pBufferInfo(range);
    }
    vkUpdateDescriptorSets(device, writes, null);
  }

  /** The descriptor set, or VK_NULL_HANDLE when nothing is bound. */
  long set() {
    return set;
  }

  @Override
  void destroy() {
    vkDestroyDescriptorPool(device, pool, null);
    for (BufferPart part : parts) {
      if (part != null) {
        part.destroy();
      }
    }
    if (nothing != null) {
      nothing.destroy();
    }
  }
}
