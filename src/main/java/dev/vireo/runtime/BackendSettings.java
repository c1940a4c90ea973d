package dev.vireo.runtime;

import dev.vireo.kernel.HandlerSource;
import dev.vireo.protocol.Protection;
import java.util.List;

/**
 * What a backend is opened with.
 *
 * @param protection what the kernel checks
 * @param ringSlots slots in the ring
 * @param partitioned whether it consists of a partition for each priority
 * @param alone whether one invocation runs all slices, to test in which order slots are claimed
 * @param control the control words at the start
 * @param slotBudget fuel that one slot may use in all, unsigned
 * @param sliceFuel fuel that an invocation may use in a slice; 0 for what suits the device, others
 *     only to test that slots can be cut anywhere
 * @param blockWords most words that a program can bind as one buffer; 0 for what the device allows,
 *     others only to test with several blocks
 * @param handlers users' operations in GLSL
 */
public record BackendSettings(
    Protection protection,
    int ringSlots,
    boolean partitioned,
    boolean alone,
    int[] control,
    int slotBudget,
    int sliceFuel,
    int blockWords,
    List<HandlerSource> handlers) {
  int controlWords() {
    return control.length;
  }
}
