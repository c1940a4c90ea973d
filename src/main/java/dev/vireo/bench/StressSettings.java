package dev.vireo.bench;

import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Mode;

/**
 * What a stress run does.
 *
 * @param device which device, as in {@link MegakernelConfig#withDevice}; null for the best
 * @param slots how many slots in all, at least 1; not looked at when {@code seconds} is not 0
 * @param producers threads that publish, 1 to 8
 * @param seed where the random choices start
 * @param ring slots in the ring, at least one for each producer, at most 1,048,576
 * @param mode how slots reach the device
 * @param seconds how long to go on; 0 to count slots instead
 */
public record StressSettings(
    String device, long slots, int producers, long seed, int ring, Mode mode, int seconds) {
  /** Most threads that publish. */
  public static final int MOST_PRODUCERS = 8;

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
    between("--ring", producers, MegakernelConfig.MOST, ring);
    between("--minutes and --seconds, in seconds,", 0, MOST_SECONDS, seconds);
  }

  private static void between(String option, long least, long most, long value) {
    if (value < least || value > most) {
      throw new StressException(
          option + " lies between " + least + " and " + most + ", got " + value);
    }
  }

  /** Returns how many slots producer {@code number} publishes. */
  long share(int number) {
    if (seconds != 0) {
      return Long.MAX_VALUE;
    }
    return slots / producers + (number < slots % producers ? 1 : 0);
  }
}
