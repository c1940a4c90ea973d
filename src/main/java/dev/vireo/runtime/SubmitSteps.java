package dev.vireo.runtime;

/**
 * Is told how far a submit has got. Does nothing; tests extend it, to have a submit fail at each
 * step. While no class extends it the calls are compiled away.
 */
class SubmitSteps {
  static final SubmitSteps NONE = new SubmitSteps();

  /** What has just been done. */
  enum Step {
    /** The slots are counted for their tenant. */
    COUNTED,
    /** The sequences are taken: from here on the ring does not go on without them. */
    TAKEN,
    /** The pump was woken. */
    RUNG,
    /** The pump will count the slots down for their tenant. */
    MARKED,
    /** One slot is filled. */
    FILLED,
    /** The operations that the slots need are noted. */
    NEEDED,
    /** The slots are in memory. */
    DRAINED,
    /** The running kernel contains what they need. */
    PREPARED,
    /** A running kernel may run them: from here on they count as published. */
    STAMPED,
    /** The pump sees them. */
    PUBLISHED,
    /** The pump was woken for the whole batch. */
    RUNG_AGAIN
  }

  void after(Step step) {}
}
