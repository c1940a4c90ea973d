package dev.vireo.telemetry;

import dev.vireo.protocol.Priority;
import org.jspecify.annotations.Nullable;

/**
 * What went through a partition of the ring, or through all of it where it has none.
 *
 * @param priority whose slots it holds; null for those of all priorities
 * @param slots its length
 * @param occupied places that are taken: slots that have not completed, and those behind the first
 *     of them that have; 0 to {@code slots}
 * @param submitted slots that were submitted
 * @param completed slots among them that have completed, however they ended
 * @param faulted slots among those that ended as FAULT
 * @param dropped slots among those that ended as CANCELLED or LOST
 * @param roundTrips how long slots took, where that is measured
 */
public record PartitionTelemetry(
    @Nullable Priority priority,
    int slots,
    int occupied,
    long submitted,
    long completed,
    long faulted,
    long dropped,
    RoundTrips roundTrips) {
  /** Returns how many slots have not completed. */
  public long outstanding() {
    return submitted - completed;
  }

  /** Returns how many slots ended as DONE. */
  public long done() {
    return completed - faulted - dropped;
  }
}
