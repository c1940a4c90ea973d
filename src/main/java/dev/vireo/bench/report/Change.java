package dev.vireo.bench.report;

import dev.vireo.bench.Spread;

/**
 * One value of the library in two runs.
 *
 * @param figure the figure's title
 * @param line the way
 * @param place on the axis; empty where there is none
 * @param baseline what each run's value was divided by, round by round; empty for nothing
 * @param unit of the values: TIMES with a baseline
 * @param before the older run's
 * @param after the newer run's
 * @param probability of values so different when nothing changed; see {@link Comparison}
 * @param verdict what that comes to
 */
public record Change(
    String figure,
    String line,
    String place,
    String baseline,
    Unit unit,
    Spread before,
    Spread after,
    double probability,
    Verdict verdict) {
  /** What two values come to. */
  public enum Verdict {
    /** Better, beyond noise. */
    BETTER,
    /** Worse, beyond noise. */
    WORSE,
    /** No more apart than rounds of one run are. */
    NOISE,
    /** Too few rounds to tell. */
    UNKNOWN;

    /** Returns whether something changed. */
    public boolean changed() {
      return this == BETTER || this == WORSE;
    }
  }

  /** Returns the newer median divided by the older one. */
  public double ratio() {
    return after.median() / before.median();
  }

  Change with(Verdict found) {
    return new Change(figure, line, place, baseline, unit, before, after, probability, found);
  }
}
