package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.LongBuffer;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkDescriptorBufferInfo;
import org.lwjgl.vulkan.VkDescriptorPoolCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolSize;
import org.lwjgl.vulkan.VkDescriptorSetAllocateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkWriteDescriptorSet;

/** Buffers for the bindings of a module's pipeline, in their order. */
public final class BoundModule extends DeviceObject {
  private final VkDevice device;
  private final ModulePipeline pipeline;
  private final long[] sets; // VK_NULL_HANDLE where a set has no binding
  private long pool;

  BoundModule(GpuContext context, ModulePipeline pipeline) {
    super(context, pipeline.name());
    this.device = context.device();
    this.pipeline = pipeline;
    this.sets = new long[pipeline.setLayouts().length];
  }

  static int type(ModuleBinding binding) {
    return binding.uniform()
        ? VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER
        : VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  }

  /** Creates the Vulkan objects; the context destroys them when this throws. */
  void create(List<BufferPart> buffers, long mostUniformBytes) {
    if (buffers.isEmpty()) {
      return;
    }
    createPool(buffers.size());
    for (ModuleBinding binding : pipeline.bindings()) {
      if (sets[binding.set()] == VK_NULL_HANDLE) {
        sets[binding.set()] = allocate(binding.set());
      }
    }
    for (int i = 0; i < buffers.size(); i++) {
      write(pipeline.bindings().get(i), buffers.get(i), mostUniformBytes);
    }
  }

  private void createPool(int buffers) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var sizes = VkDescriptorPoolSize.calloc(2, stack);
      sizes.get(0).type(VK_DESCRIPTOR_TYPE_STORAGE_BUFFER).descriptorCount(buffers);
      sizes.get(1).type(VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER).descriptorCount(buffers);
      var info =
          VkDescriptorPoolCreateInfo.calloc(stack)
              .sType$Default()
              .maxSets(sets.length)
              .pPoolSizes(sizes);
      LongBuffer out = stack.mallocLong(1);
      context.call("vkCreateDescriptorPool", () -> vkCreateDescriptorPool(device, info, null, out));
      pool = out.get(0);
    }
  }

  private long allocate(int set) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var info =
          VkDescriptorSetAllocateInfo.calloc(stack)
              .sType$Default()
              .descriptorPool(pool)
              .pSetLayouts(stack.longs(pipeline.setLayouts()[set]));
      LongBuffer out = stack.mallocLong(1);
      context.call("vkAllocateDescriptorSets", () -> vkAllocateDescriptorSets(device, info, out));
      return out.get(0);
    }
  }

  private void write(ModuleBinding binding, BufferPart buffer, long mostUniformBytes) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long bytes = binding.uniform() ? Math.min(mostUniformBytes, buffer.bytes()) : buffer.bytes();
      var range = VkDescriptorBufferInfo.calloc(1, stack);
      range.get(0).buffer(buffer.handle()).range(bytes);
      var writes = VkWriteDescriptorSet.calloc(1, stack);
      writes
          .get(0)
          .sType$Default()
          .dstSet(sets[binding.set()])
          .dstBinding(binding.binding())
          .descriptorCount(1)
          .descriptorType(type(binding))
          .pBufferInfo(range);
      vkUpdateDescriptorSets(device, writes, null);
    }
  }

  ModulePipeline pipeline() {
    return pipeline;
  }

  void record(VkCommandBuffer commands) {
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.handle());
    for (int set = 0; set < sets.length; set++) {
      if (sets[set] != VK_NULL_HANDLE) {
        vkCmdBindDescriptorSets(
            commands,
            VK_PIPELINE_BIND_POINT_COMPUTE,
            pipeline.layout(),
            set,
            new long[] {sets[set]},
            null);
      }
    }
  }

  @Override
  void destroy() {
    vkDestroyDescriptorPool(device, pool, null);
  }
}
