package dev.vireo.cli;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.MemoryType;
import dev.vireo.gpu.MemoryUse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of {@code vireo devices}.
 *
 * @param name the device's name
 * @param driver short name of the driver, as {@code --device} takes it, and its version
 * @param type kind of device
 * @param apiVersion Vulkan version
 * @param uuid identifies the device, as {@code --device} takes it
 * @param ringMemory memory chosen for the ring
 * @param controlMemory memory chosen for control words
 * @param completionMemory memory chosen for completions
 * @param subgroupSize invocations that run as one
 * @param limits limits that matter here, by name, in the order in which they are shown
 */
record DeviceRow(
    String name,
    String driver,
    String type,
    String apiVersion,
    String uuid,
    String ringMemory,
    String controlMemory,
    String completionMemory,
    int subgroupSize,
    Map<String, Long> limits) {
  DeviceRow {
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
  }

  static DeviceRow of(DeviceInfo device) {
    Map<String, Long> limits = new LinkedHashMap<>();
    limits.put("buffer bytes", device.maxStorageBufferRange());
    limits.put("workgroup", (long) device.maxWorkgroupInvocations());
    limits.put("workgroups", device.maxWorkgroups());
    limits.put("shared bytes", (long) device.maxSharedBytes());
    return new DeviceRow(
        device.name(),
        (device.alias() + " " + device.driverInfo()).strip(),
        device.type().name().toLowerCase(Locale.ROOT),
        device.apiVersion(),
        device.uuid().toString(),
        memory(device, MemoryUse.REQUEST),
        memory(device, MemoryUse.DEVICE),
        memory(device, MemoryUse.ANSWER),
        device.subgroupSize(),
        limits);
  }

  private static String memory(DeviceInfo device, MemoryUse use) {
    MemoryType type = device.placement().chosen(use);
    if (type == null) {
      return "none";
    }
    return (type.deviceLocal() ? "device" : "system")
        + (type.hostCached() ? ", cached" : "")
        + (type.mappable() ? "" : ", not mapped");
  }
}
