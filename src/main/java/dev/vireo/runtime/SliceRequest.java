package dev.vireo.runtime;

import dev.vireo.kernel.RequestLayout;

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

  /** Slots that gave way in an earlier slice, and were not signalled. */
  int resumeCount;

  /** Those among them that were requeued. */
  int requeueCount;

  /** Positions of slots that waited and were signalled. */
  final int[] signalPositions = new int[RequestLayout.SIGNAL_TABLE_SLOTS];

  /** The words of their signals. */
  final int[] signalWords = new int[RequestLayout.SIGNAL_TABLE_SLOTS];

  /** How many there are. */
  int signalCount;

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
