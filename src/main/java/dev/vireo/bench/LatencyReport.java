package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.List;

/**
 * Round trips of the library and of the ways without it.
 *
 * @param machine where
 * @param mode the library's mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param against the way without the library that works as the library does in this mode: the one
 *     to compare it with
 * @param settings how
 * @param rows the ways; the library's first, then the one to compare it with
 * @param missing what could not be measured, and why; empty when nothing is missing
 */
public record LatencyReport(
    Machine machine,
    Mode mode,
    String modeReason,
    String against,
    LatencySettings settings,
    List<LatencyRow> rows,
    String missing) {
  /** Copies the list. */
  public LatencyReport {
    rows = List.copyOf(rows);
  }

  /** How many times the library's median the one to compare it with is; null when not measured. */
  public Spread ratio() {
    return times(against);
  }

  /** How many times the library's median that of submit and polled fence is. */
  public Spread timesFence() {
    return times(Baselines.FENCE);
  }

  private Spread times(String way) {
    for (LatencyRow row : rows) {
      if (row.rate() == 0 && row.way().equals(way)) {
        return row.times();
      }
    }
    return null;
  }
}
