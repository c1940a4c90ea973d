package dev.vireo.script;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import java.util.List;
import java.util.Map;

/**
 * What became of a script. Immutable.
 *
 * @param file the file's name as the user wrote it
 * @param device name of the device that executed it
 * @param protection what the kernel checked
 * @param mode the mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param observableWords observable words of its megakernel
 * @param slots slots that were published, each turn of a {@code repeat} anew
 * @param statuses how many slots ended in which way
 * @param nanoseconds from the first statement to the last, opening and closing not counted
 * @param rows the first 64 slots and the last 8
 * @param expectations one for every {@code expect} in the script, in its order
 */
public record ScriptReport(
    String file,
    String device,
    Protection protection,
    Mode mode,
    String modeReason,
    int observableWords,
    long slots,
    Map<CompletionStatus, Long> statuses,
    long nanoseconds,
    List<SlotRow> rows,
    List<ExpectationResult> expectations) {
  /** Copies the collections. */
  public ScriptReport {
    statuses = Map.copyOf(statuses);
    rows = List.copyOf(rows);
    expectations = List.copyOf(expectations);
  }

  /** Returns how many slots ended as {@code status}. */
  public long count(CompletionStatus status) {
    return statuses.getOrDefault(status, 0L);
  }

  /** Returns how many slots have no row. */
  public long rowsOmitted() {
    return slots - rows.size();
  }

  /** Returns how many expectations did not hold. */
  public long failures() {
    return expectations.stream().filter(expectation -> !expectation.held()).count();
  }

  /** Returns whether all expectations hold. */
  public boolean held() {
    return failures() == 0;
  }
}
