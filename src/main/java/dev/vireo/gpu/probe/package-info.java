/**
 * Measures what a device can do while a kernel runs, in processes of their own, and says whether
 * work can be fed to a running kernel. {@link dev.vireo.gpu.probe.DeviceTraits#of} is the way in.
 */
package dev.vireo.gpu.probe;
