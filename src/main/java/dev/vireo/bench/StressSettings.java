package dev.vireo.bench;

import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Priority;

/**
 * What a stress run does.
 *
 * @param device which device, as in {@link MegakernelConfig#withDevice}; null for the best
 * @param slots how many slots in all, at least 1; not looked at when {@code seconds} is not 0
 * @param producers threads that publish, 1 to 8
 * @param seed where the random choices start
 * @param ring slots in the ring, at least one for each producer, in its partition if there are
 *     some; at most 1,048,576
 * @param mode how slots reach the device
 * @param seconds how long to go on; 0 to count slots instead
 * @param partitions whether the ring consists of partitions, each producer in one of them
 */
public record StressSettings(
    String device,
    long slots,
    int producers,
    long seed,
    int ring,
    Mode mode,
    int seconds,
    boolean partitions) {
  /** Most threads that publish. */
  public static final int MOST_PRODUCERS = 8;

  static final int PARTITIONS = Priority.values().length;

  /** Longest run: a day. */
  public static final int MOST_SECONDS = 86_400;

  /**
   * Checks the figures.
   *
   * @throws StressException when one lies outside
   */
  public StressSettings {
    between("--slots", 1, Long.MAX_VALUE, slots);
    between("--producers", 1, MOST_PRODUCERS, producers);
    // A partition has a slot for each of its producers, and there is one for each priority.
    int least = partitions ? PARTITIONS * ((producers + PARTITIONS - 1) / PARTITIONS) : producers;
    between("--ring", least, MegakernelConfig.MOST, ring);
    between("--minutes and --seconds, in seconds,", 0, MOST_SECONDS, seconds);
  }

  private static void between(String option, long least, long most, long value) {
    if (value < least || value > most) {
      throw new StressException(
          option + " lies between " + least + " and " + most + ", got " + value);
    }
  }

  /** Returns the priority with which producer {@code number} publishes. */
  Priority priority(int number) {
    return partitions ? Priority.values()[number % PARTITIONS] : Priority.NORMAL;
  }

  /** Returns the number of producer {@code number} among those of the same partition. */
  int seat(int number) {
    return partitions ? number / PARTITIONS : number;
  }

  /** Returns how many producers share a partition, or the ring where there is none. */
  int sharers(Priority priority) {
    return partitions ? (producers + PARTITIONS - 1 - priority.ordinal()) / PARTITIONS : producers;
  }

  /** Returns how many slots producer {@code number} publishes. */
  long share(int number) {
    if (seconds != 0) {
      return Long.MAX_VALUE;
    }
    return slots / producers + (number < slots % producers ? 1 : 0);
  }
}
