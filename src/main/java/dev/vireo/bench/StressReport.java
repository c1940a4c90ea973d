package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.List;

/**
 * What a stress run came to.
 *
 * @param device the device's name
 * @param mode the mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param slots slots that were published, and seen completed
 * @param nanos how long that took
 * @param intervals slots per second in each whole second
 * @param wrong what does not agree; empty when nothing was lost or doubled
 */
public record StressReport(
    String device,
    Mode mode,
    String modeReason,
    long slots,
    long nanos,
    List<Double> intervals,
    List<String> wrong) {
  /** Keeps copies of the lists. */
  public StressReport {
    intervals = List.copyOf(intervals);
    wrong = List.copyOf(wrong);
  }

  /** Returns slots per second over the whole run. */
  public double perSecond() {
    return slots * 1e9 / nanos;
  }

  /**
   * Returns the intervals' standard deviation divided by their mean, or NaN when there are fewer
   * than two.
   */
  public double variation() {
    double mean = 0;
    for (double value : intervals) {
      mean += value / intervals.size();
    }
    double squares = 0;
    for (double value : intervals) {
      squares += (value - mean) * (value - mean);
    }
    return intervals.size() < 2 ? Double.NaN : Math.sqrt(squares / (intervals.size() - 1)) / mean;
  }
}
