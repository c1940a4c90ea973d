package dev.vireo.bench;

/**
 * How SPIR-V modules are measured.
 *
 * @param subject what is measured
 * @param words words of the large works, 65,536 to 16,711,680, a multiple of the least; 0 for as
 *     many as suit the device
 * @param trips modules that are loaded, and pipelines that are made, in all rounds together: 1 to
 *     10,000
 */
public record ModulesSettings(SubjectSettings subject, int words, int trips) {
  private static final int CPU_WORDS = 1 << 22;
  private static final int GPU_WORDS = 1 << 23;
  private static final int MOST_TRIPS = 10_000;

  /**
   * Checks the ranges.
   *
   * @throws BenchException when a value lies outside
   */
  public ModulesSettings {
    int step = ProgramsSettings.STEP;
    if (words % step != 0 || words < 0 || words > ProgramsSettings.MOST_WORDS) {
      throw new BenchException(
          "the number of words must be a multiple of 65,536 up to 16,711,680, got "
              + words
              + " (--words)");
    }
    BenchException.between("the number of trips", "--trips", 1, MOST_TRIPS, trips);
  }

  int wordsFor(boolean cpu) {
    return words != 0 ? words : cpu ? CPU_WORDS : GPU_WORDS;
  }
}
