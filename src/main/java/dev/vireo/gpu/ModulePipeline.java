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

/** A user's module as a pipeline; {@link BoundModule} binds buffers for its dispatches. */
public final class ModulePipeline extends DeviceObject {
  private final VkDevice device;
  private final List<ModuleBinding> bindings;
  private final int pushBytes;
  private final long[] setLayouts;
  private long layout;
  private long module;
  private long handle;

  ModulePipeline(GpuContext context, String name, List<ModuleBinding> bindings, int pushBytes) {
    super(context, name);
    this.device = context.device();
    this.bindings = List.copyOf(bindings);
    this.pushBytes = pushBytes;
    int sets = bindings.stream().mapToInt(ModuleBinding::set).max().orElse(-1) + 1;
    this.setLayouts = new long[sets]; // those without a binding have an empty layout
  }

  /** Creates the Vulkan objects; the context destroys them when this throws. */
  void create(ByteBuffer spirv, String entry, ModuleSupport support, long cache) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      for (int set = 0; set < setLayouts.length; set++) {
        setLayouts[set] = setLayout(set, out);
      }
      createLayout(stack, out);
      createModule(stack, spirv, out);
      createPipeline(stack, entry, support, cache, out);
    }
  }

  private long setLayout(int set, LongBuffer out) {
    List<ModuleBinding> own = bindings.stream().filter(each -> each.set() == set).toList();
    try (VkDescriptorSetLayoutBinding.Buffer all =
        VkDescriptorSetLayoutBinding.calloc(own.size())) {
      for (int i = 0; i < own.size(); i++) {
        all.get(i)
            .binding(own.get(i).binding())
            .descriptorType(BoundModule.type(own.get(i)))
            .descriptorCount(1)
            .stageFlags(VK_SHADER_STAGE_COMPUTE_BIT);
      }
      try (MemoryStack stack = MemoryStack.stackPush()) {
        var info = VkDescriptorSetLayoutCreateInfo.calloc(stack).sType$Default().pBindings(all);
        context.call(
            "vkCreateDescriptorSetLayout",
            () -> vkCreateDescriptorSetLayout(device, info, null, out));
      }
    }
    return out.get(0);
  }

  private void createLayout(MemoryStack stack, LongBuffer out) {
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
      MemoryStack stack, String entry, ModuleSupport support, long cache, LongBuffer out) {
    var info = VkComputePipelineCreateInfo.calloc(1, stack).sType$Default().layout(layout);
    ByteBuffer name = MemoryUtil.memUTF8(entry); // a hostile one may be too long for the stack
    try {
      info.get(0)
          .stage()
          .sType$Default()
          .stage(VK_SHADER_STAGE_COMPUTE_BIT)
          .module(module)
          .pName(name);
      support.confine(stack, info.get(0));
      context.call(
          "vkCreateComputePipelines for \"" + this.name + "\"",
          () -> vkCreateComputePipelines(device, cache, info, null, out));
      handle = out.get(0);
    } finally {
      MemoryUtil.memFree(name);
    }
    vkDestroyShaderModule(device, module, null);
    module = VK_NULL_HANDLE;
  }

  List<ModuleBinding> bindings() {
    return bindings;
  }

  int pushBytes() {
    return pushBytes;
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

  @Override
  void destroy() {
    vkDestroyPipeline(device, handle, null);
    vkDestroyShaderModule(device, module, null);
    vkDestroyPipelineLayout(device, layout, null);
    for (long set : setLayouts) {
      vkDestroyDescriptorSetLayout(device, set, null);
    }
  }
}
