package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a stress run came to.
 *
 * @param device the device's name
 * @param mode the mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param slots slots that were published, and seen completed
 * @param nanos how long that took
 * @param windows what was done in each whole second
 * @param wrong what does not agree; empty when nothing was lost or doubled
 */
public record StressReport(
    String device,
    Mode mode,
    String modeReason,
    long slots,
    long nanos,
    List<StressWindow> windows,
    List<String> wrong) {
  /** Keeps copies of the lists. */
  public StressReport {
    windows = List.copyOf(windows);
    wrong = List.copyOf(wrong);
  }

  /** Returns slots per second over the whole run. */
  public double perSecond() {
    return slots * 1e9 / nanos;
  }

  /**
   * Returns the standard deviation of the windows' throughput divided by its mean, or NaN when
   * there are fewer than two.
   */
  public double variation() {
    double mean = 0;
    for (StressWindow window : windows) {
      mean += window.perSecond() / windows.size();
    }
    double squares = 0;
    for (StressWindow window : windows) {
      squares += (window.perSecond() - mean) * (window.perSecond() - mean);
    }
    return windows.size() < 2 ? Double.NaN : Math.sqrt(squares / (windows.size() - 1)) / mean;
  }

  /** Returns the lowest and the highest of a figure of the windows that have it. */
  public DoubleSummaryStatistics extremes(ToDoubleFunction<StressWindow> figure) {
    return windows.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .summaryStatistics();
  }
}
