package dev.vireo.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Where values lie on an axis of so many pixels. */
final class Scale {
  private final double low;
  private final double high;
  private final boolean log;
  private final double from;
  private final double to;

  private Scale(double low, double high, boolean log, double from, double to) {
    this.low = low;
    this.high = high;
    this.log = log;
    this.from = from;
    this.to = to;
  }

  /** A logarithmic axis over these values, with some room. */
  static Scale log(double least, double most, double room, double from, double to) {
    double low = least > 0 ? least : 1e-3;
    double high = Math.max(most, low * 1.01);
    return new Scale(low / room, high * room, true, from, to);
  }

  /** A linear axis from zero. */
  static Scale linear(double most, double from, double to) {
    double high = most > 0 ? most : 1;
    double step = step(high / 5);
    return new Scale(0, Math.ceil(high / step) * step, false, from, to);
  }

  boolean log() {
    return log;
  }

  double at(double value) {
    double part =
        log
            ? (Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low))
            : (value - low) / (high - low);
    return from + Math.min(1, part) * (to - from);
  }

  /** The next of 1, 2, 5, 10, … */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** Values that get a grid line and a number. */
  List<Double> ticks() {
    List<Double> found = new ArrayList<>();
    if (!log) {
      double step = step((high - low) / 5);
      for (int i = 0; low + i * step <= high * (1 + 1e-9); i++) {
        found.add(low + i * step);
      }
      return found;
    }
    double decades = Math.log10(high / low);
    double[] factors = decades > 3.5 ? new double[] {1} : new double[] {1, 2, 5};
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (double factor : factors) {
        double tick = factor * Math.pow(10, power);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
          found.add(tick);
        }
      }
    }
    return found;
  }
}
