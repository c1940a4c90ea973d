package dev.vireo.model;

import dev.vireo.model.ModelState.PumpAt;
import dev.vireo.model.ModelState.SignallerAt;

/**
 * What threads do that signal, each one signal: look whether the slot has completed, keep the
 * signal, look whether the pump sleeps, unpark it in any case.
 */
final class SignallerSteps {
  private static final String ACTOR = "signaller";

  private final Scope scope;

  SignallerSteps(Scope scope) {
    this.scope = scope;
  }

  void add(ModelState state, int number, Steps steps) {
    switch (state.signallers[number]) {
      case CHECK -> check(state, number, steps);
      case KEEP -> keep(state, number, steps);
      case LOOK -> look(state, number, steps);
      case CLEAR -> clear(state, number, steps);
      case UNPARK -> unpark(state, number, steps);
      case DONE -> {}
    }
  }

  private boolean wakesFirst() {
    return scope.has(Fault.WOKEN_BEFORE_THE_SIGNAL_IS_KEPT);
  }

  private void check(ModelState state, int number, Steps steps) {
    int sequence = scope.signals()[number];
    if (sequence >= state.cursor || scope.lateSignals() && state.pump != PumpAt.PARKED) {
      return;
    }
    ModelState next = state.copy(scope);
    if (sequence < state.prefix || state.record[state.index(sequence)] == sequence + 1) {
      next.signallers[number] = SignallerAt.DONE;
      steps.add(next, ACTOR, number, "is refused, as sequence %d has completed", sequence);
    } else {
      next.signallers[number] = wakesFirst() ? SignallerAt.LOOK : SignallerAt.KEEP;
      steps.add(next, ACTOR, number, "sees that sequence %d has not completed", sequence);
    }
  }

  private void keep(ModelState state, int number, Steps steps) {
    int sequence = scope.signals()[number];
    ModelState next = state.copy(scope);
    if (state.kept[sequence] != 0) {
      next.signallers[number] = SignallerAt.CHECK;
      steps.add(next, ACTOR, number, "is refused and tries again", -1);
      return;
    }
    int word = ++next.signalled[sequence];
    if (state.mark[state.index(sequence)] || !scope.has(Fault.EARLY_SIGNAL_DROPPED)) {
      next.kept[sequence] = word;
    }
    boolean ends = wakesFirst() || scope.has(Fault.SIGNAL_WAKES_NOBODY);
    next.signallers[number] = ends ? SignallerAt.DONE : SignallerAt.LOOK;
    steps.add(next, ACTOR, number, "leaves signal " + word + " for sequence %d", sequence);
  }

  private void look(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    next.signallers[number] = state.asleep ? SignallerAt.CLEAR : SignallerAt.UNPARK;
    String what = state.asleep ? "asleep" : "awake";
    steps.add(next, ACTOR, number, "sees that the pump is " + what, -1);
  }

  private void clear(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    next.asleep = false;
    next.signallers[number] = SignallerAt.UNPARK;
    steps.add(next, ACTOR, number, "clears the pump's announcement", -1);
  }

  private void unpark(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    next.permit = true;
    next.signallers[number] = wakesFirst() ? SignallerAt.KEEP : SignallerAt.DONE;
    steps.add(next, ACTOR, number, "unparks the pump", -1);
  }
}
