package dev.vireo.runtime;

import dev.vireo.kernel.RequestLayout;

/**
 * What the pump asks of one slice; reused from slice to slice. Positions count from {@link
 * #baseSequence}. Where the ring has partitions, each has a request of its own for sequences,
 * positions and fences; what is said of the slice as a whole stands in the outer one.
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

  /** Whether some waited already when the slice before ended. */
  boolean waited;

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

  /** The partitions' requests; of a ring that has none, this one. */
  final SliceRequest[] parts;

  /** Returns how many slots may be claimed in all. */
  int slots() {
    int slots = 0;
    for (SliceRequest part : parts) {
      slots += part.count;
    }
    return slots;
  }

  /** Returns whether fences wait. */
  boolean settlesFences() {
    for (SliceRequest part : parts) {
      if (part.fenceCount > 0) {
        return true;
      }
    }
    return false;
  }

  private SliceRequest(int mostFences) {
    fences = new int[mostFences];
    parts = new SliceRequest[] {this};
  }

  SliceRequest(int mostFences, int partitions) {
    fences = new int[partitions == 1 ? mostFences : 0];
    parts = new SliceRequest[partitions];
    for (int i = 0; i < partitions; i++) {
      parts[i] = partitions == 1 ? this : new SliceRequest(mostFences / partitions);
    }
  }
}
