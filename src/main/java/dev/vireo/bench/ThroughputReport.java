package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.List;

/**
 * Sustained throughput of the library and of the ways without it.
 *
 * @param machine where
 * @param mode the library's mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param against the way without the library that works as the library does in this mode: the one
 *     to compare it with
 * @param settings how
 * @param ring slots in the ring
 * @param rows the ways; the library's first, then the one to compare it with
 * @param missing what could not be measured, and why; empty when nothing is missing
 */
public record ThroughputReport(
    Machine machine,
    Mode mode,
    String modeReason,
    String against,
    ThroughputSettings settings,
    int ring,
    List<ThroughputRow> rows,
    String missing) {
  /** Copies the list. */
  public ThroughputReport {
    rows = List.copyOf(rows);
  }

  /** The library's rows. */
  public List<ThroughputRow> library() {
    return rows.stream().filter(ThroughputRow::library).toList();
  }

  /** The rows of the ways without it. */
  public List<ThroughputRow> baselines() {
    return rows.stream().filter(row -> !row.library()).toList();
  }
}
