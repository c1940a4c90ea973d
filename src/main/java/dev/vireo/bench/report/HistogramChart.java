package dev.vireo.bench.report;

import dev.vireo.bench.Buckets;
import dev.vireo.bench.Percentiles;
import java.util.Collections;
import java.util.Locale;

/** A histogram for each way, above one another on one logarithmic axis of time. */
final class HistogramChart {
  private static final double WIDTH = 820;
  private static final double LEFT = 180;
  private static final double RIGHT = 800;
  private static final double TOP = 10;
  private static final double ROW = 62;
  private static final double PEAK = 40;
  private static final double MARK = 9;

  private final Figure figure;
  private final Palette palette;
  private final Svg svg;
  private final Scale x;
  private final double bottom;

  private HistogramChart(Figure figure) {
    this.figure = figure;
    palette = new Palette(figure.lines());
    bottom = TOP + ROW * figure.lines().size();
    svg = new Svg("svg-" + figure.id(), figure.title(), WIDTH, bottom + 46);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Line line : figure.lines()) {
      Buckets buckets = line.points().get(0).buckets();
      least = Math.min(least, buckets.bound(0));
      most = Math.max(most, buckets.bound(buckets.counts().size()));
    }
    x = Scale.log(figure.unit().shown(least), figure.unit().shown(most), 1.1, LEFT, RIGHT);
  }

  static String of(Figure figure) {
    return new HistogramChart(figure).draw();
  }

  private double x(double nanos) {
    return x.at(figure.unit().shown(nanos));
  }

  private String draw() {
    for (double tick : x.ticks()) {
      svg.line("grid", x.at(tick), TOP, x.at(tick), bottom);
      svg.words("tick", x.at(tick), bottom + 17, "middle", Ticks.text(tick));
    }
    double base = TOP;
    for (Line line : figure.lines()) {
      base += ROW;
      row(line, base);
    }
    svg.words("axis", (LEFT + RIGHT) / 2, bottom + 38, "middle", figure.unit().axis("log scale"));
    return svg.end();
  }

  private void row(Line line, double base) {
    String style = palette.of(line);
    Point point = line.points().get(0);
    svg.line("frame", LEFT, base, RIGHT, base);
    svg.words(style + " name", LEFT - 10, base - 22, "end", line.name());
    Percentiles tail = point.tail();
    if (tail == null || point.buckets().counts().isEmpty()) {
      return;
    }
    svg.words(
        "tick",
        LEFT - 10,
        base - 6,
        "end",
        "p50 " + time(tail.p50()) + ", p99 " + time(tail.p99()));
    svg.path(style + " area", outline(point.buckets(), base));
    svg.line(style + " mark", x(tail.p50()), base, x(tail.p50()), base - PEAK - 6);
    for (double part : new double[] {tail.p99(), tail.p999()}) {
      if (!Double.isNaN(part)) {
        svg.line(style + " mark", x(part), base, x(part), base - MARK);
      }
    }
  }

  private String time(double nanos) {
    return Double.isNaN(nanos)
        ? "-"
        : Digits.of(figure.unit().shown(nanos)) + " " + figure.unit().label();
  }

  private String outline(Buckets buckets, double base) {
    StringBuilder path = new StringBuilder();
    long peak = Math.max(1, Collections.max(buckets.counts()));
    path.append(String.format(Locale.ROOT, "M%.1f %.1f", x(buckets.bound(0)), base));
    for (int i = 0; i < buckets.counts().size(); i++) {
      double top = base - PEAK * buckets.counts().get(i) / peak;
      path.append(
          String.format(
              Locale.ROOT,
              "L%.1f %.1fL%.1f %.1f",
              x(buckets.bound(i)),
              top,
              x(buckets.bound(i + 1)),
              top));
    }
    double end = x(buckets.bound(buckets.counts().size()));
    return path.append(String.format(Locale.ROOT, "L%.1f %.1fZ", end, base)).toString();
  }
}
