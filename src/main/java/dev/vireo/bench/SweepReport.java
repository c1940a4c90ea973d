package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.List;

/**
 * A cost along an axis, of the library and of the ways without it.
 *
 * @param machine where
 * @param mode the library's mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param against the way without the library that works as the library does in this mode
 * @param throughput tasks a second; empty when only round trips were measured
 * @param trips round trips in nanoseconds, medians of each round; empty when not measured
 * @param missing what could not be measured, and why; empty when nothing is missing
 */
public record SweepReport(
    Machine machine,
    Mode mode,
    String modeReason,
    String against,
    List<SweepRow> throughput,
    List<SweepRow> trips,
    String missing) {
  /** Copies the lists. */
  public SweepReport {
    throughput = List.copyOf(throughput);
    trips = List.copyOf(trips);
  }

  static SweepReport of(Subject subject, List<SweepRow> throughput, List<SweepRow> trips) {
    return new SweepReport(
        subject.machine(),
        subject.mode(),
        subject.modeReason(),
        Baselines.against(subject.mode()),
        throughput,
        trips,
        subject.missing());
  }
}
