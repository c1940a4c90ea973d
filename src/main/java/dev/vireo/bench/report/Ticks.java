package dev.vireo.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers on axes. */
final class Ticks {
  private static final double THOUSANDS = 1000;

  private Ticks() {}

  /** Writes a number as shortly as it goes. */
  static String text(double value) {
    BigDecimal exact = new BigDecimal(value, new MathContext(6)).stripTrailingZeros();
    return value >= THOUSANDS
        ? String.format(java.util.Locale.ROOT, "%,d", exact.longValue())
        : exact.toPlainString();
  }
}
