package dev.vireo.gpu;

import java.util.ArrayList;
import java.util.List;
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackDataEXT;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackEXT;

/**
 * Warnings and errors of the validation layer, of every context of this process, so that a test can
 * assert that there are none. Safe for all threads.
 */
public final class ValidationLog {
  /** A broken program may complain at every call; what comes after this many says nothing new. */
  private static final int MOST = 1000;

  private static final List<String> MESSAGES = new ArrayList<>();

  private ValidationLog() {}

  /** A copy of what was collected so far, oldest first; at most 1,000 messages. */
  public static List<String> messages() {
    synchronized (MESSAGES) {
      return List.copyOf(MESSAGES);
    }
  }

  /** Forgets what was collected. */
  public static void clear() {
    synchronized (MESSAGES) {
      MESSAGES.clear();
    }
  }

  static void add(String message) {
    synchronized (MESSAGES) {
      if (MESSAGES.size() < MOST) {
        MESSAGES.add(message);
      }
    }
  }

  /** A messenger that collects; the caller frees it after the instance. */
  static VkDebugUtilsMessengerCallbackEXT messenger() {
    return VkDebugUtilsMessengerCallbackEXT.create(ValidationLog::receive);
  }

  private static int receive(int severity, int types, long data, long user) {
    VkDebugUtilsMessengerCallbackDataEXT message =
        VkDebugUtilsMessengerCallbackDataEXT.create(data);
    String kind =
        severity >= EXTDebugUtils.VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT
            ? "error: "
            : "warning: ";
    add(kind + message.pMessageIdNameString() + ": " + message.pMessageString());
    return VK11.VK_FALSE;
  }
}
