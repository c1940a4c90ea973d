package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;
import org.lwjgl.vulkan.VkDescriptorSetLayoutCreateInfo;
import org.lwjgl.vulkan.VkDevice;

/** A user's module as a pipeline; {@link BoundModule} binds buffers for its dispatches. */
public final class ModulePipeline extends DeviceObject {
  private final VkDevice device;
  private final List<ModuleBinding> bindings;
  private final long[] setLayouts;
  private final PipelineObjects objects;

  ModulePipeline(GpuContext context, String name, List<ModuleBinding> bindings, int pushBytes) {
    super(context, name);
    this.device = context.device();
    this.bindings = List.copyOf(bindings);
    this.objects = new PipelineObjects(context, name, pushBytes);
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
    }
    objects.create(setLayouts, spirv, entry, support, cache);
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

  List<ModuleBinding> bindings() {
    return bindings;
  }

  int pushBytes() {
    return objects.pushBytes();
  }

  long[] setLayouts() {
    return setLayouts;
  }

  long layout() {
    return objects.layout();
  }

  long handle() {
    return objects.handle();
  }

  @Override
  void destroy() {
    objects.destroy();
    for (long set : setLayouts) {
      vkDestroyDescriptorSetLayout(device, set, null);
    }
  }
}
