package dev.vireo.gpu;

import java.util.UUID;

/**
 * What Vireo needs to know about one Vulkan device.
 *
 * @param name the device's name as its driver gives it
 * @param alias short name of the driver, lower case, from VkDriverId: {@code nvidia}, {@code
 *     swiftshader}, …; that of lavapipe ends with Mesa's major version: {@code lavapipe-25}
 * @param driverName the driver's own name; empty when it does not say
 * @param driverInfo the driver's version in its own words; empty when it does not say
 * @param type kind of device
 * @param apiVersion Vulkan version that the device offers, such as {@code 1.3.239}
 * @param uuid identifies the device across processes and drivers
 * @param driverIdentity changes whenever anything cached for the device may have become wrong:
 *     vendor, device, driver version and the UUIDs of driver and pipeline cache
 * @param subgroupSize invocations that run as one
 * @param maxStorageBufferRange largest storage buffer, in bytes
 * @param maxWorkgroupInvocations most invocations in one workgroup
 * @param maxWorkgroupSize most invocations of a workgroup in the x direction
 * @param maxWorkgroups most workgroups of a dispatch in the x direction
 * @param maxSharedBytes shared memory of a workgroup, in bytes
 * @param maxStorageBuffers most storage buffers that one pipeline can bind
 * @param maxPushConstantBytes most bytes of push constants
 * @param placement the memory types chosen for each use, and why
 */
public record DeviceInfo(
    String name,
    String alias,
    String driverName,
    String driverInfo,
    Type type,
    String apiVersion,
    UUID uuid,
    String driverIdentity,
    int subgroupSize,
    long maxStorageBufferRange,
    int maxWorkgroupInvocations,
    int maxWorkgroupSize,
    long maxWorkgroups,
    int maxSharedBytes,
    int maxStorageBuffers,
    int maxPushConstantBytes,
    MemoryPlacement placement) {

  /** Kinds of device, in the order in which Vireo prefers them. */
  public enum Type {
    /** A graphics card with its own memory. */
    DISCRETE,
    /** A GPU that shares the host's memory. */
    INTEGRATED,
    /** A GPU seen through a hypervisor. */
    VIRTUAL,
    /** None of the other kinds. */
    OTHER,
    /** The processor, through a software driver. */
    CPU
  }
}
