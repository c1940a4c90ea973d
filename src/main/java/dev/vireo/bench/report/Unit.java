package dev.vireo.bench.report;

/** What a figure counts, and which way is better. */
public enum Unit {
  /** Nanoseconds, shown in microseconds. */
  NANOS("µs", 1e3, false),

  /** Tasks a second, shown in millions. */
  PER_SECOND("million/s", 1e6, true),

  /** How many times something else it is. */
  TIMES("times", 1, true),

  /** Processor time, in percent of a core. */
  PERCENT("% of a core", 1, false);

  private final String label;
  private final double scale;
  private final boolean moreIsBetter;

  Unit(String label, double scale, boolean moreIsBetter) {
    this.label = label;
    this.scale = scale;
    this.moreIsBetter = moreIsBetter;
  }

  /** Returns what stands beside the numbers. */
  public String label() {
    return label;
  }

  /** Returns a value as it is shown. */
  public double shown(double value) {
    return value / scale;
  }

  /** Returns whether more is better. */
  public boolean moreIsBetter() {
    return moreIsBetter;
  }
}
