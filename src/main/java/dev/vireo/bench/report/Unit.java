package dev.vireo.bench.report;

/** What a figure counts, and which way is better. */
public enum Unit {
  /** Nanoseconds, shown in microseconds. */
  NANOS("µs", "microseconds", 1e3, false),

  /** Tasks a second, shown in millions. */
  PER_SECOND("million/s", "million tasks a second", 1e6, true),

  /** How many times something else it is. */
  TIMES("times", "times", 1, true),

  /** Processor time, in percent of a core. */
  PERCENT("% of a core", "percent of a core", 1, false);

  private final String label;
  private final String words;
  private final double scale;
  private final boolean moreIsBetter;

  Unit(String label, String words, double scale, boolean moreIsBetter) {
    this.label = label;
    this.words = words;
    this.scale = scale;
    this.moreIsBetter = moreIsBetter;
  }

  /** Returns what stands beside the numbers. */
  public String label() {
    return label;
  }

  /** Returns what stands at an axis, with other words behind it in brackets, or none. */
  String axis(String more) {
    String better = moreIsBetter ? "more is better" : "less is better";
    return words + " (" + (more.isEmpty() ? "" : more + "; ") + better + ")";
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
