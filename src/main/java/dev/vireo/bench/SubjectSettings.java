package dev.vireo.bench;

import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Mode;
import java.util.function.UnaryOperator;

/**
 * What is measured, and how often.
 *
 * @param device what the user called the device; null for the best there is
 * @param mode how slots reach the library's kernel
 * @param choices what else the configuration of the library's megakernel shall say
 * @param rounds in each of which every way has a turn: 1 to 1,000
 */
public record SubjectSettings(
    String device, Mode mode, int rounds, UnaryOperator<MegakernelConfig> choices) {
  private static final int MOST_ROUNDS = 1000;

  /**
   * Checks what can be checked without a device.
   *
   * @throws BenchException when a value lies outside its range
   */
  public SubjectSettings {
    BenchException.between("the number of rounds", "--rounds", 1, MOST_ROUNDS, rounds);
  }

  /** With everything else as it is by default. */
  public SubjectSettings(String device, Mode mode, int rounds) {
    this(device, mode, rounds, UnaryOperator.identity());
  }

  /** The library's megakernel in this mode and with these choices. */
  MegakernelConfig config() {
    return choices.apply(MegakernelConfig.defaults()).withMode(mode);
  }
}
