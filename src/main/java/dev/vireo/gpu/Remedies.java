package dev.vireo.gpu;

import java.util.Locale;

/**
 * What to install when a part of Vulkan is missing; one home, so that every error says the same.
 */
final class Remedies {
  private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);

  private Remedies() {}

  static String noLoader(String detail) {
    return "no Vulkan loader was found ("
        + detail
        + "). "
        + install(
            "the Vulkan loader",
            "libvulkan1 mesa-vulkan-drivers",
            "vulkan-loader mesa-vulkan-drivers")
        + " A loader in another place is named by -Dorg.lwjgl.vulkan.libname=/path/to/it.";
  }

  static String noDevice() {
    return "there is no Vulkan device that offers Vulkan 1.1 and compute. "
        + install("a Vulkan driver", "mesa-vulkan-drivers", "mesa-vulkan-drivers")
        + " VK_DRIVER_FILES, if set, must name driver manifests that exist.";
  }

  static String oldLoader(String version) {
    return "the Vulkan loader offers Vulkan "
        + version
        + " only, and Vireo needs 1.1. "
        + install("a newer Vulkan loader", "libvulkan1", "vulkan-loader");
  }

  static String noValidationLayer() {
    return "validation was asked for, but VK_LAYER_KHRONOS_validation is not installed. "
        + install("it", "vulkan-validationlayers", "vulkan-validation-layers")
        + " A layer in another place is found through VK_LAYER_PATH. Without VIREO_VALIDATION=1"
        + " Vireo runs without it.";
  }

  private static String install(String what, String debian, String fedora) {
    if (SYSTEM.contains("win")) {
      return "Install "
          + what
          + " with the driver of the graphics card or the Vulkan SDK from vulkan.lunarg.com.";
    }
    if (SYSTEM.contains("mac")) {
      return "Install "
          + what
          + " with `brew install molten-vk vulkan-loader vulkan-validationlayers`.";
    }
    return "Run tools/setup, or install "
        + what
        + " (Debian, Ubuntu: apt install "
        + debian
        + "; Fedora: dnf install "
        + fedora
        + ").";
  }
}
