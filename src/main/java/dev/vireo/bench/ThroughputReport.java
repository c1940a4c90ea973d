package dev.vireo.bench;

import java.util.List;

/**
 * Sustained throughput of the library and of the ways without it.
 *
 * @param machine where
 * @param mode the library's mode: {@code live} or {@code epoch}
 * @param modeReason why that one
 * @param settings how
 * @param ring slots in the ring
 * @param rows the ways; the library's first
 * @param missing what could not be measured, and why; empty when nothing is missing
 */
public record ThroughputReport(
    Machine machine,
    String mode,
    String modeReason,
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
