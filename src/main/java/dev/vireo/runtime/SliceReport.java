package dev.vireo.runtime;

/**
 * What one slice did; reused from slice to slice. Where the ring has partitions, each has a report
 * of its own for its tickets and fences.
 */
final class SliceReport {
  /**
   * Tickets that were given out, in the order of publication. Each of them was claimed or handed
   * back, those of a live slice also when there was no slot for them yet.
   */
  long tickets;

  /** Slots that gave way, and tickets that were handed back. */
  int yielded;

  /** Slots that gave way behind all those. */
  int requeued;

  /** Slots that began to wait for a signal. */
  int parked;

  /** Fences of the request that are settled. */
  int fencesSettled;

  /** The owner ran SHUTDOWN: nothing more will be claimed. */
  boolean shutdown;

  /** PRINTF records dropped since the megakernel was opened, modulo 2^32. */
  int droppedPrints;

  /** The partitions' reports; of a ring that has none, this one. */
  final SliceReport[] parts;

  SliceReport(int partitions) {
    parts = new SliceReport[partitions];
    for (int i = 0; i < partitions; i++) {
      parts[i] = partitions == 1 ? this : new SliceReport(1);
    }
  }
}
