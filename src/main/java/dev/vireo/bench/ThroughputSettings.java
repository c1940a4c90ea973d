package dev.vireo.bench;

/**
 * How sustained throughput is measured.
 *
 * @param subject what is measured
 * @param producers threads that submit in the runs with several: 2 to 64; 1 for no such runs
 * @param batch slots of a submit in the runs with batches: 2 up to the ring's length
 * @param seconds how long each way is measured, over all rounds: above 0, up to 3,600
 * @param ring slots in the ring: 2 to 65,536, or null for what suits the device
 */
public record ThroughputSettings(
    SubjectSettings subject, int producers, int batch, double seconds, Integer ring) {
  /** Slots of a submit unless said otherwise. */
  public static final int DEFAULT_BATCH = 256;

  /** What suits a software driver: a ring that stays in the processor's caches. */
  static final int CPU_RING = 4096;

  private static final int MOST_PRODUCERS = 64;
  private static final int MOST_RING = 65_536;
  private static final double MOST_SECONDS = 3600;

  /**
   * Checks the ranges.
   *
   * @throws BenchException when a value lies outside
   */
  public ThroughputSettings {
    BenchException.between("the number of producers", "--producers", 1, MOST_PRODUCERS, producers);
    if (ring != null) {
      BenchException.between("the ring's length", "--ring", 2, MOST_RING, ring);
    }
    int longest = ring == null ? CPU_RING : ring;
    BenchException.between("a batch, for such a ring,", "--batch", 2, longest, batch);
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw new BenchException(
          "the time of each way must lie above 0 and up to "
              + (int) MOST_SECONDS
              + " s, got "
              + seconds
              + " (--seconds)");
    }
  }
}
