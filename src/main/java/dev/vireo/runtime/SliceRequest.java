package dev.vireo.runtime;

/**
 * What the pump asks of one slice; reused from slice to slice. Positions count from {@link
 * #baseSequence}.
 */
final class SliceRequest {
  /** Sequence of the oldest slot that has not completed. */
  long baseSequence;

  /** Its ring index. */
  int baseSlot;

  /** Position of the first slot that was never claimed. */
  int firstPosition;

  /** Slots from there on that may be claimed. */
  int count;

  /** Slots that gave way in an earlier slice. */
  int resumeCount;

  /** Whether the slice goes on looking for published slots; then {@link #count} has no meaning. */
  boolean live;

  /** Positions of batch fences that wait, in order. */
  final int[] fences;

  /** How many there are. */
  int fenceCount;

  SliceRequest(int mostFences) {
    fences = new int[mostFences];
  }
}
