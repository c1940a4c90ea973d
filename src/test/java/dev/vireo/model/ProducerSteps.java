package dev.vireo.model;

import dev.vireo.model.ModelState.Producer;
import dev.vireo.model.ModelState.ProducerAt;

/** What producers do: take sequences, fill, fence, stamp, fence, look whether the pump sleeps. */
final class ProducerSteps {
  private static final String ACTOR = "producer";

  private final Scope scope;
  private final int all; // mask of a batch

  ProducerSteps(Scope scope) {
    this.scope = scope;
    all = (1 << scope.batch()) - 1;
  }

  void add(ModelState state, int number, Steps steps) {
    Producer now = state.producers[number];
    switch (now.at) {
      case TAKE -> take(state, number, steps);
      case FULL -> full(state, number, steps);
      case ENLISTED -> enlisted(state, number, steps);
      case WAITING -> waiting(state, number, steps);
      case FILL -> fill(state, number, steps);
      case FENCE -> fence(state, number, steps);
      case STAMP -> stamp(state, number, steps);
      case SECOND_FENCE -> secondFence(state, number, steps);
      case LOOK -> look(state, number, steps);
      case CLEAR, UNPARK -> wake(state, number, steps);
    }
    drains(state, number, steps);
  }

  private boolean looksEarly() {
    return scope.has(Fault.LOOKED_AT_ASLEEP_BEFORE_THE_STAMP);
  }

  private ProducerAt afterLook() {
    return looksEarly() ? ProducerAt.FILL : ProducerAt.TAKE;
  }

  private boolean room(ModelState state) {
    int ring = scope.ring() + (scope.has(Fault.ROOM_OFF_BY_ONE) ? 1 : 0);
    return state.cursor + scope.batch() - state.publicPrefix <= ring;
  }

  private void take(ModelState state, int number, Steps steps) {
    // The compare-and-swap is a fence: what is pending drains first.
    if (state.producers[number].left == 0 || !state.producers[number].drained()) {
      return;
    }
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    if (room(state)) {
      producer.first = next.cursor;
      producer.left--;
      producer.at = looksEarly() ? ProducerAt.LOOK : ProducerAt.FILL;
      next.cursor += scope.batch();
      steps.add(next, ACTOR, number, "takes sequence %d", producer.first);
    } else {
      producer.at = ProducerAt.FULL;
      steps.add(next, ACTOR, number, "finds the ring full", -1);
    }
  }

  private void full(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    next.waiters++;
    next.producers[number].at = ProducerAt.ENLISTED;
    steps.add(next, ACTOR, number, "enlists as waiting", -1);
  }

  private void enlisted(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    if (room(state) && !scope.has(Fault.WAITER_DOES_NOT_LOOK_AGAIN)) {
      next.waiters--;
      producer.at = ProducerAt.TAKE;
      steps.add(next, ACTOR, number, "sees room after all", -1);
    } else {
      producer.at = ProducerAt.WAITING;
      steps.add(next, ACTOR, number, "waits for room", -1);
    }
  }

  private void waiting(ModelState state, int number, Steps steps) {
    if (state.producers[number].notified) {
      ModelState next = state.copy(scope);
      next.waiters--;
      next.producers[number].notified = false;
      next.producers[number].at = ProducerAt.TAKE;
      steps.add(next, ACTOR, number, "is notified", -1);
    }
  }

  private void fill(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    for (int i = 0; i < scope.batch(); i++) {
      int before = producer.first + i - scope.ring();
      if (before >= state.prefix) {
        next.violate("sequence " + before + " is overwritten before its completion was taken");
      }
    }
    if (scope.has(Fault.STAMP_BEFORE_BYTES)) {
      producer.pendingStamps = all;
      drainStamps(next, producer, all);
    }
    producer.pendingStatus = all;
    producer.pendingBytes = all;
    producer.pendingAvailability = scope.oneFence();
    producer.at = ProducerAt.FENCE;
    steps.add(next, ACTOR, number, "fills the slots from sequence %d on", producer.first);
  }

  private void fence(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    producer.at = ProducerAt.STAMP;
    if (scope.has(Fault.FENCE_BEFORE_STAMP_LEFT_OUT)) {
      steps.add(next, ACTOR, number, "leaves the fence before its stamp out", -1);
    } else {
      drainAll(next, producer);
      steps.add(next, ACTOR, number, "fences", -1);
    }
  }

  private void stamp(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    producer.pendingStamps = all;
    producer.pendingAvailability |= !scope.oneFence();
    producer.at = scope.oneFence() ? ProducerAt.LOOK : ProducerAt.SECOND_FENCE;
    steps.add(next, ACTOR, number, "stores the stamps from sequence %d on", producer.first);
  }

  private void secondFence(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    producer.at = looksEarly() ? ProducerAt.TAKE : ProducerAt.LOOK;
    if (scope.has(Fault.FENCE_BEFORE_LOOKING_AT_ASLEEP_LEFT_OUT)) {
      steps.add(next, ACTOR, number, "leaves the fence after its stamp out", -1);
    } else {
      drainAll(next, producer);
      steps.add(next, ACTOR, number, "fences after its stamps", -1);
    }
  }

  private void look(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    boolean unparkFirst = scope.has(Fault.ASLEEP_CLEARED_AFTER_UNPARK);
    if (state.asleep) {
      producer.at = unparkFirst ? ProducerAt.UNPARK : ProducerAt.CLEAR;
      steps.add(next, ACTOR, number, "sees that the pump is asleep", -1);
    } else {
      producer.at = afterLook();
      steps.add(next, ACTOR, number, "sees that the pump is awake", -1);
    }
  }

  private void wake(ModelState state, int number, Steps steps) {
    ModelState next = state.copy(scope);
    Producer producer = next.producers[number];
    boolean unparkFirst = scope.has(Fault.ASLEEP_CLEARED_AFTER_UNPARK);
    if (producer.at == ProducerAt.CLEAR) {
      next.asleep = false;
      producer.at = unparkFirst ? afterLook() : ProducerAt.UNPARK;
      steps.add(next, ACTOR, number, "clears the pump's announcement", -1);
    } else {
      next.permit = !scope.has(Fault.UNPARK_LEFT_OUT);
      producer.at = unparkFirst ? ProducerAt.CLEAR : afterLook();
      steps.add(next, ACTOR, number, "unparks the pump", -1);
    }
  }

  private void drains(ModelState state, int number, Steps steps) {
    Producer now = state.producers[number];
    for (int i = 0; i < scope.batch(); i++) {
      int bit = 1 << i;
      if ((now.pendingStatus & bit) != 0) {
        ModelState next = state.copy(scope);
        drainStatus(next, next.producers[number], bit);
        steps.add(next, ACTOR, number, "status word of sequence %d becomes visible", now.first + i);
      }
      if ((now.pendingBytes & bit) != 0) {
        ModelState next = state.copy(scope);
        drainBytes(next, next.producers[number], bit);
        steps.add(next, ACTOR, number, "bytes of sequence %d become visible", now.first + i);
      }
      if ((now.pendingStamps & bit) != 0) {
        ModelState next = state.copy(scope);
        drainStamps(next, next.producers[number], bit);
        steps.add(next, ACTOR, number, "stamp of sequence %d becomes visible", now.first + i);
      }
    }
    if (now.pendingAvailability) {
      ModelState next = state.copy(scope);
      drainAvailability(next, next.producers[number]);
      steps.add(next, ACTOR, number, "availability from sequence %d on is visible", now.first);
    }
  }

  private void drainAll(ModelState next, Producer producer) {
    drainStatus(next, producer, producer.pendingStatus);
    drainBytes(next, producer, producer.pendingBytes);
    drainStamps(next, producer, producer.pendingStamps);
    if (producer.pendingAvailability) {
      drainAvailability(next, producer);
    }
  }

  private void drainStatus(ModelState next, Producer producer, int bits) {
    producer.pendingStatus &= ~bits;
    for (int i = 0; i < scope.batch(); i++) {
      if ((bits >> i & 1) != 0) {
        next.status[next.index(producer.first + i)] = ModelState.Status.PUBLISHED;
      }
    }
  }

  private void drainBytes(ModelState next, Producer producer, int bits) {
    producer.pendingBytes &= ~bits;
    for (int i = 0; i < scope.batch(); i++) {
      if ((bits >> i & 1) != 0) {
        next.bytes[next.index(producer.first + i)] = producer.first + i + 1;
      }
    }
  }

  private void drainStamps(ModelState next, Producer producer, int bits) {
    producer.pendingStamps &= ~bits;
    for (int i = 0; i < scope.batch(); i++) {
      if ((bits >> i & 1) != 0) {
        next.stamp[next.index(producer.first + i)] = producer.first + i + 1;
      }
    }
  }

  private void drainAvailability(ModelState next, Producer producer) {
    producer.pendingAvailability = false;
    for (int i = 0; i < scope.batch(); i++) {
      next.available[next.index(producer.first + i)] = producer.first + i + 1;
    }
  }
}
