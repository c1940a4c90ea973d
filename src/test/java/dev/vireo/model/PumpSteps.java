package dev.vireo.model;

import dev.vireo.model.ModelState.Lane;
import dev.vireo.model.ModelState.LaneAt;
import dev.vireo.model.ModelState.Listed;
import dev.vireo.model.ModelState.Producer;
import dev.vireo.model.ModelState.ProducerAt;
import dev.vireo.model.ModelState.PumpAt;

/** What the pump does: start slices, take completions, stop idle slices, count claims, sleep. */
final class PumpSteps {
  private static final String ACTOR = "pump";

  private final Scope scope;

  PumpSteps(Scope scope) {
    this.scope = scope;
  }

  void add(ModelState state, Steps steps) {
    switch (state.pump) {
      case TURN -> turn(state, steps);
      case TELL -> tell(state, steps);
      case RUNNING -> running(state, steps);
      case COUNTED_EARLY -> noticeEnd(state, steps);
      case COUNT -> count(state, steps);
      case COLLECT -> collect(state, steps);
      case ROOM -> room(state, steps);
      case NOTIFY -> notifyWaiters(state, steps);
      case ANNOUNCED -> announced(state, steps);
      case LOOK_AGAIN -> lookAgain(state, steps);
      case PARK -> park(state, steps);
      case PARKED -> parked(state, steps);
    }
    drains(state, steps);
  }

  private void turn(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    raise(next);
    boolean looks = next.filled != state.filled;
    if (looks && !scope.has(Fault.LATE_COMPLETIONS_NOT_LOOKED_FOR) && take(state, steps)) {
      return;
    }
    boolean listed = listed(next) && !scope.has(Fault.HANDED_BACK_TICKETS_ARE_NO_WORK);
    boolean due = due(next) && !scope.has(Fault.SIGNALS_ARE_NO_WORK);
    if (next.claimed < next.filled || listed || due) {
      start(next);
      steps.add(next, ACTOR, -1, "starts a slice, the first ticket is sequence %d", next.claimed);
    } else if (scope.signals().length == 0) {
      announce(next);
      steps.add(next, ACTOR, -1, "finds no work and announces that it sleeps", -1);
    } else {
      next.pump = PumpAt.TELL;
      steps.add(next, ACTOR, -1, "finds no work", -1);
    }
  }

  private static void announce(ModelState next) {
    next.pendingAsleep = true;
    next.pump = PumpAt.ANNOUNCED;
  }

  /**
   * A callback may park the pump's thread, and take what a signaller wakes it up with. Publishers
   * do not depend on that: they wake it up only when it has announced that it sleeps.
   */
  private void tell(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    announce(next);
    steps.add(next, ACTOR, -1, "announces that it sleeps", -1);
    if (state.permit) {
      ModelState taken = next.copy(scope);
      taken.permit = false;
      steps.add(taken, ACTOR, -1, "parks in a callback, wakes up, announces that it sleeps", -1);
    }
  }

  private static boolean listed(ModelState state) {
    for (Listed entry : state.listed) {
      if (entry != Listed.NO) {
        return true;
      }
    }
    return false;
  }

  /** Drops signals whose slots have completed; returns whether a slot waits that was signalled. */
  private boolean due(ModelState next) {
    boolean due = false;
    for (int sequence = 0; sequence < next.kept.length; sequence++) {
      if (sequence < next.prefix && !scope.has(Fault.SIGNALS_OF_COMPLETED_SLOTS_KEPT)) {
        next.kept[sequence] = 0;
      }
      due |= next.due(sequence) != 0;
    }
    return due;
  }

  private static void raise(ModelState next) {
    while (published(next)) {
      next.filled++;
    }
  }

  private static boolean published(ModelState state) {
    return state.available[state.index(state.filled)] == state.filled + 1;
  }

  private void handOver(ModelState next) {
    int room = scope.signalRoom();
    for (int sequence = 0; sequence < next.kept.length; sequence++) {
      int word = next.due(sequence);
      if (next.waiting > 0 && word != 0 && room-- > 0) {
        LaneSteps.list(next, sequence, Listed.IN_STARTED);
        next.word[next.index(sequence)] = word;
        if (!scope.has(Fault.MARK_NOT_CLEARED)) {
          next.mark[next.index(sequence)] = false;
        }
        if (!scope.has(Fault.SIGNAL_HANDED_OVER_TWICE)) {
          next.kept[sequence] = 0;
        }
        next.waiting--;
      }
    }
  }

  private void start(ModelState next) {
    handOver(next);
    next.tickets = 0;
    next.parked = 0;
    next.stop = false;
    next.end = false;
    next.sliceRuns = true;
    next.pump = PumpAt.RUNNING;
    for (Lane lane : next.lanes) {
      lane.at = LaneAt.NEXT;
      lane.sequence = 0;
    }
  }

  private void running(ModelState state, Steps steps) {
    take(state, steps);
    ModelState idle = state.copy(scope);
    raise(idle);
    if (!state.stop && quiet(idle)) {
      idle.stop = true;
      steps.add(idle, ACTOR, -1, "is idle and sets STOP", -1);
    }
    if (!state.stop && scope.signals().length > 0) {
      stopForSignals(state, steps);
    }
    if (scope.has(Fault.CLAIMED_COUNTED_BEFORE_THE_END)) {
      ModelState early = state.copy(scope);
      early.seen = early.cursor;
      early.pump = PumpAt.COUNTED_EARLY;
      steps.add(early, ACTOR, -1, "sees that sequences below %d are taken", early.seen);
    } else {
      noticeEnd(state, steps);
    }
  }

  private void stopForSignals(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    if (due(next)) {
      next.stop = true;
      steps.add(next, ACTOR, -1, "sees a signal for a slot that waits and sets STOP", -1);
    }
  }

  /** Whether everything that was published has completed or waits. */
  private boolean quiet(ModelState state) {
    for (int sequence = state.prefix; sequence < state.filled; sequence++) {
      int index = state.index(sequence);
      boolean waits = state.mark[index] && !scope.has(Fault.WAITING_SLOTS_KEEP_THE_SLICE);
      if (!waits && state.record[index] != sequence + 1) {
        return false;
      }
    }
    return true;
  }

  private void noticeEnd(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    for (Lane lane : next.lanes) {
      if (lane.at != LaneAt.ENDED) {
        return;
      }
      LaneSteps.drainStatus(next, lane);
      LaneSteps.drainResults(next, lane);
    }
    next.sliceRuns = false;
    next.pump = PumpAt.COUNT;
    steps.add(next, ACTOR, -1, "notices the slice's end", -1);
  }

  private void count(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    raise(next);
    int limit = next.cursor;
    if (scope.has(Fault.CLAIMED_LIMITED_BY_FILLED)) {
      limit = next.filled;
    } else if (scope.has(Fault.CLAIMED_COUNTED_BEFORE_THE_END)) {
      limit = next.seen;
      next.seen = 0;
    }
    next.claimed += Math.max(0, Math.min(next.tickets, limit - next.claimed));
    next.tickets = 0;
    next.waiting += next.parked;
    next.parked = 0;
    keepEntries(next);
    next.pump = PumpAt.COLLECT;
    steps.add(next, ACTOR, -1, "counts sequences below %d as claimed", next.claimed);
  }

  private void keepEntries(ModelState next) {
    int end = next.claimed;
    end += scope.has(Fault.ONE_ENTRY_TOO_MANY_RESUMED) ? 1 : 0;
    end -= scope.has(Fault.ONE_ENTRY_TOO_MANY_DROPPED) ? 1 : 0;
    for (int sequence = 0; sequence < next.listed.length; sequence++) {
      boolean started =
          next.listed[sequence] == Listed.OUT_STARTED || next.listed[sequence] == Listed.IN_STARTED;
      boolean unreached =
          next.listed[sequence] == Listed.IN || next.listed[sequence] == Listed.IN_STARTED;
      boolean forgotten = unreached && scope.has(Fault.UNREACHED_ENTRIES_FORGOTTEN);
      if (next.listed[sequence] != Listed.NO) {
        boolean kept = sequence < end && !forgotten;
        if (unreached && started && scope.has(Fault.SIGNAL_NOT_HANDED_ON)) {
          next.word[next.index(sequence)] = 0;
        }
        next.listed[sequence] = !kept ? Listed.NO : started ? Listed.IN_STARTED : Listed.IN;
      }
    }
  }

  private void collect(ModelState state, Steps steps) {
    if (!take(state, steps)) {
      ModelState next = state.copy(scope);
      next.pump = PumpAt.TURN;
      steps.add(next, ACTOR, -1, "has taken what completed", -1);
    }
  }

  private boolean take(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    raise(next);
    int index = state.index(state.prefix);
    boolean below = state.prefix < next.filled || scope.has(Fault.TAKEN_BEYOND_FILLED);
    boolean arrived = below && state.record[index] == state.prefix + 1;
    boolean blindly =
        scope.has(Fault.COMPLETIONS_NOT_LOOKED_AT)
            && state.prefix < state.claimed
            && state.pump == PumpAt.COLLECT;
    if (!arrived && !blindly) {
      return false;
    }
    if (scope.has(Fault.TAKEN_BEYOND_FILLED)) {
      next.filled = state.filled;
    }
    if ((state.ended >> state.prefix & 1) == 0) {
      next.violate("the prefix passes sequence " + state.prefix + ", which has not completed");
    } else if (state.results[index] != state.prefix + 1) {
      next.violate("the results of sequence " + state.prefix + " are taken before they arrived");
    }
    next.prefix++;
    next.pump = PumpAt.ROOM;
    steps.add(next, ACTOR, -1, "takes the completion of sequence %d", state.prefix);
    return true;
  }

  private void room(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    if (!scope.has(Fault.FENCE_BEFORE_LOOKING_FOR_WAITERS_LEFT_OUT)) {
      next.publicPrefix = next.prefix;
    }
    next.pump = state.waiters > 0 ? PumpAt.NOTIFY : collecting(state);
    steps.add(next, ACTOR, -1, "looks for producers that wait, sees %d", state.waiters);
  }

  private void notifyWaiters(ModelState state, Steps steps) {
    // A producer that has enlisted holds the lock until it waits.
    for (Producer producer : state.producers) {
      if (producer.at == ProducerAt.ENLISTED) {
        return;
      }
    }
    ModelState next = state.copy(scope);
    for (Producer producer : next.producers) {
      producer.notified = producer.at == ProducerAt.WAITING;
    }
    next.pump = collecting(state);
    steps.add(next, ACTOR, -1, "notifies producers that wait", -1);
  }

  private static PumpAt collecting(ModelState state) {
    return state.sliceRuns ? PumpAt.RUNNING : PumpAt.COLLECT;
  }

  private void announced(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    next.pump = scope.has(Fault.SECOND_LOOK_BEFORE_PARK_LEFT_OUT) ? PumpAt.PARK : PumpAt.LOOK_AGAIN;
    if (scope.has(Fault.FENCE_AFTER_ANNOUNCING_SLEEP_LEFT_OUT)) {
      steps.add(next, ACTOR, -1, "leaves the fence after its announcement out", -1);
    } else {
      drainAsleep(next);
      steps.add(next, ACTOR, -1, "fences after its announcement", -1);
    }
  }

  private void lookAgain(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    if (due(next) && !scope.has(Fault.SECOND_LOOK_IGNORES_SIGNALS)) {
      wakeUp(next);
      steps.add(next, ACTOR, -1, "sees a signal for a slot that waits and stays awake", -1);
    } else if (published(state)) {
      wakeUp(next);
      steps.add(next, ACTOR, -1, "sees sequence %d published and stays awake", state.filled);
    } else {
      next.pump = PumpAt.PARK;
      steps.add(next, ACTOR, -1, "sees that sequence %d is not published", state.filled);
    }
  }

  private void park(ModelState state, Steps steps) {
    ModelState next = state.copy(scope);
    if (state.asleep || state.pendingAsleep) {
      next.pump = PumpAt.PARKED;
      steps.add(next, ACTOR, -1, "parks", -1);
    } else {
      wakeUp(next);
      steps.add(next, ACTOR, -1, "sees its announcement cleared and does not park", -1);
    }
  }

  private void parked(ModelState state, Steps steps) {
    if (state.permit) {
      ModelState next = state.copy(scope);
      next.permit = false;
      wakeUp(next);
      steps.add(next, ACTOR, -1, "wakes up", -1);
    }
  }

  private static void wakeUp(ModelState next) {
    next.asleep = false;
    next.pendingAsleep = false;
    next.pump = PumpAt.TURN;
  }

  private void drains(ModelState state, Steps steps) {
    if (state.pendingAsleep) {
      ModelState next = state.copy(scope);
      drainAsleep(next);
      steps.add(next, ACTOR, -1, "announcement becomes visible", -1);
    }
    if (state.publicPrefix != state.prefix) {
      ModelState next = state.copy(scope);
      next.publicPrefix = next.prefix;
      steps.add(next, ACTOR, -1, "prefix %d becomes visible", state.prefix);
    }
  }

  private static void drainAsleep(ModelState next) {
    next.asleep |= next.pendingAsleep;
    next.pendingAsleep = false;
  }
}
