package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkComputePipelineCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPipelineLayoutCreateInfo;
import org.lwjgl.vulkan.VkPushConstantRange;
import org.lwjgl.vulkan.VkShaderModuleCreateInfo;

/** A compute pipeline with its layout, for whoever owns its descriptor set layouts. */
final class PipelineObjects {
  private final GpuContext context;
  private final String name;
  private final VkDevice device;
  private final int pushBytes;
  private long layout;
  private long module; // only while the pipeline is made
  private long handle;

  PipelineObjects(GpuContext context, String name, int pushBytes) {
    this.context = context;
    this.name = name;
    this.device = context.device();
    this.pushBytes = pushBytes;
  }

  /**
   * Creates the Vulkan objects; {@link #destroy} destroys what there is when this throws.
   *
   * @param confined keeps it within the buffers that it binds; null for one that checks itself
   */
  void create(
      long[] setLayouts, ByteBuffer spirv, String entry, ModuleSupport confined, long cache) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      createLayout(stack, setLayouts, out);
      createModule(stack, spirv, out);
      createPipeline(stack, entry, confined, cache, out);
    }
  }

  private void createLayout(MemoryStack stack, long[] setLayouts, LongBuffer out) {
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

  private void createPipeline(
      MemoryStack stack, String entry, ModuleSupport confined, long cache, LongBuffer out) {
    var info = VkComputePipelineCreateInfo.calloc(1, stack).sType$Default().layout(layout);
    ByteBuffer main = MemoryUtil.memUTF8(entry); // a hostile one may be too long for the stack
    try {
      info.get(0)
          .stage()
          .sType$Default()
          .stage(VK_SHADER_STAGE_COMPUTE_BIT)
          .module(module)
          .pName(main);
      if (confined != null) {
        confined.confine(stack, info.get(0));
      }
      context.call(
          "vkCreateComputePipelines for \"" + name + "\"",
          () -> vkCreateComputePipelines(device, cache, info, null, out));
      handle = out.get(0);
    } finally {
      MemoryUtil.memFree(main);
    }
    vkDestroyShaderModule(device, module, null);
    module = VK_NULL_HANDLE;
  }

  int pushBytes() {
    return pushBytes;
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
  }
}
