package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import java.nio.file.Path;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.Library;
import org.lwjgl.system.Platform;
import org.lwjgl.system.SharedLibrary;
import org.lwjgl.vulkan.VK;
import org.lwjgl.vulkan.VK11;

/**
 * Loads the Vulkan loader once for the process, and turns its absence into an error that says what
 * to install.
 */
final class VulkanLoader {
  private static final String MODULE = "org.lwjgl.vulkan";
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
    Lwjgl.configure();
    Configuration.VULKAN_EXPLICIT_INIT.set(
        true); // else the class initialiser fails, and can never be tried again
    try {
      create();
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

  /**
   * What VK.create() does, without its advice on standard error when there is no loader: the
   * exception gives better. On macOS LWJGL also looks for the MoltenVK that it carries, which only
   * VK.create() can find.
   */
  private static void create() {
    if (Platform.get() == Platform.MACOSX) {
      VK.create();
      return;
    }
    String usual = Platform.get() == Platform.WINDOWS ? "vulkan-1" : "libvulkan.so.1";
    String name = Configuration.VULKAN_LIBRARY_NAME.get(usual);
    if (Path.of(name).isAbsolute()) {
      VK.create(name); // says nothing by itself, and why it failed in the error
    } else {
      VK.create(Library.loadNative(VK.class, MODULE, null, () -> notFound(name), name));
    }
  }

  private static SharedLibrary notFound(String name) {
    throw new UnsatisfiedLinkError("Failed to locate library: " + name);
  }

  static String version(int packed) {
    return VK11.VK_VERSION_MAJOR(packed)
        + "."
        + VK11.VK_VERSION_MINOR(packed)
        + "."
        + VK11.VK_VERSION_PATCH(packed);
  }
}
