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
  private final VkDevice device;
  private long pool;
  private long set;

  BoundBuffers(GpuContext context, String name) {
    super(context, name);
    this.device = context.device();
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
      if (binding.buffer() == null) {
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
  }
}
