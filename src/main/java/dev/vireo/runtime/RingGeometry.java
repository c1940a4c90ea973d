package dev.vireo.runtime;

import dev.vireo.protocol.PriorityPartitions;

/**
 * Where a sequence lies in a ring, or in a partition of one; sizes need not be powers of two. An
 * index counts from the ring's first slot.
 */
final class RingGeometry {
  private final int start;
  private final int slots;
  private final int end;
  private final long mask;

  RingGeometry(int slots) {
    this(0, slots);
  }

  /** Names the slots from index {@code start} on. */
  RingGeometry(int start, int slots) {
    this.start = start;
    this.slots = slots;
    this.end = start + slots;
    this.mask = Integer.bitCount(slots) == 1 ? slots - 1 : 0;
  }

  /** Returns the partitions of a ring: one for each priority, or the whole ring. */
  static RingGeometry[] partitions(int slots, boolean partitioned) {
    if (!partitioned) {
      return new RingGeometry[] {new RingGeometry(slots)};
    }
    int[] starts = PriorityPartitions.offsets(slots);
    RingGeometry[] partitions = new RingGeometry[PriorityPartitions.LEVELS];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new RingGeometry(starts[i], starts[i + 1] - starts[i]);
    }
    return partitions;
  }

  /** Returns the index of its first slot. */
  int start() {
    return start;
  }

  /** Returns the index after its last slot. */
  int end() {
    return end;
  }

  int slots() {
    return slots;
  }

  int indexOf(long sequence) {
    return start + (int) (mask != 0 ? sequence & mask : sequence % slots);
  }

  /** Returns the index after {@code index}, without a division. */
  int next(int index) {
    return index + 1 == end ? start : index + 1;
  }
}
