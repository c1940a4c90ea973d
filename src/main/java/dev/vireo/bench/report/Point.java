package dev.vireo.bench.report;

import dev.vireo.bench.Buckets;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.Spread;

/**
 * What was found at one place of an axis.
 *
 * @param at the place; 0 where the axis changes nothing
 * @param value of the rounds
 * @param tail all round trips together; null where single ones were not measured
 * @param buckets how many took how long; {@link Buckets#NONE} without {@code tail}
 */
public record Point(double at, Spread value, Percentiles tail, Buckets buckets) {
  /** Without single round trips. */
  public Point(double at, Spread value) {
    this(at, value, null, Buckets.NONE);
  }
}
