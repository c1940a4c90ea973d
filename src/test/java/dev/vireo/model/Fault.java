package dev.vireo.model;

/**
 * Ways to get the slot protocol wrong; the checker has to find each of them, in a scope just large
 * enough to show it.
 */
enum Fault {
  /** The stamp may become visible before the slot's bytes. */
  FENCE_BEFORE_STAMP_LEFT_OUT(Scope.producers(1), "is claimed and found EMPTY"),
  /** The stamp is stored before the slot's bytes are. */
  STAMP_BEFORE_BYTES(Scope.producers(2), "is claimed and found EMPTY"),
  /** The producer looks whether the pump sleeps while its stamp is still in the store buffer. */
  FENCE_BEFORE_LOOKING_AT_ASLEEP_LEFT_OUT(Scope.producers(1), "nobody can do anything"),
  /** The producer looks whether the pump sleeps when it has taken its sequence, not later. */
  LOOKED_AT_ASLEEP_BEFORE_THE_STAMP(Scope.producers(1), "nobody can do anything"),
  /** The pump looks for slots while its announcement is still in the store buffer. */
  FENCE_AFTER_ANNOUNCING_SLEEP_LEFT_OUT(Scope.producers(1), "nobody can do anything"),
  /** The pump parks without looking once more. */
  SECOND_LOOK_BEFORE_PARK_LEFT_OUT(Scope.producers(1), "nobody can do anything"),
  /** A producer clears the announcement and does not unpark. */
  UNPARK_LEFT_OUT(Scope.producers(1), "nobody can do anything"),
  /** A producer unparks first and clears the announcement afterwards. */
  ASLEEP_CLEARED_AFTER_UNPARK(Scope.producers(1, 1), "nobody can do anything"),
  /** A producer may take one sequence more than there is room for. */
  ROOM_OFF_BY_ONE(Scope.producers(3), "is overwritten before its completion was taken"),
  /** The pump looks for waiting producers while the prefix is still in the store buffer. */
  FENCE_BEFORE_LOOKING_FOR_WAITERS_LEFT_OUT(Scope.producers(3), "nobody can do anything"),
  /** A producer that enlisted as waiting does not look at the prefix once more. */
  WAITER_DOES_NOT_LOOK_AGAIN(Scope.producers(3), "nobody can do anything"),
  /** A ticket's increment may be lost, so that two lanes get the same. */
  TICKETS_NOT_ATOMIC(Scope.producers(1), "is listed twice"),
  /** Lanes run whatever stamp they find, that of an earlier lap too. */
  ANY_STAMP_ACCEPTED(Scope.producers(3), "is claimed and found EMPTY"),
  /** A lane that ends does not hand its unused ticket back. */
  HAND_BACK_FORGOTTEN(Scope.producers(1), "nobody can do anything"),
  /** A slot that gave way is not listed. */
  GIVING_WAY_NOT_LISTED(Scope.producers(1).withGivingWay(0), "nobody can do anything"),
  /** A slot that gave way is listed as one that never started. */
  STARTED_FLAG_LOST(Scope.producers(1).withGivingWay(0), "found GAVE_WAY"),
  /** Entries that a slice did not reach are not in the next one's list. */
  UNREACHED_ENTRIES_FORGOTTEN(Scope.producers(2), "nobody can do anything"),
  /** Handed-back tickets are claimed as though their slots were published. */
  HANDED_BACK_TICKETS_NOT_POLLED(Scope.producers(2), "is claimed and found EMPTY"),
  /** The first entry that gets a new ticket is resumed as well. */
  ONE_ENTRY_TOO_MANY_RESUMED(Scope.producers(2), "is listed twice"),
  /** The last entry that gets no new ticket is dropped. */
  ONE_ENTRY_TOO_MANY_DROPPED(Scope.producers(2), "nobody can do anything"),
  /** What was claimed is computed from sequences seen before the slice had ended. */
  CLAIMED_COUNTED_BEFORE_THE_END(Scope.producers(2), "though it ran"),
  /** What was claimed is limited by the contiguous stamps, not by the sequences that were taken. */
  CLAIMED_LIMITED_BY_FILLED(Scope.producers(1, 1), "though it ran"),
  /** A slice is started for slots without a ticket only, not for handed-back ones. */
  HANDED_BACK_TICKETS_ARE_NO_WORK(Scope.producers(1), "nobody can do anything"),
  /** Polling lanes do not look at STOP. */
  STOP_IGNORED(Scope.producers(1).withEndlessTurns(), "nobody can do anything"),
  /** Polling lanes do not look at END. */
  END_IGNORED(Scope.producers(1).withGivingWay(0).withEndlessTurns(), "nobody can do anything"),
  /** The slot's final status may become visible after its completion record. */
  STATUS_AFTER_RECORD(Scope.producers(3), "is claimed and found EMPTY"),
  /** The completion's stamp may become visible before its results. */
  RECORD_STAMP_BEFORE_RESULTS(Scope.producers(1), "are taken before they arrived"),
  /** The prefix may pass sequences that the pump has not yet seen published. */
  TAKEN_BEYOND_FILLED(Scope.producers(4), "nobody can do anything"),
  /** Slots that the pump sees published after the slice that ran them are not looked at. */
  LATE_COMPLETIONS_NOT_LOOKED_FOR(Scope.producers(2), "nobody can do anything"),
  /** The pump takes what was claimed for completed. */
  COMPLETIONS_NOT_LOOKED_AT(Scope.producers(1), "which has not completed"),
  /** A slot that waits does not say so. */
  WAITING_SLOT_NOT_MARKED(Scope.producers(1).withWaits(0), "nobody can do anything"),
  /** A slot that waits is also listed as one that gave way. */
  WAITING_SLOT_LISTED(Scope.producers(1).withWaits(0), "waited 1 times and goes on with signal 0"),
  /** A slot's beginning to wait may not be counted. */
  WAITING_SLOTS_COUNTED_NOT_ATOMICALLY(
      Scope.producers(2).withLanes(1).withWaits(0, 1), "not everything can complete"),
  /** A signal is kept only when its slot waits already. */
  EARLY_SIGNAL_DROPPED(Scope.producers(1).withWaits(0), "nobody can do anything"),
  /** The pump is not told of a signal. */
  SIGNAL_WAKES_NOBODY(Scope.producers(1).withWaits(0), "nobody can do anything"),
  /** The pump is woken before it can find the signal. */
  WOKEN_BEFORE_THE_SIGNAL_IS_KEPT(Scope.producers(1).withWaits(0), "nobody can do anything"),
  /** The pump, before it parks, looks once more for slots only. */
  SECOND_LOOK_IGNORES_SIGNALS(Scope.producers(1).withWaits(0), "nobody can do anything"),
  /** A slice is started for published slots only, not for signalled ones. */
  SIGNALS_ARE_NO_WORK(Scope.producers(1).withWaits(0), "not everything can complete"),
  /** A slice that has nothing but slots that wait goes on. */
  WAITING_SLOTS_KEEP_THE_SLICE(
      Scope.producers(1).withWaits(0).withEndlessTurns().withLateSignals(),
      "nobody can do anything"),
  /** The mark that a slot waits outlasts its hand-over. */
  MARK_NOT_CLEARED(
      Scope.producers(2).withLanes(1).withEndlessTurns().withWaits(0, 1).withSignals(0, 0, 1),
      "is listed twice"),
  /** A signal that was handed over is still kept for the slot's next wait. */
  SIGNAL_HANDED_OVER_TWICE(
      Scope.producers(1).withWaits(0, 0), "waited 2 times and goes on with signal 1"),
  /** A signal's word is lost when its slot is handed on to the next slice. */
  SIGNAL_NOT_HANDED_ON(Scope.producers(1).withWaits(0), "waited 1 times and goes on with signal 0"),
  /** A signal for a slot that never waited is kept for what comes to its place in the ring. */
  SIGNALS_OF_COMPLETED_SLOTS_KEPT(
      Scope.producers(3).withLanes(1).withWaits(2).withSignals(0, 2), "goes on and has completed");

  private final Scope scope;
  private final String symptom;

  Fault(Scope scope, String symptom) {
    this.scope = scope;
    this.symptom = symptom;
  }

  /** Returns a scope that shows the fault, with the fault in it. */
  Scope scope() {
    return scope.withFault(this);
  }

  /** Returns what the violation says. */
  String symptom() {
    return symptom;
  }
}
