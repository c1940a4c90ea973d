package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.LongFunction;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkMemoryAllocateInfo;
import org.lwjgl.vulkan.VkMemoryRequirements;

/** A storage buffer with memory of its own, mapped for its whole life where the host can map it. */
public final class GpuBuffer extends DeviceObject {
  private final VkDevice device;
  private final long bytes;
  private long handle;
  private long memory;
  private MemoryType type;
  private ByteBuffer mapped;

  GpuBuffer(GpuContext context, String name, long bytes) {
    super(context, name);
    this.device = context.device();
    this.bytes = bytes;
  }

  /**
   * Creates the Vulkan objects; the context destroys them when this throws.
   *
   * @param candidates memory types for so many bytes, best first
   */
  void create(LongFunction<List<MemoryType>> candidates) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      VkBufferCreateInfo info =
          VkBufferCreateInfo.calloc(stack)
              .sType$Default()
              .size(bytes)
              .usage(
                  VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
                      | VK_BUFFER_USAGE_TRANSFER_SRC_BIT
                      | VK_BUFFER_USAGE_TRANSFER_DST_BIT)
              .sharingMode(VK_SHARING_MODE_EXCLUSIVE);
      var out = stack.mallocLong(1);
      context.call("vkCreateBuffer", () -> vkCreateBuffer(device, info, null, out));
      handle = out.get(0);
      VkMemoryRequirements needs = VkMemoryRequirements.malloc(stack);
      vkGetBufferMemoryRequirements(device, handle, needs);
      allocate(stack, candidates.apply(needs.size()), needs);
      context.call("vkBindBufferMemory", () -> vkBindBufferMemory(device, handle, memory, 0));
      map(stack);
    }
  }

  private void allocate(
      MemoryStack stack, List<MemoryType> candidates, VkMemoryRequirements needs) {
    VkMemoryAllocateInfo info =
        VkMemoryAllocateInfo.calloc(stack).sType$Default().allocationSize(needs.size());
    var out = stack.mallocLong(1);
    int result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
    for (MemoryType candidate : candidates) {
      if ((needs.memoryTypeBits() & (1 << candidate.index())) != 0) {
        result = context.before("vkAllocateMemory");
        if (result == VK_SUCCESS) {
          result = vkAllocateMemory(device, info.memoryTypeIndex(candidate.index()), null, out);
        }
        if (result == VK_SUCCESS) {
          memory = out.get(0);
          type = candidate;
          return;
        }
      }
    }
    context.check(result, "vkAllocateMemory of " + bytes + " bytes for buffer \"" + name + "\"");
  }

  private void map(MemoryStack stack) {
    if (!type.mappable() || bytes > Integer.MAX_VALUE) {
      return;
    }
    PointerBuffer out = stack.mallocPointer(1);
    context.call("vkMapMemory", () -> vkMapMemory(device, memory, 0, VK_WHOLE_SIZE, 0, out));
    MemoryUtil.memSet(out.get(0), 0, bytes);
    mapped = MemoryUtil.memByteBuffer(out.get(0), (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Size in bytes. */
  public long bytes() {
    return bytes;
  }

  /** The memory type that it got, which may be another than the first choice when that was full. */
  public MemoryType type() {
    return type;
  }

  /**
   * A view of the whole buffer, little-endian, position 0; null when the host cannot map it or it
   * is 2 GiB or larger. Every call makes a view of its own with its own position: keep it. Touching
   * a view after the buffer was closed crashes the JVM.
   */
  public ByteBuffer mapped() {
    return mapped == null ? null : mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Whether host reads come from the host's caches; elsewhere each costs about 1 µs over the bus.
   */
  public boolean cheapHostReads() {
    return mapped != null && type.hostCached();
  }

  long handle() {
    return handle;
  }

  long memory() {
    return memory;
  }

  @Override
  void destroy() {
    mapped = null;
    vkDestroyBuffer(device, handle, null);
    vkFreeMemory(device, memory, null); // unmaps
  }
}
