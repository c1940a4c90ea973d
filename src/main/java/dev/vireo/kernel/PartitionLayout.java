package dev.vireo.kernel;

import dev.vireo.protocol.PriorityPartitions;

/**
 * What the request and state buffers hold besides when the ring consists of partitions. A position
 * then names its partition in its upper bits, and counts from the oldest slot of that partition
 * that has not completed.
 *
 * <pre>
 *   request: 16 words for each partition, behind everything else
 *   state:   16 .. 55, eight words for each of five counters; cleared when a slice starts and copied to the host when
 *            it ends
 * </pre>
 */
public final class PartitionLayout {
  /** Partitions of a ring that has some. */
  public static final int PARTITIONS = PriorityPartitions.LEVELS;

  /** Bits of a position that count; three bits above them are the partition. */
  public static final int POSITION_BITS = 28;

  /** The bits of a position that count. */
  public static final int POSITION_MASK = (1 << POSITION_BITS) - 1;

  /** First word of the request buffer that belongs to a partition. */
  public static final int PARTITION_REQUEST = RequestLayout.REQUEST_WORDS;

  /** Words of the request buffer for each partition. */
  public static final int PARTITION_WORDS = 16;

  /** Low word of the sequence at position 0. */
  public static final int PARTITION_BASE_SEQUENCE = 0;

  /** Index of position 0, counted from the partition's first slot. */
  public static final int PARTITION_BASE_SLOT = 1;

  /** Position of the first slot that the slice may claim. */
  public static final int PARTITION_FIRST_POSITION = 2;

  /** How many slots, from there on, the slice may claim. */
  public static final int PARTITION_COUNT = 3;

  /** By how much the base has grown since the slice that wrote the list of slots to resume. */
  public static final int PARTITION_LIST_SHIFT = 4;

  /** Ring index of the partition's first slot. */
  public static final int PARTITION_START = 5;

  /** Slots in the partition. */
  public static final int PARTITION_SLOTS = 6;

  /** Batch fences that wait, in the order of publication. */
  public static final int PARTITION_FENCE_COUNT = 7;

  /**
   * Claims in other partitions that it had waited for when the slice began; up to the threshold.
   */
  public static final int PARTITION_AGE = 8;

  /** Entries of the fence table that belong to each partition. */
  public static final int PARTITION_FENCES = RequestLayout.FENCE_TABLE_SLOTS / PARTITIONS;

  /** Slots that the slice has claimed, a word for each partition. */
  public static final int PARTITION_CLAIMED = StateLayout.ST_REPORT_WORDS;

  /** How many claims there were in all when the partition had its latest; 0 before its first. */
  public static final int PARTITION_SERVED = PARTITION_CLAIMED + 8;

  /** Complement of the smallest position that gave way; 0 when none did. */
  public static final int PARTITION_YIELD_MAX = PARTITION_SERVED + 8;

  /** Entries of the partition's part of the fence table that are settled. */
  public static final int PARTITION_FENCES_DONE = PARTITION_YIELD_MAX + 8;

  /** Slots that began to wait for a signal. */
  public static final int PARTITION_PARKED = PARTITION_FENCES_DONE + 8;

  /** Words of the state buffer that belong to partitions. */
  public static final int PARTITION_STATE_WORDS = 40;

  /** Returns the words of a request buffer. */
  public static int requestWords() {
    return PARTITION_REQUEST + PARTITION_WORDS * PARTITIONS;
  }

  private PartitionLayout() {}
}
