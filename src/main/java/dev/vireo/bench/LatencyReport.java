package dev.vireo.bench;

import java.util.List;

/**
 * Round trips of the library and of the ways without it.
 *
 * @param machine where
 * @param mode the library's mode: {@code live} or {@code epoch}
 * @param modeReason why that one
 * @param settings how
 * @param rows the ways; the library's first
 * @param missing what could not be measured, and why; empty when nothing is missing
 */
public record LatencyReport(
    Machine machine,
    String mode,
    String modeReason,
    LatencySettings settings,
    List<LatencyRow> rows,
    String missing) {
  /** Copies the list. */
  public LatencyReport {
    rows = List.copyOf(rows);
  }
}
