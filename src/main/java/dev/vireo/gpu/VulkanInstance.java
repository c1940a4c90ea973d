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
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.EXTValidationFeatures;
import org.lwjgl.vulkan.KHRPortabilityEnumeration;
import org.lwjgl.vulkan.VkApplicationInfo;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackEXT;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCreateInfoEXT;
import org.lwjgl.vulkan.VkExtensionProperties;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkLayerProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkValidationFeaturesEXT;

/** A VkInstance, with the validation layer when it was asked for. Confined to the thread that opens and closes it. */
final class VulkanInstance implements AutoCloseable {
  private static final String LAYER = "VK_LAYER_KHRONOS_validation";
  private static final String HERE = "the Vulkan loader";

  private final VkInstance handle;
  private final VkDebugUtilsMessengerCallbackEXT messenger;
  private final long messengerHandle;

  private VulkanInstance(VkInstance handle, VkDebugUtilsMessengerCallbackEXT messenger, long messengerHandle) {
    this.handle = handle;
    this.messenger = messenger;
    this.messengerHandle = messengerHandle;
  }

  /**
   * Opens an instance.
   *
   * @throws DeviceException when there is no loader or no driver, or the validation layer is missing
   */
  static VulkanInstance open(boolean validation) {
    VulkanLoader.load();
    if (validation && !layers().contains(LAYER)) {
      throw new DeviceException(Remedies.noValidationLayer());
    }
    VkDebugUtilsMessengerCallbackEXT messenger = validation ? ValidationLog.messenger() : null;
    VkInstance instance = null;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      VkDebugUtilsMessengerCreateInfoEXT listener = validation ? listener(stack, messenger) : null;
      instance = create(stack, listener);
      long registered = 0;
      if (validation) {
        var out = stack.mallocLong(1);
        int result = EXTDebugUtils.vkCreateDebugUtilsMessengerEXT(instance, listener, null, out);
        VulkanException.check(result, "vkCreateDebugUtilsMessengerEXT", HERE);
        registered = out.get(0);
      }
      return new VulkanInstance(instance, messenger, registered);
    } catch (RuntimeException | Error failure) {
      if (instance != null) {
        vkDestroyInstance(instance, null);
      }
      if (messenger != null) {
        messenger.free();
      }
      throw failure;
    }
  }

  private static VkInstance create(MemoryStack stack, VkDebugUtilsMessengerCreateInfoEXT listener) {
    VkApplicationInfo application =
        VkApplicationInfo.calloc(stack)
            .sType$Default()
            .pApplicationName(stack.UTF8("vireo"))
            .pEngineName(stack.UTF8("vireo"))
            .apiVersion(VK_API_VERSION_1_1);
    VkInstanceCreateInfo info = VkInstanceCreateInfo.calloc(stack).sType$Default().pApplicationInfo(application);
    List<String> extensions = new ArrayList<>();
    if (extensions(null).contains(KHRPortabilityEnumeration.VK_KHR_PORTABILITY_ENUMERATION_EXTENSION_NAME)) {
      extensions.add(KHRPortabilityEnumeration.VK_KHR_PORTABILITY_ENUMERATION_EXTENSION_NAME);
      info.flags(KHRPortabilityEnumeration.VK_INSTANCE_CREATE_ENUMERATE_PORTABILITY_BIT_KHR);
    }
    if (listener != null) {
      extensions.add(EXTDebugUtils.VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
      info.ppEnabledLayerNames(stack.pointers(stack.UTF8(LAYER)));
      info.pNext(listener); // also hears vkCreateInstance and vkDestroyInstance, where leaks are reported
      if (extensions(LAYER).contains(EXTValidationFeatures.VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME)) {
        extensions.add(EXTValidationFeatures.VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME);
        info.pNext(synchronizationValidation(stack));
      }
    }
    info.ppEnabledExtensionNames(strings(stack, extensions));
    PointerBuffer out = stack.mallocPointer(1);
    int result = vkCreateInstance(info, null, out);
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
      throw new DeviceException(Remedies.noDevice());
    }
    VulkanException.check(result, "vkCreateInstance", HERE);
    return new VkInstance(out.get(0), info);
  }

  private static VkDebugUtilsMessengerCreateInfoEXT listener(MemoryStack stack, VkDebugUtilsMessengerCallbackEXT messenger) {
    // GENERAL messages are the loader's own remarks about other people's drivers and layers.
    return VkDebugUtilsMessengerCreateInfoEXT.calloc(stack)
        .sType$Default()
        .messageSeverity(
            EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT
                | EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT)
        .messageType(
            EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT
                | EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT)
        .pfnUserCallback(messenger);
  }

  private static VkValidationFeaturesEXT synchronizationValidation(MemoryStack stack) {
    IntBuffer enabled =
        stack.ints(EXTValidationFeatures.VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT);
    return VkValidationFeaturesEXT.calloc(stack).sType$Default().pEnabledValidationFeatures(enabled);
  }

  VkInstance handle() {
    return handle;
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
        PhysicalDevice.describe(new VkPhysicalDevice(pointers.get(i), handle)).ifPresent(found::add);
      }
      return found;
    }
  }

  @Override
  public void close() {
    if (messengerHandle != 0) {
      EXTDebugUtils.vkDestroyDebugUtilsMessengerEXT(handle, messengerHandle, null);
    }
    vkDestroyInstance(handle, null);
    if (messenger != null) {
      messenger.free();
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
          vkEnumerateInstanceLayerProperties(count, null), "vkEnumerateInstanceLayerProperties", HERE);
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
