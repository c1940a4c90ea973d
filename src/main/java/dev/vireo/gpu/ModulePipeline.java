package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.util.List;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;

/** A user's module as a pipeline; {@link BoundModule} binds buffers for its dispatches. */
public final class ModulePipeline extends DeviceObject {
  private final PipelineObjects objects;
  private final List<ModuleBinding> bindings;
  private final int pushBytes;

  ModulePipeline(GpuContext context, String name, List<ModuleBinding> bindings, int pushBytes) {
    super(context, name);
    this.bindings = List.copyOf(bindings);
    this.pushBytes = pushBytes;
    int sets = bindings.stream().mapToInt(ModuleBinding::set).max().orElse(-1) + 1;
    this.objects = new PipelineObjects(context, name, sets);
  }

  /** Creates the Vulkan objects; the context destroys them when this throws. */
  void create(ByteBuffer spirv, String entry, ModuleSupport support, long cache) {
    for (int set = 0; set < objects.setLayouts().length; set++) {
      createSetLayout(set); // those without a binding have an empty layout
    }
    objects.create(spirv, entry, pushBytes, support, cache);
  }

  private void createSetLayout(int set) {
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
      objects.createSetLayout(set, all);
    }
  }

  List<ModuleBinding> bindings() {
    return bindings;
  }

  int pushBytes() {
    return pushBytes;
  }

  long[] setLayouts() {
    return objects.setLayouts();
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
  }
}
