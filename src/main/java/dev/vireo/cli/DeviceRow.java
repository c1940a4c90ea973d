package dev.vireo.cli;

import java.util.LinkedHashMap;
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
    limits = new LinkedHashMap<>(limits);
  }
}
