package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPipelineCacheCreateInfo;

/**
 * A VkPipelineCache that outlives the process in a {@link DiskCache}. Guarded by the context's
 * lock.
 */
final class PipelineCache {
  private static final String KIND = "pipeline";

  /**
   * A blob that has grown past this is started anew: it holds mostly kernels that nobody uses any
   * more.
   */
  private static final int MOST_BYTES = 32 << 20;

  private final VkDevice device;
  private final DeviceInfo info;
  private final DiskCache disk;
  private final long handle;
  private int found;
  private boolean dirty;

  PipelineCache(VkDevice device, DeviceInfo info, DiskCache disk) {
    this.device = device;
    this.info = info;
    this.disk = disk;
    byte[] stored = disk.read(KIND, info.driverIdentity());
    found = stored == null ? 0 : stored.length;
    handle = create(stored == null || stored.length > MOST_BYTES ? new byte[0] : stored);
  }

  private long create(byte[] initial) {
    ByteBuffer data = MemoryUtil.memAlloc(initial.length);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      data.put(initial).flip();
      var create = VkPipelineCacheCreateInfo.calloc(stack).sType$Default();
      if (initial.length > 0) {
        create.pInitialData(data);
      }
      LongBuffer out = stack.mallocLong(1);
      VulkanException.check(
          vkCreatePipelineCache(device, create, null, out), "vkCreatePipelineCache", info.name());
      return out.get(0);
    } finally {
      MemoryUtil.memFree(data);
    }
  }

  long handle() {
    return handle;
  }

  /** Tells that a pipeline was made, so that there may be something new to store. */
  void touched() {
    dirty = true;
  }

  /** Stores what is new and destroys the Vulkan object. */
  void close() {
    try {
      if (dirty) {
        store();
      }
    } finally {
      vkDestroyPipelineCache(device, handle, null);
    }
  }

  private void store() {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer size = stack.mallocPointer(1);
      if (vkGetPipelineCacheData(device, handle, size, null) != VK_SUCCESS
          || size.get(0) == 0
          || size.get(0) > Integer.MAX_VALUE) {
        return; // a cache that cannot be stored only costs time
      }
      ByteBuffer data = MemoryUtil.memAlloc((int) size.get(0));
      try {
        if (vkGetPipelineCacheData(device, handle, size, data) == VK_SUCCESS
            && size.get(0) != found) {
          byte[] bytes = new byte[(int) size.get(0)];
          data.get(bytes);
          disk.write(KIND, info.driverIdentity(), bytes);
        }
      } finally {
        MemoryUtil.memFree(data);
      }
    }
  }
}
