package dev.vireo.script;

import dev.vireo.script.Statement.Expect;
import dev.vireo.script.Statement.Publish;
import dev.vireo.script.Statement.Repeat;
import dev.vireo.script.Statement.Wait;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the terms that may be looked at while slots are under way. An expectation looks at the
 * state after the last wait, so what these terms show has to be kept from then.
 */
final class StaleTerms {
  private final Set<Term> found = new LinkedHashSet<>();

  private StaleTerms() {}

  /**
   * Returns the terms of {@code script}; slots' statuses and results never change, so not those.
   */
  static Set<Term> of(Script script) {
    StaleTerms terms = new StaleTerms();
    terms.search(script.statements().subList(0, script.impliedWait()), false);
    return terms.found;
  }

  private void search(List<Statement> block, boolean slotsUnderWayAtFirst) {
    boolean underWay = slotsUnderWayAtFirst;
    for (Statement statement : block) {
      if (statement instanceof Expect expect && underWay && !expect.term().kind().isSlot()) {
        found.add(expect.term());
      }
      if (statement instanceof Repeat repeat && repeat.turns() > 0) {
        boolean fromEarlierTurn = repeat.turns() > 1 && after(repeat.body(), underWay);
        search(repeat.body(), underWay || fromEarlierTurn);
      }
      underWay = after(statement, underWay);
    }
  }

  private static boolean after(List<Statement> block, boolean slotsUnderWay) {
    boolean underWay = slotsUnderWay;
    for (Statement statement : block) {
      underWay = after(statement, underWay);
    }
    return underWay;
  }

  private static boolean after(Statement statement, boolean slotsUnderWay) {
    if (statement instanceof Repeat repeat) {
      return repeat.turns() > 0 ? after(repeat.body(), slotsUnderWay) : slotsUnderWay;
    }
    return statement instanceof Publish || (slotsUnderWay && !(statement instanceof Wait));
  }
}
