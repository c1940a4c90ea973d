package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import java.util.List;
import java.util.Set;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.EXTLayerSettings;
import org.lwjgl.vulkan.EXTValidationFeatures;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackEXT;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCreateInfoEXT;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkLayerSettingEXT;
import org.lwjgl.vulkan.VkLayerSettingsCreateInfoEXT;
import org.lwjgl.vulkan.VkValidationFeaturesEXT;

/**
 * The Khronos validation layer with synchronization validation, reporting to {@link ValidationLog},
 * for one instance.
 */
final class ValidationLayer {
  static final String NAME = "VK_LAYER_KHRONOS_validation";
  private static final String FEATURES =
      EXTValidationFeatures.VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME;
  private static final String SETTINGS = EXTLayerSettings.VK_EXT_LAYER_SETTINGS_EXTENSION_NAME;

  private final VkDebugUtilsMessengerCallbackEXT callback = ValidationLog.messenger();
  private long messenger;

  /**
   * Asks for the layer in an instance that is about to be created, and adds the extensions that
   * this needs.
   */
  void request(
      MemoryStack stack, VkInstanceCreateInfo info, Set<String> offered, List<String> extensions) {
    extensions.add(EXTDebugUtils.VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    info.ppEnabledLayerNames(stack.pointers(stack.UTF8(NAME)));
    info.pNext(
        listener(
            stack)); // also hears vkCreateInstance and vkDestroyInstance, where leaks are reported
    if (offered.contains(FEATURES)) {
      extensions.add(FEATURES);
      info.pNext(synchronizationFeature(stack));
    } else if (offered.contains(SETTINGS)) {
      extensions.add(SETTINGS);
      info.pNext(synchronizationSetting(stack));
    } else {
      throw new DeviceException(
          NAME
              + " offers neither "
              + FEATURES
              + " nor "
              + SETTINGS
              + ", so synchronization validation cannot be asked for: install a newer layer, or"
              + " complete the instance_extensions in its manifest");
    }
  }

  /** Listens to a created instance. */
  void listen(VkInstance instance, String where) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var out = stack.mallocLong(1);
      int result =
          EXTDebugUtils.vkCreateDebugUtilsMessengerEXT(instance, listener(stack), null, out);
      VulkanException.check(result, "vkCreateDebugUtilsMessengerEXT", where);
      messenger = out.get(0);
    }
  }

  /** Ends what {@link #listen} began. */
  void unlisten(VkInstance instance) {
    if (messenger != VK11.VK_NULL_HANDLE) {
      EXTDebugUtils.vkDestroyDebugUtilsMessengerEXT(instance, messenger, null);
    }
  }

  /** Frees the callback, after the instance was destroyed. */
  void free() {
    callback.free();
  }

  private VkDebugUtilsMessengerCreateInfoEXT listener(MemoryStack stack) {
    // Not GENERAL messages: those are the loader's remarks about other people's drivers and layers.
    return VkDebugUtilsMessengerCreateInfoEXT.calloc(stack)
        .sType$Default()
        .messageSeverity(
            EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT
                | EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT)
        .messageType(
            EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT
                | EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT)
        .pfnUserCallback(callback);
  }

  private static VkValidationFeaturesEXT synchronizationFeature(MemoryStack stack) {
    return VkValidationFeaturesEXT.calloc(stack)
        .sType$Default()
        .pEnabledValidationFeatures(
            stack.ints(
                EXTValidationFeatures.VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT));
  }

  private static VkLayerSettingsCreateInfoEXT synchronizationSetting(MemoryStack stack) {
    var setting = VkLayerSettingEXT.calloc(1, stack);
    setting
        .get(0)
        .pLayerName(stack.UTF8(NAME))
        .pSettingName(stack.UTF8("validate_sync"))
        .type(EXTLayerSettings.VK_LAYER_SETTING_TYPE_BOOL32_EXT)
        .valueCount(1)
        .pValues(stack.malloc(4, 4).putInt(0, VK11.VK_TRUE));
    return VkLayerSettingsCreateInfoEXT.calloc(stack).sType$Default().pSettings(setting);
  }
}
