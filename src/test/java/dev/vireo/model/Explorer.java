package dev.vireo.model;

import dev.vireo.model.ModelState.Producer;
import dev.vireo.model.ModelState.ProducerAt;
import dev.vireo.model.ModelState.PumpAt;
import dev.vireo.model.ModelState.SignallerAt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Visits every state that a scope can reach, breadth first, so that the trace of a violation is a
 * shortest one. Afterwards it walks back from the final states: a state from which none can be
 * reached holds a slot that is stuck for ever, whether everybody waits or goes round in circles.
 */
final class Explorer {
  private static final int MOST_STATES = 20_000_000;

  private final Scope scope;
  private final ProducerSteps producers;
  private final PumpSteps pump;
  private final LaneSteps lanes;
  private final SignallerSteps signallers;
  private final StateSet states = new StateSet();
  private long[] packed = new long[16 * ModelState.WORDS]; // the states that follow the current one
  private int following;
  private int[] numbers = new int[16];
  private int[] parents = new int[1 << 16];
  private int[] edgesFrom = new int[1 << 18];
  private int[] edgesTo = new int[1 << 18];
  private int edges;
  private int current;
  private String violation;

  private Explorer(Scope scope) {
    this.scope = scope;
    producers = new ProducerSteps(scope);
    pump = new PumpSteps(scope);
    lanes = new LaneSteps(scope);
    signallers = new SignallerSteps(scope);
  }

  static Exploration explore(Scope scope) {
    return new Explorer(scope).explore();
  }

  private Exploration explore() {
    ModelState start = new ModelState(scope);
    start.pack(packed, 0);
    states.add(packed, 1, numbers);
    ModelState state = new ModelState(scope);
    for (current = 0; current < states.size() && violation == null; current++) {
      states.get(current, state);
      int before = edges;
      following = 0;
      addSteps(state, this::follow);
      addFollowing();
      if (violation != null) {
        return found(violation, current);
      }
      if (edges == before && !isFinal(state)) {
        return found("nobody can do anything, and not everything has completed", current);
      }
    }
    int stuck = firstFalse(completing());
    return stuck < 0
        ? new Exploration(states.size(), edges, null, List.of())
        : found("from here on not everything can complete", stuck);
  }

  private void addSteps(ModelState state, Steps steps) {
    state.dropCopies();
    for (int i = 0; i < scope.producers(); i++) {
      producers.add(state, i, steps);
    }
    pump.add(state, steps);
    for (int i = 0; i < scope.lanes(); i++) {
      lanes.add(state, i, steps);
    }
    for (int i = 0; i < scope.signals().length; i++) {
      signallers.add(state, i, steps);
    }
  }

  private void follow(ModelState next, String actor, int number, String what, int about) {
    if (next.violation != null) {
      violation = violation == null ? next.violation : violation;
      return;
    }
    if (following == numbers.length) {
      numbers = new int[2 * following];
      packed = Arrays.copyOf(packed, 2 * packed.length);
    }
    next.pack(packed, following++ * ModelState.WORDS);
  }

  private void addFollowing() {
    states.add(packed, following, numbers);
    for (int i = 0; i < following; i++) {
      int index = numbers[i];
      if (index < 0) {
        index = ~index;
        setParent(index);
      }
      if (index != current) {
        addEdge(current, index);
      }
    }
  }

  private void setParent(int index) {
    if (index >= MOST_STATES) {
      throw new IllegalStateException("the scope has more than " + MOST_STATES + " states");
    }
    if (index == parents.length) {
      parents = Arrays.copyOf(parents, 2 * index);
    }
    parents[index] = current;
  }

  private void addEdge(int from, int to) {
    if (edges == edgesFrom.length) {
      edgesFrom = Arrays.copyOf(edgesFrom, 2 * edges);
      edgesTo = Arrays.copyOf(edgesTo, 2 * edges);
    }
    edgesFrom[edges] = from;
    edgesTo[edges++] = to;
  }

  /** Everything has completed, and the device is free. */
  private boolean isFinal(ModelState state) {
    for (Producer producer : state.producers) {
      if (producer.left != 0 || producer.at != ProducerAt.TAKE) {
        return false;
      }
    }
    for (SignallerAt signaller : state.signallers) {
      if (signaller != SignallerAt.DONE) {
        return false;
      }
    }
    return state.prefix == scope.slots() && state.pump == PumpAt.PARKED;
  }

  /** Returns which states can still become final. */
  private boolean[] completing() {
    int count = states.size();
    boolean[] completes = new boolean[count];
    int[] queue = new int[count];
    int queued = 0;
    ModelState state = new ModelState(scope);
    for (int i = 0; i < count; i++) {
      states.get(i, state);
      if (isFinal(state)) {
        completes[i] = true;
        queue[queued++] = i;
      }
    }
    int[] begin = edgesBefore(count);
    int[] sources = sources(begin);
    for (int head = 0; head < queued; head++) {
      for (int i = begin[queue[head]]; i < begin[queue[head] + 1]; i++) {
        if (!completes[sources[i]]) {
          completes[sources[i]] = true;
          queue[queued++] = sources[i];
        }
      }
    }
    return completes;
  }

  /** Returns, for each state, how many edges lead to states with smaller numbers. */
  private int[] edgesBefore(int count) {
    int[] before = new int[count + 1];
    for (int i = 0; i < edges; i++) {
      before[edgesTo[i] + 1]++;
    }
    for (int i = 0; i < count; i++) {
      before[i + 1] += before[i];
    }
    return before;
  }

  /** Returns where the edges come from, sorted by where they lead to. */
  private int[] sources(int[] begin) {
    int[] sources = new int[edges];
    int[] at = begin.clone();
    for (int i = 0; i < edges; i++) {
      sources[at[edgesTo[i]]++] = edgesFrom[i];
    }
    return sources;
  }

  private static int firstFalse(boolean[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!values[i]) {
        return i;
      }
    }
    return -1;
  }

  private Exploration found(String what, int last) {
    List<Integer> path = new ArrayList<>();
    for (int i = last; i != 0; i = parents[i]) {
      path.add(i);
    }
    Collections.reverse(path);
    List<String> trace = new ArrayList<>();
    ModelState state = new ModelState(scope);
    // Stored states are sorted: the steps are made once more, so that a lane keeps its number.
    for (int number : path) {
      state = follow(state, number, trace);
    }
    if (violation != null) {
      trace.add(violatingStep(state));
    }
    return new Exploration(states.size(), edges, what, trace);
  }

  private ModelState follow(ModelState state, int number, List<String> trace) {
    ModelState[] chosen = new ModelState[1];
    addSteps(
        state,
        (next, actor, who, what, about) -> {
          next.pack(packed, 0);
          if (chosen[0] == null && next.violation == null && states.equal(packed, 0, number)) {
            chosen[0] = next.keep(scope);
            trace.add(text(actor, who, what, about));
          }
        });
    return chosen[0];
  }

  private String violatingStep(ModelState state) {
    String[] step = new String[1];
    addSteps(
        state,
        (next, actor, who, what, about) -> {
          if (step[0] == null && violation.equals(next.violation)) {
            step[0] = text(actor, who, what, about);
          }
        });
    return step[0];
  }

  private static String text(String actor, int number, String what, int about) {
    String who = number < 0 ? actor : actor + " " + (char) ('A' + number);
    return who + ": " + what.replace("%d", Integer.toString(about));
  }
}
