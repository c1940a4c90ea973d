package dev.vireo.protocol;

import org.jspecify.annotations.Nullable;

/**
 * States of a continuation task; the ordinal is the number on the wire. Number 4 is PAUSED here and
 * WAIT_IO in {@link SlotStatus}. Source: vyre-runtime 0.6.3.
 */
public enum TaskState {
  /** No task. */
  EMPTY,
  /** May be scheduled. */
  READY,
  /** Being executed. */
  RUNNING,
  /** Finished. */
  DONE,
  /** Stands still until it is resumed. */
  PAUSED,
  /** Gave way; may be scheduled. */
  YIELDED,
  /** To be scheduled again, perhaps with another priority. */
  REQUEUED,
  /** Stopped by a fault. */
  FAULTED;

  /** Returns the state that {@code word} stands for, or null when there is none. */
  public static @Nullable TaskState of(int word) {
    TaskState[] all = values();
    return word >= 0 && word < all.length ? all[word] : null;
  }

  /** Says whether a task in this state may be scheduled. */
  public boolean schedulable() {
    return this == READY || this == YIELDED || this == REQUEUED;
  }

  /** Says whether a task in this state is neither absent nor at its end. */
  boolean active() {
    return this != EMPTY && this != DONE && this != FAULTED;
  }
}
