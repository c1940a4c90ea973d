package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import dev.vireo.protocol.DeviceException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.KHRPortabilityEnumeration;
import org.lwjgl.vulkan.VK13;
import org.lwjgl.vulkan.VkApplicationInfo;
import org.lwjgl.vulkan.VkExtensionProperties;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkLayerProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;

/**
 * A VkInstance, with the validation layer when it was asked for.
 *
 * <p>One instance without the layer serves the whole process and is destroyed when the JVM ends:
 * the loader unloads the drivers with the last instance, and SwiftShader takes thread-specific keys
 * each time it is loaded, of which a process has 1,024, and aborts the process when there are none
 * left.
 */
final class VulkanInstance implements AutoCloseable {
  private static VulkanInstance shared;
  private static boolean inUseForEver;

  private static final String HERE = "the Vulkan loader";
  private static final String PORTABILITY =
      KHRPortabilityEnumeration.VK_KHR_PORTABILITY_ENUMERATION_EXTENSION_NAME;

  private final ValidationLayer layer;
  private VkInstance handle;

  private VulkanInstance(ValidationLayer layer) {
    this.layer = layer;
  }

  /**
   * Opens an instance; closing the shared one does nothing.
   *
   * @throws DeviceException when there is no loader or no driver, or the validation layer is
   *     missing
   */
  static VulkanInstance open(boolean validation) {
    VulkanLoader.load();
    if (validation && !layers().contains(ValidationLayer.NAME)) {
      throw new DeviceException(Remedies.noValidationLayer());
    }
    VulkanInstance common = shared();
    return validation ? create(new ValidationLayer()) : common;
  }

  private static synchronized VulkanInstance shared() {
    if (shared == null) {
      shared = create(null);
      ExitGuard.registerLast(VulkanInstance::destroyShared);
    }
    return shared;
  }

  private static synchronized void destroyShared() {
    if (!inUseForEver) {
      shared.destroy();
    }
  }

  /** A device is left alone for ever: then its instance has to stay as well. */
  static synchronized void keepForEver() {
    inUseForEver = true;
  }

  static synchronized boolean keptForEver() {
    return inUseForEver;
  }

  private static VulkanInstance create(ValidationLayer layer) {
    VulkanInstance instance = new VulkanInstance(layer);
    try {
      InstanceThread.call(instance::create);
      return instance;
    } catch (RuntimeException | Error failure) {
      instance.destroy();
      throw failure;
    }
  }

  private Void create() {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      VkApplicationInfo application =
          VkApplicationInfo.calloc(stack)
              .sType$Default()
              .pApplicationName(stack.UTF8("vireo"))
              .pEngineName(stack.UTF8("vireo"))
              .apiVersion(VK13.VK_API_VERSION_1_3); // newest that Vireo uses where it is there
      VkInstanceCreateInfo info =
          VkInstanceCreateInfo.calloc(stack).sType$Default().pApplicationInfo(application);
      List<String> extensions = new ArrayList<>();
      if (extensions(null).contains(PORTABILITY)) {
        extensions.add(PORTABILITY);
        info.flags(KHRPortabilityEnumeration.VK_INSTANCE_CREATE_ENUMERATE_PORTABILITY_BIT_KHR);
      }
      if (layer != null) {
        layer.request(stack, info, extensions(ValidationLayer.NAME), extensions);
      }
      info.ppEnabledExtensionNames(strings(stack, extensions));
      PointerBuffer out = stack.mallocPointer(1);
      int result = vkCreateInstance(info, null, out);
      if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
        throw new DeviceException(Remedies.noDevice());
      }
      VulkanException.check(result, "vkCreateInstance", HERE);
      handle = new VkInstance(out.get(0), info);
      if (layer != null) {
        layer.listen(handle, HERE);
      }
      return null;
    }
  }

  /** The devices that can run Vireo, in the loader's order. */
  List<PhysicalDevice> devices() {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int result = vkEnumeratePhysicalDevices(handle, count, null);
      if (result == VK_ERROR_INITIALIZATION_FAILED || count.get(0) == 0) {
        return List.of(); // what a loader says when every driver it found has no device
      }
      VulkanException.check(result, "vkEnumeratePhysicalDevices", HERE);
      PointerBuffer pointers = stack.mallocPointer(count.get(0));
      result = vkEnumeratePhysicalDevices(handle, count, pointers);
      if (result != VK_INCOMPLETE) {
        VulkanException.check(result, "vkEnumeratePhysicalDevices", HERE);
      }
      List<PhysicalDevice> found = new ArrayList<>();
      for (int i = 0; i < count.get(0); i++) {
        PhysicalDevice.describe(new VkPhysicalDevice(pointers.get(i), handle))
            .ifPresent(found::add);
      }
      return found;
    }
  }

  @Override
  public void close() {
    if (!isShared(this)) {
      destroy();
    }
  }

  private static synchronized boolean isShared(VulkanInstance instance) {
    return instance == shared;
  }

  private void destroy() {
    if (handle != null) {
      if (layer != null) {
        layer.unlisten(handle);
      }
      InstanceThread.call(
          () -> {
            vkDestroyInstance(handle, null);
            return null;
          });
    }
    if (layer != null) {
      layer.free();
    }
  }

  static PointerBuffer strings(MemoryStack stack, List<String> texts) {
    PointerBuffer pointers = stack.mallocPointer(texts.size());
    for (String text : texts) {
      pointers.put(stack.UTF8(text));
    }
    return pointers.flip();
  }

  private static Set<String> layers() {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      VulkanException.check(
          vkEnumerateInstanceLayerProperties(count, null),
          "vkEnumerateInstanceLayerProperties",
          HERE);
      try (VkLayerProperties.Buffer found = VkLayerProperties.malloc(count.get(0))) {
        vkEnumerateInstanceLayerProperties(count, found);
        Set<String> names = new HashSet<>();
        found.limit(count.get(0)).forEach(layer -> names.add(layer.layerNameString()));
        return names;
      }
    }
  }

  private static Set<String> extensions(String layer) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      ByteBuffer name = layer == null ? null : stack.UTF8(layer);
      IntBuffer count = stack.mallocInt(1);
      VulkanException.check(
          vkEnumerateInstanceExtensionProperties(name, count, null),
          "vkEnumerateInstanceExtensionProperties",
          HERE);
      try (VkExtensionProperties.Buffer found = VkExtensionProperties.malloc(count.get(0))) {
        vkEnumerateInstanceExtensionProperties(name, count, found);
        return PhysicalDevice.names(found.limit(count.get(0)));
      }
    }
  }
}
