package dev.vireo.bench.report;

import dev.vireo.bench.Buckets;
import dev.vireo.bench.Machine;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.Spread;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Reports that were never measured. */
public final class Reports {
  static final String HOSTILE = "a <b> & \"c\"";

  private Reports() {}

  static Spread rounds(Random random, int count, double median, double noise) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> median * Math.exp(noise * random.nextGaussian()));
    return Spread.of(values);
  }

  static Setup setup(String version) {
    Machine machine = new Machine(HOSTILE, "some 1.2", "1.3", "17, VM", "Linux amd64", 2, "0.1");
    return new Setup(
        version, "2026-01-02T03:04:05Z", "full", 9, 61.5, machine, "0.4", "live", "it is so");
  }

  /** One figure of many places, where each library value is so many times the baseline's. */
  static BenchReport of(Random random, int rounds, double... times) {
    Point[] ours = new Point[times.length];
    Point[] theirs = new Point[times.length];
    for (int i = 0; i < times.length; i++) {
      theirs[i] = new Point(i + 1, rounds(random, rounds, 1e6, 0.02));
      ours[i] = new Point(i + 1, rounds(random, rounds, times[i] * 1e6, 0.02));
    }
    Figure figure =
        new Figure(
            "rates",
            "Rates",
            "Text.",
            Figure.Shape.LINES,
            "slots",
            List.of(),
            Unit.PER_SECOND,
            List.of("other"),
            List.of(
                new Line("library", true, List.of(ours)),
                new Line("other", false, List.of(theirs))));
    return new BenchReport(setup("1"), List.of(figure), List.of());
  }

  /** Returns the page of {@link #everything} and of what changed since another run. */
  public static String page() {
    BenchReport older = of(new Random(2), 9, 1, 3, 4);
    BenchReport newer = everything();
    return ReportHtml.of(newer, Comparison.of(older, newer));
  }

  /** A report with a figure of each shape, and words that have to be escaped. */
  static BenchReport everything() {
    Random random = new Random(1);
    Percentiles tail = new Percentiles(1000, 1500, 2500, 12_345, Double.NaN, 150_000);
    Buckets buckets = new Buckets(24, 76, List.of(3L, 0L, 900L, 97L));
    Figure trips =
        new Figure(
            "trips",
            "Trips " + HOSTILE,
            HOSTILE,
            Figure.Shape.HISTOGRAMS,
            "",
            List.of(),
            Unit.NANOS,
            List.of("other"),
            List.of(
                new Line(
                    "library",
                    true,
                    List.of(new Point(0, rounds(random, 9, 1500, 0.1), tail, buckets))),
                new Line(
                    "other",
                    false,
                    List.of(new Point(0, rounds(random, 9, 15_000, 0.1), tail, buckets)))));
    Figure rows =
        new Figure(
            "rows",
            "Rows",
            "Text.",
            Figure.Shape.ROWS,
            "waiting",
            List.of("spin", HOSTILE),
            Unit.PERCENT,
            List.of(),
            List.of(
                new Line(
                    "library",
                    true,
                    List.of(
                        new Point(1, rounds(random, 3, 90, 0.01)),
                        new Point(2, rounds(random, 3, 1, 0.01)))),
                new Line("none open", false, List.of(new Point(0, Spread.of(0, 0, 0))))));
    Figure lines = of(random, 9, 2, 3, 4).figures().get(0);
    return new BenchReport(setup("1"), List.of(trips, lines, rows), List.of("no " + HOSTILE));
  }
}
