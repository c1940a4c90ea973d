package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.List;

/**
 * The cost of doing nothing.
 *
 * @param machine where
 * @param mode the library's mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param settings how
 * @param rows the process without a megakernel first, then with one for each way of waiting
 */
public record IdleReport(
    Machine machine, Mode mode, String modeReason, IdleSettings settings, List<IdleRow> rows) {
  /** Copies the list. */
  public IdleReport {
    rows = List.copyOf(rows);
  }
}
