package dev.vireo.telemetry;

import dev.vireo.protocol.Mode;
import java.time.Duration;
import java.util.List;

/**
 * What a megakernel has done so far. Counts begin when it is opened and never go down; two of these
 * tell what happened in between. The figures are not all of the very same moment: slots go on
 * meanwhile.
 *
 * @param device name of the device
 * @param mode the mode in force: LIVE or EPOCH
 * @param modeReason why it is that one, in one sentence: what the probe of the device says
 * @param uptime since it was opened
 * @param slices slices of the kernel that were started, dispatches of programs included
 * @param recoveries how often a device was opened in place of one that failed
 * @param promotions how often a program began to run compiled
 * @param partitions of the ring, the most urgent first; one where the ring has none
 * @param tenants the owner, with id 0, then those that are registered, by id
 */
public record Telemetry(
    String device,
    Mode mode,
    String modeReason,
    Duration uptime,
    long slices,
    long recoveries,
    long promotions,
    List<PartitionTelemetry> partitions,
    List<TenantTelemetry> tenants) {
  /** Copies the lists. */
  public Telemetry {
    partitions = List.copyOf(partitions);
    tenants = List.copyOf(tenants);
  }

  /** Returns how many slots have completed, however they ended. */
  public long completed() {
    return partitions.stream().mapToLong(PartitionTelemetry::completed).sum();
  }

  /** Returns how many slots were submitted. */
  public long submitted() {
    return partitions.stream().mapToLong(PartitionTelemetry::submitted).sum();
  }

  /** Returns the round trips of all partitions. */
  public RoundTrips roundTrips() {
    return partitions.stream()
        .map(PartitionTelemetry::roundTrips)
        .reduce(RoundTrips.NONE, RoundTrips::plus);
  }
}
