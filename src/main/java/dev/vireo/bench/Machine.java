package dev.vireo.bench;

import dev.vireo.gpu.DeviceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where something was measured.
 *
 * @param device the device's name
 * @param driver short name of the driver and its version
 * @param vulkan Vulkan version that the device offers
 * @param jdk version and name of the Java virtual machine
 * @param system operating system and processor architecture
 * @param cores processors that the JVM may use
 * @param load its load over 1, 5 and 15 minutes, before; {@code unknown} where there is none
 */
public record Machine(
    String device,
    String driver,
    String vulkan,
    String jdk,
    String system,
    int cores,
    String load) {
  static Machine of(DeviceInfo device) {
    return new Machine(
        device.name(),
        (device.alias() + " " + device.driverInfo()).strip(),
        device.apiVersion(),
        System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        currentLoad());
  }

  /** Returns the load of the machine in Linux's words. */
  public static String currentLoad() {
    Path file = Path.of("/proc/loadavg");
    try {
      return Files.exists(file) ? averages(Files.readString(file)) : "unknown";
    } catch (IOException unreadable) {
      return "unknown";
    }
  }

  /** The averages over 1, 5 and 15 minutes, without what follows them. */
  private static String averages(String text) {
    return text.replaceFirst("(\\S+ \\S+ \\S+)(?s:.*)", "$1");
  }
}
