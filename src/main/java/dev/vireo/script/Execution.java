package dev.vireo.script;

import dev.vireo.DebugLog;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugRecord;
import dev.vireo.script.Statement.Expect;
import dev.vireo.script.Statement.Publish;
import dev.vireo.script.Statement.Repeat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One execution of a script. Used once, by one thread. */
final class Execution {
  private final Script script;
  private final ScriptTarget target;
  private final Expectations expectations;
  private final Outcomes outcomes;
  private final Outstanding outstanding;
  private final Set<Term> staleTerms;
  private final Map<Term, Observation> kept = new HashMap<>();
  private long published;
  private long publishedAtWait;
  private boolean closed;

  Execution(Script script, ScriptTarget target) {
    this.script = script;
    this.target = target;
    this.expectations = new Expectations(script);
    this.outcomes = new Outcomes(script, expectations.all());
    this.outstanding = new Outstanding(target.ringSlots());
    this.staleTerms = StaleTerms.of(script);
  }

  void run() {
    List<Statement> all = script.statements();
    int impliedWait = script.impliedWait();
    execute(all.subList(0, impliedWait));
    await();
    execute(all.subList(impliedWait, all.size()));
  }

  Outcomes outcomes() {
    return outcomes;
  }

  List<ExpectationResult> results() {
    return expectations.results();
  }

  private void execute(List<Statement> block) {
    for (Statement statement : block) {
      if (statement instanceof Publish publish) {
        publish(publish);
      } else if (statement instanceof Repeat repeat) {
        repeat(repeat);
      } else if (statement instanceof Expect expect) {
        expectations.note(expect, observe(expect.term()), published - publishedAtWait);
      } else {
        await();
      }
    }
  }

  private void repeat(Repeat repeat) {
    // The parser bounds the steps, so turns are bounded as long as a turn has steps.
    if (repeat.size().steps() > 0) {
      for (long turn = 0; turn < repeat.turns(); turn++) {
        execute(repeat.body());
      }
    }
  }

  private void publish(Publish statement) {
    if (published == publishedAtWait) {
      keepStaleTerms();
    }
    long number = published++;
    outcomes.publish(number, statement);
    if (!closed && !submit(number, statement)) {
      closed = true;
    }
    if (closed) {
      outcomes.cancel(number);
    }
  }

  private boolean submit(long number, Publish statement) {
    // A completion may be overwritten when the ring comes round, so it is taken before that.
    if (outstanding.isFull()) {
      complete();
    }
    try {
      outstanding.add(number, target.submit(statement.slot()));
      return true;
    } catch (ClosedException e) {
      if (e.getCause() != null) {
        throw e; // Not shut down by the script: the device failed.
      }
      return false;
    }
  }

  private void complete() {
    long number = outstanding.firstNumber();
    outcomes.complete(number, target.await(outstanding.removeFirst()));
  }

  private void await() {
    while (!outstanding.isEmpty()) {
      complete();
    }
    publishedAtWait = published;
  }

  private void keepStaleTerms() {
    kept.clear();
    for (Term term : staleTerms) {
      kept.put(term, look(term));
    }
  }

  private Observation observe(Term term) {
    if (term.kind().isSlot()) {
      return observeSlot(term);
    }
    return published == publishedAtWait ? look(term) : kept.get(term);
  }

  private Observation observeSlot(Term term) {
    if (term.index() >= publishedAtWait) {
      return Observation.nothing(
          publishedAtWait
              + " slots were published before the last `wait`, so there is no slot "
              + term.index()
              + " yet");
    }
    SlotRow slot = outcomes.of(term.index());
    switch (term.kind()) {
      case STATUS:
        return Observation.of(slot.status().code());
      case RESULT_0:
        return Observation.of(slot.result0());
      default:
        return Observation.of(slot.result1());
    }
  }

  private Observation look(Term term) {
    switch (term.kind()) {
      case CONTROL:
        return Observation.of(target.control(term.index()));
      case OBSERVABLE:
        return Observation.of(target.control(ControlLayout.OBSERVABLE_BASE + term.index()));
      case METRICS:
        return Observation.of(target.metrics()[term.index()]);
      case DONE:
        return Observation.of(target.done());
      case EPOCH:
        return Observation.of(target.epoch());
      default:
        return debug(term.index());
    }
  }

  private Observation debug(int index) {
    DebugLog log = target.debugRecords();
    if (index >= log.records().size()) {
      return Observation.nothing("the debug log has " + log.records().size() + " records");
    }
    DebugRecord record = log.records().get(index);
    return Observation.of(record.formatId(), record.arg1(), record.arg2());
  }
}
