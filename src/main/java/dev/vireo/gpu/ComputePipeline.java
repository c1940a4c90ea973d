package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkComputePipelineCreateInfo;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;
import org.lwjgl.vulkan.VkDescriptorSetLayoutCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPipelineLayoutCreateInfo;
import org.lwjgl.vulkan.VkPushConstantRange;
import org.lwjgl.vulkan.VkShaderModuleCreateInfo;

/**
 * A compute shader bound to its buffers: everything that a dispatch needs. The entry point is
 * {@code main}.
 */
public final class ComputePipeline extends DeviceObject {
  private final VkDevice device;
  private final int pushConstantBytes;
  private final BoundBuffers bound; // unless a dispatch names others
  private long setLayout;
  private long layout;
  private long module;
  private long handle;

  ComputePipeline(GpuContext context, String name, int bindings, int pushConstantBytes) {
    super(context, name);
    this.device = context.device();
    this.pushConstantBytes = pushConstantBytes;
    this.bound = new BoundBuffers(context, name, bindings);
  }

  /**
   * Creates the Vulkan objects; the context destroys them when this throws.
   *
   * @param bindings empty when every dispatch names its buffers
   * @param confined keeps it within the ranges that it binds; null for one that checks itself
   */
  void create(
      ByteBuffer spirv,
      int bindingCount,
      List<GpuBuffer> bindings,
      ModuleSupport confined,
      long cache) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      createSetLayout(stack, bindingCount, out);
      if (!bindings.isEmpty()) {
        bound.create(setLayout, bindings.stream().map(BufferRange::whole).toList());
      }
      createLayout(stack, out);
      createModule(stack, spirv, out);
      createPipeline(stack, confined, cache, out);
    }
  }

  private void createSetLayout(MemoryStack stack, int count, LongBuffer out) {
    VkDescriptorSetLayoutBinding.Buffer bindings =
        VkDescriptorSetLayoutBinding.calloc(count, stack);
    for (int i = 0; i < count; i++) {
      bindings
          .get(i)
          .binding(i)
          .descriptorType(VK_DESCRIPTOR_TYPE_STORAGE_BUFFER)
          .descriptorCount(1)
          .stageFlags(VK_SHADER_STAGE_COMPUTE_BIT);
    }
    var info = VkDescriptorSetLayoutCreateInfo.calloc(stack).sType$Default().pBindings(bindings);
    context.call(
        "vkCreateDescriptorSetLayout", () -> vkCreateDescriptorSetLayout(device, info, null, out));
    setLayout = out.get(0);
  }

  private void createLayout(MemoryStack stack, LongBuffer out) {
    var info =
        VkPipelineLayoutCreateInfo.calloc(stack)
            .sType$Default()
            .pSetLayouts(stack.longs(setLayout));
    if (pushConstantBytes > 0) {
      var range = VkPushConstantRange.calloc(1, stack);
      range.get(0).stageFlags(VK_SHADER_STAGE_COMPUTE_BIT).size(pushConstantBytes);
      info.pPushConstantRanges(range);
    }
    context.call("vkCreatePipelineLayout", () -> vkCreatePipelineLayout(device, info, null, out));
    layout = out.get(0);
  }

  private void createModule(MemoryStack stack, ByteBuffer spirv, LongBuffer out) {
    ByteBuffer code = MemoryUtil.memAlloc(spirv.remaining());
    try {
      code.put(spirv.duplicate()).flip();
      var info = VkShaderModuleCreateInfo.calloc(stack).sType$Default().pCode(code);
      context.call("vkCreateShaderModule", () -> vkCreateShaderModule(device, info, null, out));
      module = out.get(0);
    } finally {
      MemoryUtil.memFree(code);
    }
  }

  private void createPipeline(
      MemoryStack stack, ModuleSupport confined, long cache, LongBuffer out) {
    var info = VkComputePipelineCreateInfo.calloc(1, stack).sType$Default().layout(layout);
    info.get(0)
        .stage()
        .sType$Default()
        .stage(VK_SHADER_STAGE_COMPUTE_BIT)
        .module(module)
        .pName(stack.UTF8("main"));
    if (confined != null) {
      confined.confine(stack, info.get(0));
    }
    context.call(
        "vkCreateComputePipelines for \"" + name + "\"",
        () -> vkCreateComputePipelines(device, cache, info, null, out));
    handle = out.get(0);
    vkDestroyShaderModule(device, module, null);
    module = VK_NULL_HANDLE;
  }

  /** Bytes of push constants that every dispatch gives. */
  public int pushConstantBytes() {
    return pushConstantBytes;
  }

  long handle() {
    return handle;
  }

  long layout() {
    return layout;
  }

  long setLayout() {
    return setLayout;
  }

  /** The descriptor set, or VK_NULL_HANDLE when nothing is bound. */
  long set() {
    return bound.set();
  }

  @Override
  void destroy() {
    vkDestroyPipeline(device, handle, null);
    vkDestroyShaderModule(device, module, null);
    vkDestroyPipelineLayout(device, layout, null);
    bound.destroy();
    vkDestroyDescriptorSetLayout(device, setLayout, null);
  }
}
