package dev.vireo.runtime;

/** A handle names a slot in one long: partition in bits 60 to 62, sequence in bits 0 to 59. */
public final class Handles {
  private static final int PARTITION_SHIFT = 60;
  private static final long SEQUENCE_MASK = (1L << PARTITION_SHIFT) - 1;

  private Handles() {}

  /** Returns the handle of a sequence in a partition. */
  public static long of(int partition, long sequence) {
    return (long) partition << PARTITION_SHIFT | sequence;
  }

  /** Returns the handle's partition. */
  public static int partition(long handle) {
    return (int) (handle >>> PARTITION_SHIFT);
  }

  /** Returns the handle's sequence. */
  public static long sequence(long handle) {
    return handle & SEQUENCE_MASK;
  }
}
