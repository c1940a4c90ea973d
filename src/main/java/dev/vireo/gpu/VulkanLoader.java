package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import org.lwjgl.system.Configuration;
import org.lwjgl.vulkan.VK;
import org.lwjgl.vulkan.VK11;

/**
 * Loads the Vulkan loader once for the process, and turns its absence into an error that says what
 * to install.
 */
final class VulkanLoader {
  private static boolean loaded;

  private VulkanLoader() {}

  /**
   * Makes the Vulkan functions callable. A failed attempt is repeated at the next call.
   *
   * @throws DeviceException when there is no loader, or one older than Vulkan 1.1
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    Configuration.VULKAN_EXPLICIT_INIT.set(
        true); // else the class initialiser fails, and can never be tried again
    try {
      VK.create();
    } catch (UnsatisfiedLinkError missing) {
      throw new DeviceException(Remedies.noLoader(missing.getMessage()), missing);
    } catch (IllegalStateException createdByAnotherUserOfLwjgl) {
      // Vulkan is there, which is all that is needed.
    }
    int version = VK.getInstanceVersionSupported();
    if (version < VK11.VK_API_VERSION_1_1) {
      throw new DeviceException(Remedies.oldLoader(version(version)));
    }
    loaded = true;
  }

  static String version(int packed) {
    return VK11.VK_VERSION_MAJOR(packed)
        + "."
        + VK11.VK_VERSION_MINOR(packed)
        + "."
        + VK11.VK_VERSION_PATCH(packed);
  }
}
