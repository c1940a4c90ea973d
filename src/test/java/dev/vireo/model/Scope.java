package dev.vireo.model;

/**
 * What one exploration covers.
 *
 * @param batches how many batches each producer publishes
 * @param batch slots in a batch, 1 or 2
 * @param lanes lanes of a slice
 * @param ring slots in the ring, 2 or 3
 * @param givingWay bit for each sequence whose slot may give way, once
 * @param turnsEnd whether a lane's turns may be used up at any point
 * @param oneFence whether producers store availability before their first fence and leave the
 *     second one out; else they store it with the stamp, between two fences
 * @param waits sequences whose slots wait for a signal, each as often as it is named
 * @param signals sequences that are signalled, each by a thread of its own
 * @param signalRoom signals that a slice's request has room for
 * @param lateSignals whether signals come only while the pump is parked
 * @param fault what is done wrong; null when nothing is
 */
record Scope(
    int[] batches,
    int batch,
    int lanes,
    int ring,
    int givingWay,
    boolean turnsEnd,
    boolean oneFence,
    int[] waits,
    int[] signals,
    int signalRoom,
    boolean lateSignals,
    Fault fault) {
  Scope {
    batches = batches.clone();
    waits = waits.clone();
    signals = signals.clone();
    if (sum(batches) * batch > ModelState.MOST_SEQUENCES
        || lanes > ModelState.MOST_LANES
        || signals.length > ModelState.MOST_SIGNALS
        || waits.length > signals.length) {
      throw new IllegalArgumentException("the packed state has no room for this scope");
    }
  }

  static Scope producers(int... batches) {
    int[] none = {};
    return new Scope(
        batches, 1, 2, 2, 0, true, false, none, none, ModelState.MOST_SIGNALS, false, null);
  }

  Scope withBatch(int value) {
    return new Scope(
        batches,
        value,
        lanes,
        ring,
        givingWay,
        turnsEnd,
        oneFence,
        waits,
        signals,
        signalRoom,
        lateSignals,
        fault);
  }

  Scope withLanes(int value) {
    return new Scope(
        batches,
        batch,
        value,
        ring,
        givingWay,
        turnsEnd,
        oneFence,
        waits,
        signals,
        signalRoom,
        lateSignals,
        fault);
  }

  Scope withRing(int value) {
    return new Scope(
        batches,
        batch,
        lanes,
        value,
        givingWay,
        turnsEnd,
        oneFence,
        waits,
        signals,
        signalRoom,
        lateSignals,
        fault);
  }

  /** These sequences' slots may give way. */
  Scope withGivingWay(int... sequences) {
    int bits = 0;
    for (int sequence : sequences) {
      bits |= 1 << sequence;
    }
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        bits,
        turnsEnd,
        oneFence,
        waits,
        signals,
        signalRoom,
        lateSignals,
        fault);
  }

  /** Slices end only because the host stops them, or a slot gave way. */
  Scope withEndlessTurns() {
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        givingWay,
        false,
        oneFence,
        waits,
        signals,
        signalRoom,
        lateSignals,
        fault);
  }

  Scope withOneFence() {
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        givingWay,
        turnsEnd,
        true,
        waits,
        signals,
        signalRoom,
        lateSignals,
        fault);
  }

  /** These sequences' slots wait, and are signalled, once for each time that they are named. */
  Scope withWaits(int... sequences) {
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        givingWay,
        turnsEnd,
        oneFence,
        sequences,
        sequences,
        signalRoom,
        lateSignals,
        fault);
  }

  Scope withSignals(int... sequences) {
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        givingWay,
        turnsEnd,
        oneFence,
        waits,
        sequences,
        signalRoom,
        lateSignals,
        fault);
  }

  Scope withSignalRoom(int value) {
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        givingWay,
        turnsEnd,
        oneFence,
        waits,
        signals,
        value,
        lateSignals,
        fault);
  }

  /** Signals come only while the pump is parked. */
  Scope withLateSignals() {
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        givingWay,
        turnsEnd,
        oneFence,
        waits,
        signals,
        signalRoom,
        true,
        fault);
  }

  Scope withFault(Fault value) {
    return new Scope(
        batches,
        batch,
        lanes,
        ring,
        givingWay,
        turnsEnd,
        oneFence,
        waits,
        signals,
        signalRoom,
        lateSignals,
        value);
  }

  boolean has(Fault other) {
    return fault == other;
  }

  int producers() {
    return batches.length;
  }

  /** Returns how often a sequence's slot waits. */
  int waits(int sequence) {
    int count = 0;
    for (int waiting : waits) {
      count += waiting == sequence ? 1 : 0;
    }
    return count;
  }

  /** Returns how many slots are published in all. */
  int slots() {
    return sum(batches) * batch;
  }

  /** Returns the number of sequences that a ticket can name: lanes take theirs in advance. */
  int sequences() {
    return slots() + lanes;
  }

  private static int sum(int[] values) {
    int sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }
}
