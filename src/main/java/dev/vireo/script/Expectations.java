package dev.vireo.script;

import dev.vireo.script.Statement.Expect;
import dev.vireo.script.Statement.Repeat;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Compares what expectations see with what they want, and keeps one result for each of them. */
final class Expectations {
  private final List<Expect> inOrder = new ArrayList<>();
  private final Map<Expect, Tally> tallies = new IdentityHashMap<>();

  Expectations(Script script) {
    collect(script.statements());
  }

  private void collect(List<Statement> block) {
    for (Statement statement : block) {
      if (statement instanceof Expect expect) {
        inOrder.add(expect);
        tallies.put(expect, new Tally());
      } else if (statement instanceof Repeat repeat) {
        collect(repeat.body());
      }
    }
  }

  /** Returns all expectations in the order of the script. */
  List<Expect> all() {
    return inOrder;
  }

  /**
   * Notes what {@code expect} saw.
   *
   * @param slotsSinceWait slots that it could not see, because they were published after the wait
   */
  void note(Expect expect, Observation seen, long slotsSinceWait) {
    Tally tally = tallies.get(expect);
    boolean held = seen.words().equals(expect.value());
    tally.evaluated++;
    if (!held && tally.failed++ == 0) {
      tally.seen = seen;
      tally.slotsSinceWait = slotsSinceWait;
    } else if (tally.failed == 0) {
      tally.seen = seen;
    }
  }

  List<ExpectationResult> results() {
    return inOrder.stream().map(expect -> tallies.get(expect).result(expect)).toList();
  }

  private static final class Tally {
    private long evaluated;
    private long failed;
    private long slotsSinceWait;
    private Observation seen = Observation.nothing("");

    private ExpectationResult result(Expect expect) {
      Term term = expect.term();
      return new ExpectationResult(
          expect.at(),
          term.toString(),
          term.show(expect.value()),
          seen.words().isEmpty() ? "" : term.show(seen.words()),
          evaluated,
          failed,
          reason());
    }

    private String reason() {
      if (seen.reason() != null) {
        return seen.reason();
      }
      return failed == 0 || slotsSinceWait == 0
          ? ""
          : slotsSinceWait
              + " slots were published after the last `wait`; put `wait` before the expectation";
    }
  }
}
