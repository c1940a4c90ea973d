package dev.vireo.runtime;

/** What one slice did; reused from slice to slice. */
final class SliceReport {
  /** Slots that were claimed for the first time, in the order of publication. */
  int claimed;

  /** Slots that gave way and have to be resumed. */
  int yielded;

  /** Fences of the request that are settled. */
  int fencesSettled;

  /** The owner ran SHUTDOWN: nothing more will be claimed. */
  boolean shutdown;

  /** PRINTF records dropped since the megakernel was opened, modulo 2^32. */
  int droppedPrints;
}
