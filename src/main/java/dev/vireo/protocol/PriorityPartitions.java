package dev.vireo.protocol;

import static dev.vireo.protocol.ControlLayout.PRIORITY_OFFSETS_BASE;
import static dev.vireo.protocol.ControlLayout.PRIORITY_OFFSETS_SLOTS;

import java.nio.ByteBuffer;

/**
 * How vyre's priority kernel divides a ring: a slot's class is the partition that contains its
 * index, whatever its priority word says. All counts are unsigned 32-bit numbers. Source:
 * vyre-runtime 0.6.3.
 */
public final class PriorityPartitions {
  /** Partitions of a ring, one for each {@link Priority}. */
  public static final int LEVELS = 5;

  /** Claims of CRITICAL and HIGH slots in a row after which only lower ones are looked at. */
  public static final int STARVATION_THRESHOLD = 16;

  /** Claims after which a tenant has had its share; the scan itself does not use it. */
  public static final int TENANT_FAIRNESS_THRESHOLD = 64;

  private PriorityPartitions() {}

  /**
   * Returns the five starts of equal partitions of {@code slots} slots, and the total; NORMAL gets
   * the remainder.
   *
   * @param slots 0 to 2^32 - 1
   * @return six unsigned words
   */
  public static int[] offsets(long slots) {
    Wire.requireU32("slots", slots);
    int[] offsets = new int[PRIORITY_OFFSETS_SLOTS];
    long start = 0;
    for (int level = 0; level < LEVELS; level++) {
      offsets[level] = (int) start;
      start += slots / LEVELS + (level == Priority.NORMAL.ordinal() ? slots % LEVELS : 0);
    }
    offsets[LEVELS] = (int) slots;
    return offsets;
  }

  /**
   * Stores the {@link #offsets} of {@code slots} slots to words 129 to 134 of {@code control}, its
   * bytes from position to limit. The one writer here that is not all or nothing: like vyre's, it
   * fills a buffer that ends within these words up to its end before it throws.
   *
   * @throws ProtocolException.QueueFull when the length is no multiple of four, with nothing
   *     written, or less than 540
   */
  public static void write(ByteBuffer control, long slots) {
    int[] offsets = offsets(slots);
    if (control.remaining() % 4 != 0) {
      throw new ProtocolException.QueueFull(
          String.format(
              "control: the length of %d bytes is no multiple of 4; pass the whole buffer and"
                  + " nothing after it",
              control.remaining()));
    }
    for (int i = 0; i < offsets.length; i++) {
      if (!Wire.hasWord(control, PRIORITY_OFFSETS_BASE + i)) {
        throw new ProtocolException.QueueFull(
            String.format(
                "control: %d bytes do not hold the partition offsets; pass a buffer of at least %d"
                    + " bytes",
                control.remaining(), 4 * (PRIORITY_OFFSETS_BASE + PRIORITY_OFFSETS_SLOTS)));
      }
      Wire.setWord(control, PRIORITY_OFFSETS_BASE + i, offsets[i]);
    }
  }

  /**
   * Returns how many slots each active lane probes in a partition: {@code ceil(slots / max(width,
   * 1))}.
   */
  public static long probeCount(long partitionSlots, long workerWidth) {
    long width = checkedWidth(partitionSlots, workerWidth);
    return (partitionSlots + width - 1) / width;
  }

  /** Returns how many lanes probe a partition: {@code min(slots, max(width, 1))}. */
  public static long activeLanes(long partitionSlots, long workerWidth) {
    return Math.min(partitionSlots, checkedWidth(partitionSlots, workerWidth));
  }

  /** Returns the probes of all active lanes, at most 2^32 - 1. */
  public static long budget(long partitionSlots, long workerWidth) {
    // Less than 2^33: the lanes together probe each slot once, and fewer than `lanes` more.
    long probes =
        probeCount(partitionSlots, workerWidth) * activeLanes(partitionSlots, workerWidth);
    return Math.min(probes, Wire.MAX_U32);
  }

  private static long checkedWidth(long partitionSlots, long workerWidth) {
    Wire.requireU32("partitionSlots", partitionSlots);
    return Math.max(1, Wire.requireU32("workerWidth", workerWidth));
  }
}
