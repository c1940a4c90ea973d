package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTDeviceFault;
import org.lwjgl.vulkan.KHRDriverProperties;
import org.lwjgl.vulkan.KHRPortabilitySubset;
import org.lwjgl.vulkan.KHRShaderFloatControls;
import org.lwjgl.vulkan.VK12;
import org.lwjgl.vulkan.VkExtensionProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceDriverProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceFaultFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceFeatures2;
import org.lwjgl.vulkan.VkPhysicalDeviceFloatControlsProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceIDProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceLimits;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties2;
import org.lwjgl.vulkan.VkPhysicalDeviceSubgroupProperties;
import org.lwjgl.vulkan.VkQueueFamilyProperties;

/**
 * A device that can run Vireo, as its driver describes it.
 *
 * @param handle Vulkan's handle, valid while its instance is
 * @param info what the rest of Vireo sees
 * @param queueFamily the family to take the one queue from
 * @param portabilitySubset whether the device only implements a subset, which it must be told we
 *     know
 * @param reportsFaults whether it says why it was lost
 * @param floatModes what shaders can ask it for about floats
 */
record PhysicalDevice(
    VkPhysicalDevice handle,
    DeviceInfo info,
    int queueFamily,
    boolean portabilitySubset,
    boolean reportsFaults,
    FloatModes floatModes) {

  /** Describes a device; empty when it is older than Vulkan 1.1 or cannot compute. */
  static Optional<PhysicalDevice> describe(VkPhysicalDevice handle) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      VkPhysicalDeviceProperties basic = VkPhysicalDeviceProperties.malloc(stack);
      vkGetPhysicalDeviceProperties(handle, basic);
      int family = queueFamily(handle);
      if (basic.apiVersion() < VK_API_VERSION_1_1 || family < 0) {
        return Optional.empty();
      }
      Set<String> extensions = extensions(handle);
      boolean driverKnown =
          basic.apiVersion() >= VK12.VK_API_VERSION_1_2
              || extensions.contains(KHRDriverProperties.VK_KHR_DRIVER_PROPERTIES_EXTENSION_NAME);
      boolean subset =
          extensions.contains(KHRPortabilitySubset.VK_KHR_PORTABILITY_SUBSET_EXTENSION_NAME);
      return Optional.of(
          new PhysicalDevice(
              handle,
              info(stack, handle, driverKnown),
              family,
              subset,
              reportsFaults(stack, handle, extensions),
              floatModes(stack, handle, extensions)));
    }
  }

  private static boolean reportsFaults(
      MemoryStack stack, VkPhysicalDevice handle, Set<String> extensions) {
    if (!extensions.contains(EXTDeviceFault.VK_EXT_DEVICE_FAULT_EXTENSION_NAME)) {
      return false;
    }
    var feature = VkPhysicalDeviceFaultFeaturesEXT.calloc(stack).sType$Default();
    vkGetPhysicalDeviceFeatures2(
        handle, VkPhysicalDeviceFeatures2.calloc(stack).sType$Default().pNext(feature));
    return feature.deviceFault();
  }

  private static FloatModes floatModes(
      MemoryStack stack, VkPhysicalDevice handle, Set<String> extensions) {
    if (!extensions.contains(KHRShaderFloatControls.VK_KHR_SHADER_FLOAT_CONTROLS_EXTENSION_NAME)) {
      return FloatModes.NONE;
    }
    var controls = VkPhysicalDeviceFloatControlsProperties.calloc(stack).sType$Default();
    vkGetPhysicalDeviceProperties2(
        handle, VkPhysicalDeviceProperties2.calloc(stack).sType$Default().pNext(controls));
    return new FloatModes(
        controls.shaderSignedZeroInfNanPreserveFloat32(),
        controls.shaderDenormFlushToZeroFloat32());
  }

  private static DeviceInfo info(MemoryStack stack, VkPhysicalDevice handle, boolean driverKnown) {
    var ids = VkPhysicalDeviceIDProperties.calloc(stack).sType$Default();
    var subgroup = VkPhysicalDeviceSubgroupProperties.calloc(stack).sType$Default();
    var driver = VkPhysicalDeviceDriverProperties.calloc(stack).sType$Default();
    var all = VkPhysicalDeviceProperties2.calloc(stack).sType$Default().pNext(ids).pNext(subgroup);
    if (driverKnown) {
      all.pNext(driver);
    }
    vkGetPhysicalDeviceProperties2(handle, all);
    VkPhysicalDeviceProperties basic = all.properties();
    VkPhysicalDeviceLimits limits = basic.limits();
    return new DeviceInfo(
        basic.deviceNameString(),
        DriverAlias.of(driver.driverID(), basic.vendorID(), driver.driverInfoString()),
        driver.driverNameString(),
        driver.driverInfoString(),
        type(basic.deviceType()),
        VulkanLoader.version(basic.apiVersion()),
        uuid(ids.deviceUUID()),
        identity(basic, ids),
        subgroup.subgroupSize(),
        Integer.toUnsignedLong(limits.maxStorageBufferRange()),
        clamp(limits.maxComputeWorkGroupInvocations()),
        clamp(limits.maxComputeWorkGroupSize(0)),
        Integer.toUnsignedLong(limits.maxComputeWorkGroupCount(0)),
        clamp(limits.maxComputeSharedMemorySize()),
        storageBuffers(limits),
        clamp(limits.maxPushConstantsSize()),
        new MemoryPlacement(memoryTypes(handle)));
  }

  private static int storageBuffers(VkPhysicalDeviceLimits limits) {
    int perStage = clamp(limits.maxPerStageDescriptorStorageBuffers());
    int perSet = clamp(limits.maxDescriptorSetStorageBuffers());
    return Math.min(Math.min(perStage, perSet), clamp(limits.maxPerStageResources()));
  }

  private static List<MemoryType> memoryTypes(VkPhysicalDevice handle) {
    // Protected, lazily allocated and AMD's device-coherent types need features that Vireo does not
    // enable.
    int usable =
        VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT
            | VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT
            | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
            | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    List<MemoryType> types = new ArrayList<>();
    try (VkPhysicalDeviceMemoryProperties memory = VkPhysicalDeviceMemoryProperties.malloc()) {
      vkGetPhysicalDeviceMemoryProperties(handle, memory);
      for (int i = 0; i < memory.memoryTypeCount(); i++) {
        int flags = memory.memoryTypes(i).propertyFlags();
        if ((flags & ~usable) == 0) {
          types.add(
              new MemoryType(
                  i,
                  (flags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) != 0,
                  (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) != 0,
                  (flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT) != 0,
                  (flags & VK_MEMORY_PROPERTY_HOST_CACHED_BIT) != 0,
                  memory.memoryHeaps(memory.memoryTypes(i).heapIndex()).size()));
        }
      }
    }
    return types;
  }

  /**
   * A family that computes but does not draw, so that a long slice does not hold up a screen; else
   * the first that computes.
   */
  private static int queueFamily(VkPhysicalDevice handle) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      vkGetPhysicalDeviceQueueFamilyProperties(handle, count, null);
      VkQueueFamilyProperties.Buffer families = VkQueueFamilyProperties.malloc(count.get(0), stack);
      vkGetPhysicalDeviceQueueFamilyProperties(handle, count, families);
      int first = -1;
      for (int i = 0; i < families.capacity(); i++) {
        int flags = families.get(i).queueFlags();
        if ((flags & VK_QUEUE_COMPUTE_BIT) != 0) {
          if ((flags & VK_QUEUE_GRAPHICS_BIT) == 0) {
            return i;
          }
          first = first < 0 ? i : first;
        }
      }
      return first;
    }
  }

  static Set<String> extensions(VkPhysicalDevice handle) {
    String name = "a device that is being listed";
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int result = vkEnumerateDeviceExtensionProperties(handle, (ByteBuffer) null, count, null);
      VulkanException.check(result, "vkEnumerateDeviceExtensionProperties", name);
      try (VkExtensionProperties.Buffer found = VkExtensionProperties.malloc(count.get(0))) {
        vkEnumerateDeviceExtensionProperties(handle, (ByteBuffer) null, count, found);
        return names(found.limit(count.get(0)));
      }
    }
  }

  static Set<String> names(VkExtensionProperties.Buffer extensions) {
    Set<String> names = new HashSet<>();
    extensions.forEach(extension -> names.add(extension.extensionNameString()));
    return names;
  }

  private static DeviceInfo.Type type(int deviceType) {
    return switch (deviceType) {
      case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU -> DeviceInfo.Type.DISCRETE;
      case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU -> DeviceInfo.Type.INTEGRATED;
      case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU -> DeviceInfo.Type.VIRTUAL;
      case VK_PHYSICAL_DEVICE_TYPE_CPU -> DeviceInfo.Type.CPU;
      default -> DeviceInfo.Type.OTHER;
    };
  }

  private static UUID uuid(ByteBuffer bytes) {
    ByteBuffer ordered = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    return new UUID(ordered.getLong(0), ordered.getLong(8));
  }

  private static String identity(
      VkPhysicalDeviceProperties basic, VkPhysicalDeviceIDProperties ids) {
    HexFormat hex = HexFormat.of(); // not String.format, whose first use takes 10 ms of every start
    return String.join(
        "-",
        hex.toHexDigits(basic.vendorID()),
        hex.toHexDigits(basic.deviceID()),
        hex.toHexDigits(basic.driverVersion()),
        hex(basic.pipelineCacheUUID()),
        hex(ids.driverUUID()),
        hex(ids.deviceUUID()));
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  /** Limits are unsigned 32-bit; some drivers report 0xFFFFFFFF for "as many as you like". */
  private static int clamp(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }
}
