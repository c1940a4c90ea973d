package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;

/**
 * A compute shader bound to its buffers: everything that a dispatch needs. The entry point is
 * {@code main}.
 */
public final class ComputePipeline extends DeviceObject {
  private final PipelineObjects objects;
  private final int pushConstantBytes;
  private final BoundBuffers bound; // unless a dispatch names others

  ComputePipeline(GpuContext context, String name, int pushConstantBytes) {
    super(context, name);
    this.objects = new PipelineObjects(context, name, 1);
    this.pushConstantBytes = pushConstantBytes;
    this.bound = new BoundBuffers(context, name);
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
    createSetLayout(bindingCount);
    if (!bindings.isEmpty()) {
      bound.create(setLayout(), bindings.stream().map(BufferRange::whole).toList());
    }
    objects.create(spirv, "main", pushConstantBytes, confined, cache);
  }

  private void createSetLayout(int count) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
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
      objects.createSetLayout(0, bindings);
    }
  }

  /** Bytes of push constants that every dispatch gives. */
  public int pushConstantBytes() {
    return pushConstantBytes;
  }

  long handle() {
    return objects.handle();
  }

  long layout() {
    return objects.layout();
  }

  long setLayout() {
    return objects.setLayouts()[0];
  }

  /** The descriptor set, or VK_NULL_HANDLE when nothing is bound. */
  long set() {
    return bound.set();
  }

  @Override
  void destroy() {
    objects.destroy();
    bound.destroy();
  }
}
