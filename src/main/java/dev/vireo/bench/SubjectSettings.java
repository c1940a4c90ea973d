package dev.vireo.bench;

import dev.vireo.protocol.Mode;

/**
 * What is measured, and how often.
 *
 * @param device what the user called the device; null for the best there is
 * @param mode how slots reach the library's kernel
 * @param rounds in each of which every way has a turn: 1 to 1,000
 */
public record SubjectSettings(String device, Mode mode, int rounds) {
  private static final int MOST_ROUNDS = 1000;

  /**
   * Checks what can be checked without a device.
   *
   * @throws BenchException when a value lies outside its range
   */
  public SubjectSettings {
    BenchException.between("the number of rounds", "--rounds", 1, MOST_ROUNDS, rounds);
  }
}
