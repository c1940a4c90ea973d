package dev.vireo.bench.report;

import dev.vireo.bench.Spread;
import java.util.Locale;

/** Numbers for readers: the three digits that matter. */
public final class Digits {
  private Digits() {}

  /** Returns a number; a dash for what is none, as zero divided by zero. */
  public static String of(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value == 0) {
      return "0";
    }
    String format =
        value >= 99.95
            ? "%,.0f"
            : value >= 9.995
                ? "%.1f"
                : value >= 0.0995 ? "%.2f" : value >= 0.00995 ? "%.3f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Returns a probability, which nobody needs below a thousandth. */
  public static String probability(double value) {
    return value < 0.001 ? "< 0.001" : of(value);
  }

  /** Returns a median and its quartiles. */
  public static String of(Spread spread, Unit unit) {
    return of(unit.shown(spread.median()))
        + " ("
        + of(unit.shown(spread.lower()))
        + " to "
        + of(unit.shown(spread.upper()))
        + ")";
  }
}
