package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;
import org.lwjgl.vulkan.VkDescriptorSetLayoutCreateInfo;
import org.lwjgl.vulkan.VkDevice;

/**
 * A compute shader bound to its buffers: everything that a dispatch needs. The entry point is
 * {@code main}.
 */
public final class ComputePipeline extends DeviceObject {
  private final VkDevice device;
  private final PipelineObjects objects;
  private final BoundBuffers bound; // unless a dispatch names others
  private long setLayout;

  ComputePipeline(GpuContext context, String name, int pushConstantBytes) {
    super(context, name);
    this.device = context.device();
    this.objects = new PipelineObjects(context, name, pushConstantBytes);
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
    try (MemoryStack stack = MemoryStack.stackPush()) {
      LongBuffer out = stack.mallocLong(1);
      createSetLayout(stack, bindingCount, out);
      if (!bindings.isEmpty()) {
        bound.create(setLayout, bindings.stream().map(BufferRange::whole).toList());
      }
    }
    objects.create(new long[] {setLayout}, spirv, "main", confined, cache);
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

  /** Bytes of push constants that every dispatch gives. */
  public int pushConstantBytes() {
    return objects.pushBytes();
  }

  long handle() {
    return objects.handle();
  }

  long layout() {
    return objects.layout();
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
    objects.destroy();
    bound.destroy();
    vkDestroyDescriptorSetLayout(device, setLayout, null);
  }
}
