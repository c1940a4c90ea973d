package dev.vireo.bench.report;

import dev.vireo.bench.Spread;
import java.util.ArrayList;
import java.util.List;

/** A row for each category, with a mark and its quartiles for each of the library's lines. */
final class RowChart {
  private static final double WIDTH = 820;
  private static final double LEFT = 180;
  private static final double RIGHT = 800;
  private static final double TOP = 34;
  private static final double ROW = 34;
  private static final double LANE = 11;
  private static final double CAP = 4;
  private static final double LEGEND_STEP = 200;

  private final Figure figure;
  private final Palette palette;
  private final Svg svg;
  private final Scale x;
  private final double bottom;
  private final boolean ratios;

  private RowChart(Figure figure) {
    this.figure = figure;
    palette = new Palette(figure.lines());
    ratios = !figure.against().isEmpty();
    bottom = TOP + ROW * figure.categories().size();
    svg = new Svg("svg-" + figure.id(), figure.title(), WIDTH, bottom + 46);
    double least = ratios ? 1 : Double.POSITIVE_INFINITY;
    double most = ratios ? 1 : 0;
    for (Line line : drawn()) {
      for (Point point : line.points()) {
        Spread value = value(point);
        least = Math.min(least, value.lower());
        most = Math.max(most, value.upper());
      }
    }
    x =
        ratios
            ? Scale.log(least, most, 1.2, LEFT, RIGHT)
            : Scale.linear(figure.unit().shown(most), LEFT, RIGHT);
  }

  static String of(Figure figure) {
    return new RowChart(figure).draw();
  }

  /** Lines that have marks: where they are divided by a baseline, that is 1 and a rule. */
  private List<Line> drawn() {
    return figure.lines().stream()
        .filter(line -> !ratios || !line.name().equals(figure.against().get(0)))
        .toList();
  }

  private Spread value(Point point) {
    Spread times = ratios ? figure.times(point, figure.against().get(0)) : null;
    return times == null ? point.value() : times;
  }

  private double x(double value) {
    return x.at(ratios ? value : figure.unit().shown(value));
  }

  private String draw() {
    for (double tick : x.ticks()) {
      svg.line("grid", x.at(tick), TOP, x.at(tick), bottom);
      svg.words("tick", x.at(tick), bottom + 17, "middle", Ticks.text(tick));
    }
    for (int i = 0; i < figure.categories().size(); i++) {
      double base = TOP + ROW * (i + 1);
      svg.line("grid", LEFT, base, RIGHT, base);
      svg.words("label", LEFT - 10, base - ROW / 2 + 4, "end", figure.categories().get(i));
    }
    List<String> legend = new ArrayList<>();
    if (ratios) {
      svg.line("c2 base curve", x(1), TOP, x(1), bottom);
      legend("c2 base", figure.against().get(0), legend);
    }
    List<Line> marked = drawn().stream().filter(line -> !line.level()).toList();
    for (Line line : drawn()) {
      marks(line, marked.indexOf(line) - (marked.size() - 1) / 2.0);
      legend(palette.of(line), line.name(), legend);
    }
    String axis =
        ratios
            ? "times the " + figure.against().get(0) + " (log scale; more is better)"
            : figure.unit().axis("");
    svg.words("axis", (LEFT + RIGHT) / 2, bottom + 38, "middle", axis);
    return svg.end();
  }

  private void legend(String style, String name, List<String> before) {
    double at = LEFT + LEGEND_STEP * before.size();
    svg.line(style + " curve", at, 14, at + 22, 14);
    svg.words(style + " name", at + 28, 18, "start", name);
    before.add(name);
  }

  private void marks(Line line, double lane) {
    String style = palette.of(line);
    if (line.level()) {
      double at = x(line.points().get(0).value().median());
      svg.line(style + " curve", at, TOP, at, bottom);
      return;
    }
    for (Point point : line.points()) {
      Spread value = value(point);
      double y = TOP + ROW * (point.at() - 0.5) + LANE * lane;
      svg.line(style + " whisker", x(value.lower()), y, x(value.upper()), y);
      for (double cap : new double[] {x(value.lower()), x(value.upper())}) {
        svg.line(style + " whisker", cap, y - CAP, cap, y + CAP);
      }
      String tip =
          line.name()
              + ", "
              + figure.place(point.at())
              + ": "
              + Digits.of(value, ratios ? Unit.TIMES : figure.unit());
      svg.dot(style, x(value.median()), y, tip);
    }
  }
}
