package dev.vireo.bench;

/**
 * How programs are measured.
 *
 * @param subject what is measured
 * @param words words of the large works, 65,536 to 16,711,680, a multiple of the least; 0 for as
 *     many as suit the device
 * @param trips programs that are loaded, and slots that are awaited, in a round: 1 to 10,000
 */
public record ProgramsSettings(SubjectSettings subject, int words, int trips) {
  /** Words come in multiples of these. */
  public static final int STEP = 65_536;

  /** No device has to take more than 65,535 workgroups in a row. */
  static final int MOST_WORDS = (1 << 24) - STEP;

  private static final int MOST_TRIPS = 10_000;
  private static final int CPU_WORDS = 1 << 22;

  /**
   * Checks the ranges.
   *
   * @throws BenchException when a value lies outside
   */
  public ProgramsSettings {
    if (words % STEP != 0 || words < 0 || words > MOST_WORDS) {
      throw new BenchException(
          "the number of words must be a multiple of 65,536 up to 16,711,680, got "
              + words
              + " (--words)");
    }
    BenchException.between("the number of trips", "--trips", 1, MOST_TRIPS, trips);
  }

  int wordsFor(boolean cpu) {
    return words != 0 ? words : cpu ? CPU_WORDS : MOST_WORDS;
  }
}
