package dev.vireo.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * What is measured, and how often.
 *
 * @param device what the user called the device; null for the best there is
 * @param mode {@code auto}, {@code live} or {@code epoch}; null for the default
 * @param rounds in each of which every way has a turn: 1 to 1,000
 */
public record SubjectSettings(String device, String mode, int rounds) {
  private static final int MOST_ROUNDS = 1000;

  /**
   * Checks what can be checked without a device.
   *
   * @throws BenchException when there is no such mode, or a value lies outside its range
   */
  public SubjectSettings {
    Library.check(modeOf(mode));
    BenchException.between("the number of rounds", "--rounds", 1, MOST_ROUNDS, rounds);
  }

  Library.Mode libraryMode() {
    return modeOf(mode);
  }

  private static Library.Mode modeOf(String name) {
    if (name == null) {
      return Library.DEFAULT_MODE;
    }
    return Arrays.stream(Library.Mode.values())
        .filter(mode -> mode.name().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new BenchException(
                    "there is no mode \""
                        + name.strip().toLowerCase(Locale.ROOT)
                        + "\"; --mode takes auto, live or epoch"));
  }
}
