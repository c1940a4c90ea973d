package dev.vireo.protocol;

import java.util.List;
import java.util.LongSummaryStatistics;

/**
 * What follows from one snapshot of control and ring. Shares are rounded down, and 0 when there are
 * no slots. Source: vyre-runtime 0.6.3.
 *
 * @param totalSlots slots in the ring
 * @param queueDepth slots that are neither EMPTY nor DONE
 * @param idleSlots EMPTY slots
 * @param idlePpm share of EMPTY slots, in millionths
 * @param frontierDensityBps share of the queue depth, in ten-thousandths
 * @param occupancyBps share of slots that are not EMPTY, in ten-thousandths
 * @param drainedSlots executed slots modulo 2^32
 * @param unreclaimedDoneSlots DONE slots
 * @param tenantFairnessTotal sum of the tenants' claim counters
 * @param tenantFairnessSkew largest minus smallest of those that are not 0
 * @param priorityFairnessTotal sum of the priorities' claim counters
 * @param requeueSlots REQUEUE slots
 * @param faultSlots FAULT slots
 */
public record TelemetryCounters(
    long totalSlots,
    long queueDepth,
    long idleSlots,
    long idlePpm,
    long frontierDensityBps,
    long occupancyBps,
    long drainedSlots,
    long unreclaimedDoneSlots,
    long tenantFairnessTotal,
    long tenantFairnessSkew,
    long priorityFairnessTotal,
    long requeueSlots,
    long faultSlots) {
  private static final long PPM = 1_000_000;
  private static final long BPS = 10_000;

  /** Derives the counters of one moment. */
  public static TelemetryCounters of(ControlSnapshot control, RingOccupancy ring) {
    long total = ring.total();
    LongSummaryStatistics used =
        control.tenantFairness().stream()
            .mapToLong(Integer::toUnsignedLong)
            .filter(count -> count != 0)
            .summaryStatistics();
    return new TelemetryCounters(
        total,
        ring.queueDepth(),
        ring.empty(),
        share(ring.empty(), PPM, total),
        share(ring.queueDepth(), BPS, total),
        share(total - ring.empty(), BPS, total),
        Integer.toUnsignedLong(control.done()),
        ring.done(),
        used.getSum(),
        used.getCount() == 0 ? 0 : used.getMax() - used.getMin(),
        sum(control.priorityFairness()),
        ring.requeue(),
        ring.fault());
  }

  /**
   * Returns how many slots were executed since {@code earlier}.
   *
   * @throws ProtocolException.Backend when fewer were executed now than then, which a wrapped
   *     counter looks like too
   */
  public long doneSince(TelemetryCounters earlier) {
    if (drainedSlots < earlier.drainedSlots) {
      throw new ProtocolException.Backend(
          String.format(
              "control: the done counter went back from %d to %d; compare snapshots of one control"
                  + " buffer, the earlier one first, within 2^32 slots",
              earlier.drainedSlots, drainedSlots));
    }
    return drainedSlots - earlier.drainedSlots;
  }

  /**
   * Says whether the kernel seems to stand still: there is work, none was done since {@code
   * earlier}, and there is no fault.
   *
   * @throws ProtocolException.Backend when the done counter went back
   */
  public boolean stallSuspected(TelemetryCounters earlier) {
    return doneSince(earlier) == 0 && queueDepth > 0 && faultSlots == 0;
  }

  private static long share(long part, long unit, long total) {
    return total == 0 ? 0 : part * unit / total;
  }

  private static long sum(List<Integer> counters) {
    return counters.stream().mapToLong(Integer::toUnsignedLong).sum();
  }
}
