package dev.vireo.reference;

import dev.vireo.protocol.PriorityPartitions;
import java.util.function.IntPredicate;

/**
 * From which partition of a ring the next slot is claimed: from the most urgent one where a slot
 * waits, unless others have waited for 16 claims; then from the one that has waited for longest. So
 * a partition where slots wait gets at least one of any 21 claims.
 */
public final class PartitionOrder {
  private final int[] ages = new int[PriorityPartitions.LEVELS]; // claims since the latest one here

  /** Starts with nothing claimed. */
  public PartitionOrder() {
    // A public class of a module says that it can be made.
  }

  /**
   * Starts a slice; forgets for how many claims partitions have waited where nothing did when the
   * slice before ended.
   */
  public void begin(IntPredicate waited) {
    for (int i = 0; i < ages.length; i++) {
      ages[i] = waited.test(i) ? Math.min(ages[i], PriorityPartitions.STARVATION_THRESHOLD) : 0;
    }
  }

  /** Returns the partition to claim a slot from, or -1 when none waits. */
  public int next(IntPredicate waits) {
    int chosen = -1;
    int overdue = 0; // the age of the chosen one if it is overdue
    for (int i = ages.length - 1; i >= 0; i--) {
      int age = ages[i] < PriorityPartitions.STARVATION_THRESHOLD ? 0 : ages[i];
      if (waits.test(i) && age >= overdue) {
        chosen = i;
        overdue = age;
      }
    }
    return chosen;
  }

  /** Notes a claim. */
  public void claimed(int partition) {
    for (int i = 0; i < ages.length; i++) {
      ages[i] = i == partition ? 0 : ages[i] + 1;
    }
  }
}
