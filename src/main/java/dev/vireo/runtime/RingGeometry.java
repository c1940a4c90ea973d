package dev.vireo.runtime;

/** Where a sequence lies in a ring; sizes need not be powers of two. */
final class RingGeometry {
  private final int slots;
  private final long mask;

  RingGeometry(int slots) {
    this.slots = slots;
    this.mask = Integer.bitCount(slots) == 1 ? slots - 1 : 0;
  }

  int slots() {
    return slots;
  }

  int indexOf(long sequence) {
    return (int) (mask != 0 ? sequence & mask : sequence % slots);
  }

  /** Returns the index after {@code index}, without a division. */
  int next(int index) {
    return index + 1 == slots ? 0 : index + 1;
  }
}
