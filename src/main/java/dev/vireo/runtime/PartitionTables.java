package dev.vireo.runtime;

import dev.vireo.kernel.PartitionLayout;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.protocol.PriorityPartitions;
import java.nio.ByteBuffer;

/**
 * What a slice is told of the ring's partitions, and tells. Keeps from slice to slice for how many
 * claims each partition has waited, so that short slices starve none. One thread at a time.
 */
final class PartitionTables {
  private static final int ALL = -1; // every published slot is the slice's

  /**
   * Turns of an invocation in a slice that is not live: what is published meanwhile, however
   * urgent, waits for its end.
   */
  private static final int TURNS = 64;

  private final ByteBuffer request;
  private final ByteBuffer report;
  private final int[] starts;
  private final int[] ages = new int[PartitionLayout.PARTITIONS];
  private final long[] listBases = new long[PartitionLayout.PARTITIONS];

  PartitionTables(ByteBuffer request, ByteBuffer report, int ringSlots) {
    this.request = request;
    this.report = report;
    this.starts = PriorityPartitions.offsets(ringSlots);
  }

  /**
   * Writes the request of a slice.
   *
   * @param liveTurns turns of an invocation in a live one
   */
  void put(SliceRequest slice, int liveTurns) {
    int turns = slice.live ? liveTurns : Math.min(liveTurns, TURNS);
    request.putInt(4 * RequestLayout.REQ_TURNS, turns);
    for (int i = 0; i < PartitionLayout.PARTITIONS; i++) {
      SliceRequest part = slice.parts[i];
      ages[i] = part.waited ? ages[i] : 0;
      put(i, PartitionLayout.PARTITION_BASE_SEQUENCE, (int) part.baseSequence);
      put(i, PartitionLayout.PARTITION_BASE_SLOT, part.baseSlot - starts[i]);
      put(i, PartitionLayout.PARTITION_FIRST_POSITION, part.firstPosition);
      put(i, PartitionLayout.PARTITION_COUNT, slice.live ? ALL : part.count);
      put(i, PartitionLayout.PARTITION_LIST_SHIFT, (int) (part.baseSequence - listBases[i]));
      put(i, PartitionLayout.PARTITION_START, starts[i]);
      put(i, PartitionLayout.PARTITION_SLOTS, starts[i + 1] - starts[i]);
      put(i, PartitionLayout.PARTITION_FENCE_COUNT, part.fenceCount);
      put(i, PartitionLayout.PARTITION_AGE, ages[i]);
      int fences = RequestLayout.REQ_FENCES + i * PartitionLayout.PARTITION_FENCES;
      for (int fence = 0; fence < part.fenceCount; fence++) {
        request.putInt(4 * (fences + fence), part.fences[fence]);
      }
    }
  }

  /** The slice was submitted. One that could not be is asked for again. */
  void started(SliceRequest slice) {
    for (int i = 0; i < PartitionLayout.PARTITIONS; i++) {
      listBases[i] = slice.parts[i].baseSequence;
    }
  }

  /** Lets the next slice claim nothing. */
  void putNothing() {
    for (int i = 0; i < PartitionLayout.PARTITIONS; i++) {
      put(i, PartitionLayout.PARTITION_COUNT, 0);
    }
  }

  private void put(int partition, int word, int value) {
    int first = PartitionLayout.PARTITION_REQUEST + partition * PartitionLayout.PARTITION_WORDS;
    request.putInt(4 * (first + word), value);
  }

  /** Reads the report of the slice that has ended. */
  void finish(SliceReport into) {
    int claims = 0;
    for (int i = 0; i < PartitionLayout.PARTITIONS; i++) {
      int claimed = reported(PartitionLayout.PARTITION_CLAIMED, i);
      into.parts[i].tickets = claimed;
      into.parts[i].fencesSettled = reported(PartitionLayout.PARTITION_FENCES_DONE, i);
      into.parts[i].parked = reported(PartitionLayout.PARTITION_PARKED, i);
      claims += claimed;
    }
    for (int i = 0; i < PartitionLayout.PARTITIONS; i++) {
      int served = reported(PartitionLayout.PARTITION_SERVED, i);
      int waited = served == 0 ? ages[i] + claims : claims - served;
      ages[i] = Math.max(0, Math.min(waited, PriorityPartitions.STARVATION_THRESHOLD));
    }
  }

  private int reported(int word, int partition) {
    return report.getInt(4 * (word + partition));
  }
}
