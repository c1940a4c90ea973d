package dev.vireo.model;

import dev.vireo.model.ModelState.Lane;
import dev.vireo.model.ModelState.LaneAt;
import dev.vireo.model.ModelState.Listed;
import dev.vireo.model.ModelState.Status;

/** What a slice's lanes do: take a ticket, poll its stamp, claim, run, record, hand back, end. */
final class LaneSteps {
  private static final String ACTOR = "lane";

  private final Scope scope;

  LaneSteps(Scope scope) {
    this.scope = scope;
  }

  void add(ModelState state, int number, Steps steps) {
    switch (state.lanes[number].at) {
      case ENDED -> {}
      case NEXT -> next(state, number, steps);
      case POLL -> poll(state, number, steps);
      case CLAIM -> claim(state, number, steps);
      case RUN -> run(state, number, steps);
      case RECORD -> record(state, number, steps);
    }
    drains(state, number, steps);
  }

  private boolean mayEnd(ModelState state) {
    return state.stop || state.end || scope.turnsEnd();
  }

  private void next(ModelState state, int number, Steps steps) {
    if (mayEnd(state)) {
      ModelState next = state.copy(scope);
      end(next.lanes[number]);
      steps.add(next, ACTOR, number, "ends without a ticket", -1);
    }
    boolean resumes = false;
    for (int sequence = 0; sequence < state.listed.length; sequence++) {
      if (state.listed[sequence] == Listed.IN || state.listed[sequence] == Listed.IN_STARTED) {
        resumes = true;
        resume(state, number, sequence, steps);
      }
    }
    if (!resumes) {
      takeTicket(state, number, steps);
    }
  }

  private void resume(ModelState state, int number, int sequence, Steps steps) {
    ModelState next = state.copy(scope);
    Lane lane = next.lanes[number];
    lane.sequence = sequence;
    next.listed[sequence] = Listed.NO;
    if (state.listed[sequence] == Listed.IN_STARTED) {
      checkResumed(next, sequence);
      next.status[next.index(sequence)] = Status.CLAIMED;
      lane.at = LaneAt.RUN;
      steps.add(next, ACTOR, number, "goes on with sequence %d", sequence);
    } else {
      boolean polls = !scope.has(Fault.HANDED_BACK_TICKETS_NOT_POLLED);
      lane.at = polls ? LaneAt.POLL : LaneAt.CLAIM;
      steps.add(next, ACTOR, number, "takes the handed-back ticket %d", sequence);
    }
  }

  private void checkResumed(ModelState next, int sequence) {
    boolean slot = sequence < next.waited.length;
    if (!slot || !ran(next, sequence)) {
      next.violate("sequence " + sequence + " goes on and never ran");
    } else if ((next.ended >> sequence & 1) != 0) {
      next.violate("sequence " + sequence + " goes on and has completed");
    } else if (next.word[next.index(sequence)] != next.waited[sequence]) {
      next.violate(
          "sequence "
              + sequence
              + " has waited "
              + next.waited[sequence]
              + " times and goes on with signal "
              + next.word[next.index(sequence)]);
    }
  }

  private void takeTicket(ModelState state, int number, Steps steps) {
    int sequence = state.claimed + state.tickets;
    if (sequence >= state.listed.length) {
      // Only a ticket that was given out twice gets so far; the slot that it doubled is found.
      return;
    }
    ModelState next = state.copy(scope);
    next.lanes[number].sequence = sequence;
    next.lanes[number].at = LaneAt.POLL;
    next.tickets++;
    steps.add(next, ACTOR, number, "takes ticket %d", sequence);
    if (scope.has(Fault.TICKETS_NOT_ATOMIC)) {
      ModelState lost = state.copy(scope);
      lost.lanes[number].sequence = sequence;
      lost.lanes[number].at = LaneAt.POLL;
      steps.add(lost, ACTOR, number, "takes ticket %d, and its increment is lost", sequence);
    }
  }

  private void poll(ModelState state, int number, Steps steps) {
    int sequence = state.lanes[number].sequence;
    int stamp = state.stamp[state.index(sequence)];
    if (stamp == sequence + 1 || stamp != 0 && scope.has(Fault.ANY_STAMP_ACCEPTED)) {
      ModelState next = state.copy(scope);
      next.lanes[number].at = LaneAt.CLAIM;
      steps.add(next, ACTOR, number, "sees the stamp of sequence %d", sequence);
    }
    boolean ends =
        scope.turnsEnd()
            || state.stop && !scope.has(Fault.STOP_IGNORED)
            || state.end && !scope.has(Fault.END_IGNORED);
    if (ends) {
      ModelState next = state.copy(scope);
      if (!scope.has(Fault.HAND_BACK_FORGOTTEN)) {
        list(next, sequence, Listed.OUT);
      }
      end(next.lanes[number]);
      steps.add(next, ACTOR, number, "hands ticket %d back and ends", sequence);
    }
  }

  static void list(ModelState next, int sequence, Listed entry) {
    if (next.listed[sequence] != Listed.NO) {
      next.violate("sequence " + sequence + " is listed twice");
    }
    next.listed[sequence] = entry;
  }

  private static void end(Lane lane) {
    lane.at = LaneAt.ENDED;
    lane.sequence = 0;
  }

  private void claim(ModelState state, int number, Steps steps) {
    int sequence = state.lanes[number].sequence;
    int index = state.index(sequence);
    ModelState next = state.copy(scope);
    if (state.status[index] != Status.PUBLISHED) {
      next.violate(
          "sequence "
              + sequence
              + " is claimed and found "
              + state.status[index]
              + ": it is cancelled"
              + (ran(state, sequence) ? " though it ran" : ""));
    } else if (state.bytes[index] != sequence + 1) {
      next.violate("sequence " + sequence + " runs with what its slot held before");
    } else if (ran(state, sequence)) {
      next.violate("sequence " + sequence + " runs twice");
    }
    next.status[index] = Status.CLAIMED;
    next.word[index] = 0;
    next.ran |= 1 << sequence;
    next.lanes[number].at = LaneAt.RUN;
    steps.add(next, ACTOR, number, "claims sequence %d", sequence);
  }

  private static boolean ran(ModelState state, int sequence) {
    return (state.ran >> sequence & 1) != 0;
  }

  private void run(ModelState state, int number, Steps steps) {
    Lane now = state.lanes[number];
    int sequence = now.sequence;
    boolean waits = scope.waits(sequence) > state.waited[sequence];
    if (waits) {
      park(state, number, steps);
    } else if (now.pendingStatus == 0) {
      ModelState next = state.copy(scope);
      next.lanes[number].pendingStatus = next.index(sequence) + 1;
      next.lanes[number].at = LaneAt.RECORD;
      steps.add(next, ACTOR, number, "has run sequence %d and stores its status", sequence);
    }
    if ((scope.givingWay() & ~state.gaveWay & 1 << sequence) != 0) {
      ModelState next = state.copy(scope);
      next.gaveWay |= 1 << sequence;
      next.status[next.index(sequence)] = Status.GAVE_WAY;
      next.end = true;
      if (!scope.has(Fault.GIVING_WAY_NOT_LISTED)) {
        boolean lost = scope.has(Fault.STARTED_FLAG_LOST);
        list(next, sequence, lost ? Listed.OUT : Listed.OUT_STARTED);
      }
      end(next.lanes[number]);
      steps.add(next, ACTOR, number, "lets sequence %d give way, sets END and ends", sequence);
    }
  }

  private void park(ModelState state, int number, Steps steps) {
    int sequence = state.lanes[number].sequence;
    ModelState next = state.copy(scope);
    next.waited[sequence]++;
    next.status[next.index(sequence)] = Status.GAVE_WAY;
    next.mark[next.index(sequence)] = !scope.has(Fault.WAITING_SLOT_NOT_MARKED);
    next.parked++;
    if (scope.has(Fault.WAITING_SLOT_LISTED)) {
      list(next, sequence, Listed.OUT_STARTED);
    }
    next.lanes[number].at = LaneAt.NEXT;
    next.lanes[number].sequence = 0;
    steps.add(next, ACTOR, number, "lets sequence %d wait", sequence);
    if (scope.has(Fault.WAITING_SLOTS_COUNTED_NOT_ATOMICALLY)) {
      ModelState lost = next.copy(scope);
      lost.parked = state.parked;
      steps.add(lost, ACTOR, number, "lets sequence %d wait, and its count is lost", sequence);
    }
  }

  private void record(ModelState state, int number, Steps steps) {
    Lane now = state.lanes[number];
    int sequence = now.sequence;
    if (now.pendingResults != 0) {
      return;
    }
    ModelState next = state.copy(scope);
    Lane lane = next.lanes[number];
    if ((state.ended >> sequence & 1) != 0) {
      next.violate("sequence " + sequence + " completes twice");
    }
    if (!scope.has(Fault.STATUS_AFTER_RECORD)) {
      drainStatus(next, lane);
    }
    next.ended |= 1 << sequence;
    next.record[next.index(sequence)] = sequence + 1;
    lane.pendingResults = sequence + 1;
    if (!scope.has(Fault.RECORD_STAMP_BEFORE_RESULTS)) {
      drainResults(next, lane);
    }
    lane.at = LaneAt.NEXT;
    lane.sequence = 0;
    steps.add(next, ACTOR, number, "writes the completion record of sequence %d", sequence);
  }

  private void drains(ModelState state, int number, Steps steps) {
    Lane now = state.lanes[number];
    if (now.pendingStatus != 0) {
      ModelState next = state.copy(scope);
      drainStatus(next, next.lanes[number]);
      steps.add(next, ACTOR, number, "final status in slot %d is visible", now.pendingStatus - 1);
    }
    if (now.pendingResults != 0) {
      ModelState next = state.copy(scope);
      drainResults(next, next.lanes[number]);
      steps.add(next, ACTOR, number, "results of sequence %d arrive", now.pendingResults - 1);
    }
  }

  static void drainStatus(ModelState next, Lane lane) {
    if (lane.pendingStatus != 0) {
      next.status[lane.pendingStatus - 1] = Status.EMPTY;
      lane.pendingStatus = 0;
    }
  }

  static void drainResults(ModelState next, Lane lane) {
    if (lane.pendingResults != 0) {
      next.results[next.index(lane.pendingResults - 1)] = lane.pendingResults;
      lane.pendingResults = 0;
    }
  }
}
