package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
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
 * The Vulkan objects of a compute pipeline, created one after the other; {@link #destroy} takes
 * those that are there when a step throws.
 */
final class PipelineObjects {
  private final GpuContext context;
  private final String name;
  private final VkDevice device;
  private final long[] setLayouts;
  private long layout;
  private long module;
  private long handle;

  /**
   * Begins with none.
   *
   * @param name for messages
   * @param sets how many descriptor sets a dispatch binds
   */
  PipelineObjects(GpuContext context, String name, int sets) {
    this.context = context;
    this.name = name;
    this.device = context.device();
    this.setLayouts = new long[sets];
  }

  void createSetLayout(int set, VkDescriptorSetLayoutBinding.Buffer bindings) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      var info = VkDescriptorSetLayoutCreateInfo.calloc(stack).sType$Default().pBindings(bindings);
      context.call(
          "vkCreateDescriptorSetLayout",
          () -> vkCreateDescriptorSetLayout(device, info, null, out));
      setLayouts[set] = out.get(0);
    }
  }

  /** Creates the rest, behind the layouts of all sets. */
  void create(ByteBuffer spirv, String entry, int pushBytes, ModuleSupport confining, long cache) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      createLayout(stack, pushBytes, out);
      createModule(stack, spirv, out);
      createPipeline(stack, entry, confining, cache, out);
    }
  }

  private void createLayout(MemoryStack stack, int pushBytes, LongBuffer out) {
    var info = VkPipelineLayoutCreateInfo.calloc(stack).sType$Default();
    if (setLayouts.length > 0) {
      info.pSetLayouts(stack.longs(setLayouts)).setLayoutCount(setLayouts.length);
    }
    if (pushBytes > 0) {
      var range = VkPushConstantRange.calloc(1, stack);
      range.get(0).stageFlags(VK_SHADER_STAGE_COMPUTE_BIT).size(pushBytes);
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

  /**
   * Creates the pipeline, behind which the module is not needed any more.
   *
   * @param confining keeps it within the ranges that it binds; null for one that checks itself
   */
  private void createPipeline(
      MemoryStack stack, String entry, ModuleSupport confining, long cache, LongBuffer out) {
    var info = VkComputePipelineCreateInfo.calloc(1, stack).sType$Default().layout(layout);
    ByteBuffer entryName = MemoryUtil.memUTF8(entry); // a hostile one may be too long for the stack
    try {
      info.get(0)
          .stage()
          .sType$Default()
          .stage(VK_SHADER_STAGE_COMPUTE_BIT)
          .module(module)
          .pName(entryName);
      if (confining != null) {
        confining.confine(stack, info.get(0));
      }
      context.call(
          "vkCreateComputePipelines for \"" + name + "\"",
          () -> vkCreateComputePipelines(device, cache, info, null, out));
      handle = out.get(0);
    } finally {
      MemoryUtil.memFree(entryName);
    }
    vkDestroyShaderModule(device, module, null);
    module = VK_NULL_HANDLE;
  }

  long[] setLayouts() {
    return setLayouts;
  }

  long layout() {
    return layout;
  }

  long handle() {
    return handle;
  }

  void destroy() {
    vkDestroyPipeline(device, handle, null);
    vkDestroyShaderModule(device, module, null);
    vkDestroyPipelineLayout(device, layout, null);
    for (long set : setLayouts) {
      vkDestroyDescriptorSetLayout(device, set, null);
    }
  }
}
