package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DiskCache;
import java.util.List;
import java.util.Optional;

/**
 * What a probe measured on one device with one driver, and what follows from it. Immutable.
 *
 * <p>Formally, what one side writes during a dispatch is not visible to the other before its end.
 * So the traits say what was observed and how often, never what is guaranteed.
 *
 * <pre>{@code
 * DeviceTraits traits = DeviceTraits.of(gpu.info());
 * if (traits.verdict().live()) { ... }
 * }</pre>
 *
 * @param device the device's name
 * @param driver short name of the driver and its version
 * @param driverIdentity {@link DeviceInfo#driverIdentity} of what was probed
 * @param probedAt when, as an ISO 8601 instant
 * @param probeMillis how long the probe took, in milliseconds
 * @param straightLoops loop budget with all lanes in one loop; null when not measured
 * @param divergentLoops loop budget with lanes in two branches, turns of both added up; null when
 *     not measured
 * @param memories memory types that the host can map and that could be probed, one of each set of
 *     flags
 * @param workers shapes of worker
 * @param longestSlice longest dispatch that ran; null when not measured
 * @param verdict what follows
 * @param failures measurements that failed, each of which counts as "no"
 */
public record DeviceTraits(
    String device,
    String driver,
    String driverIdentity,
    String probedAt,
    long probeMillis,
    LoopBudget straightLoops,
    LoopBudget divergentLoops,
    List<MemoryTraits> memories,
    List<WorkerTraits> workers,
    SliceTraits longestSlice,
    Verdict verdict,
    List<ProbeFailure> failures) {
  /** Copies the lists. */
  public DeviceTraits {
    memories = List.copyOf(memories);
    workers = List.copyOf(workers);
    failures = List.copyOf(failures);
  }

  /**
   * Returns what is known about a device: from this user's cache, else from a probe, which takes
   * some seconds, at most 20. Safe for all threads; a second caller waits for the first one's
   * probe. Never fails: what cannot be measured counts as "no".
   */
  public static DeviceTraits of(DeviceInfo device) {
    return new TraitsCache(DiskCache.ofUser()).of(device, () -> new DeviceProbe(device).run());
  }

  /** Returns what is known about a device without a probe; empty when it was never probed. */
  public static Optional<DeviceTraits> known(DeviceInfo device) {
    return Optional.ofNullable(new TraitsCache(DiskCache.ofUser()).known(device));
  }

  /** Probes a device whatever the cache has, and keeps the result there. */
  public static DeviceTraits measure(DeviceInfo device) {
    return new TraitsCache(DiskCache.ofUser()).renew(device, () -> new DeviceProbe(device).run());
  }

  /** The traits as one JSON document; names are those of the record components, times as there. */
  public String toJson() {
    return RecordJson.write(this);
  }

  /** The traits of a memory type, or null when it was not probed. */
  public MemoryTraits memory(int index) {
    return memories.stream().filter(memory -> memory.index() == index).findFirst().orElse(null);
  }

  /** The traits of a shape of worker, or null when it was not probed. */
  public WorkerTraits worker(WorkerKind kind) {
    return workers.stream().filter(worker -> worker.kind() == kind).findFirst().orElse(null);
  }
}
