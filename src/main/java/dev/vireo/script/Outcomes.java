package dev.vireo.script;

import dev.vireo.Completion;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.script.Statement.Expect;
import dev.vireo.script.Statement.Publish;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the slots of a script ended: counted all, kept where an expectation names the slot or the
 * table shows it. A script may publish far more slots than memory holds.
 */
final class Outcomes {
  static final int FIRST_ROWS = 64;
  static final int LAST_ROWS = 8;

  private final long slots;
  private final Set<Integer> named = new HashSet<>();
  private final Map<Long, Publish> published = new HashMap<>();
  private final TreeMap<Long, SlotRow> rows = new TreeMap<>();
  private final Map<CompletionStatus, Long> counts = new EnumMap<>(CompletionStatus.class);

  Outcomes(Script script, List<Expect> expectations) {
    slots = script.slots();
    for (Expect expect : expectations) {
      if (expect.term().kind().isSlot()) {
        named.add(expect.term().index());
      }
    }
  }

  void publish(long number, Publish statement) {
    if (isShown(number) || named.contains((int) number)) {
      published.put(number, statement);
    }
  }

  void complete(long number, Completion completion) {
    end(
        number,
        completion.status(),
        completion.fault(),
        completion.result0(),
        completion.result1());
  }

  /** A slot that could not be published any more ends like one that was never started. */
  void cancel(long number) {
    end(number, CompletionStatus.CANCELLED, FaultCode.NONE, 0, 0);
  }

  private void end(
      long number, CompletionStatus status, FaultCode fault, int result0, int result1) {
    counts.merge(status, 1L, Long::sum);
    Publish from = published.remove(number);
    if (from != null) {
      int line = from.at().line();
      rows.put(number, new SlotRow(number, line, from.slot(), status, fault, result0, result1));
    }
  }

  /** Returns the outcome of a slot that an expectation names, or null when it is still open. */
  SlotRow of(int number) {
    return rows.get((long) number);
  }

  Map<CompletionStatus, Long> counts() {
    return counts;
  }

  List<SlotRow> shownRows() {
    List<SlotRow> shown = new ArrayList<>();
    for (SlotRow row : rows.values()) {
      if (isShown(row.number())) {
        shown.add(row);
      }
    }
    return shown;
  }

  private boolean isShown(long number) {
    return number < FIRST_ROWS || number >= slots - LAST_ROWS;
  }
}
