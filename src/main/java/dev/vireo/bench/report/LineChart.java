package dev.vireo.bench.report;

import dev.vireo.bench.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Medians along a logarithmic axis, with their quartiles as whiskers; ways that the axis changes
 * nothing of as level lines, with their quartiles as bands. Names stand at the lines' ends.
 */
final class LineChart {
  private static final double WIDTH = 820;
  private static final double HEIGHT = 340;
  private static final double LEFT = 74;
  private static final double RIGHT = 590;
  private static final double TOP = 14;
  private static final double BOTTOM = 290;
  private static final double CAP = 4;
  private static final double LABEL_STEP = 15;
  private static final int LONGEST_LINE = 30;

  /** Values that differ more are drawn on a logarithmic axis. */
  private static final double LINEAR_SPAN = 8;

  private final Figure figure;
  private final Palette palette;
  private final Svg svg;
  private final Scale x;
  private final Scale y;

  private record Label(String style, List<String> text, double y) {
    double height() {
      return LABEL_STEP * text.size();
    }
  }

  /** Long names take two lines, broken after a comma if there is one. */
  private static Label label(String style, String name, double y) {
    if (name.length() <= LONGEST_LINE) {
      return new Label(style, List.of(name), y);
    }
    int comma = name.lastIndexOf(", ", LONGEST_LINE);
    int at = comma > 0 ? comma + 1 : Math.max(1, name.lastIndexOf(' ', LONGEST_LINE));
    return new Label(style, List.of(name.substring(0, at), name.substring(at).strip()), y);
  }

  private LineChart(Figure figure) {
    this.figure = figure;
    palette = new Palette(figure.lines());
    svg = new Svg("svg-" + figure.id(), figure.title(), WIDTH, HEIGHT);
    double[] places = places();
    double least = DoubleStream.of(places).min().orElse(1);
    double most = DoubleStream.of(places).max().orElse(1);
    x = Scale.log(least, most, 1.15, LEFT, RIGHT);
    double low = values(Spread::lower).min().orElse(1);
    double high = values(Spread::upper).max().orElse(1);
    y =
        high > LINEAR_SPAN * low
            ? Scale.log(low, high, 1.3, BOTTOM, TOP)
            : Scale.linear(high, BOTTOM, TOP);
  }

  static String of(Figure figure) {
    return new LineChart(figure).draw();
  }

  private double[] places() {
    return figure.lines().stream()
        .filter(line -> !line.level())
        .flatMap(line -> line.points().stream())
        .mapToDouble(Point::at)
        .distinct()
        .sorted()
        .toArray();
  }

  private DoubleStream values(java.util.function.ToDoubleFunction<Spread> part) {
    return figure.lines().stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> figure.unit().shown(part.applyAsDouble(point.value())));
  }

  private String draw() {
    axes();
    List<Label> labels = new ArrayList<>();
    for (int i = figure.lines().size() - 1; i >= 0; i--) { // the library is drawn last, on top
      Line line = figure.lines().get(i);
      labels.add(line.level() ? level(line) : curve(line));
    }
    labels(labels);
    return svg.end();
  }

  private void axes() {
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.words("tick", LEFT - 8, y.at(tick) + 4, "end", Ticks.text(tick));
    }
    for (double place : places()) {
      svg.line("grid", x.at(place), BOTTOM, x.at(place), BOTTOM + 5);
      svg.words("tick", x.at(place), BOTTOM + 19, "middle", Ticks.text(place));
    }
    svg.line("frame", LEFT, BOTTOM, RIGHT, BOTTOM);
    svg.words("axis", (LEFT + RIGHT) / 2, BOTTOM + 40, "middle", figure.axis() + " (log scale)");
    svg.upwards(16, (TOP + BOTTOM) / 2, figure.unit().axis(y.log() ? "log scale" : ""));
  }

  private double y(double value) {
    return y.at(figure.unit().shown(value));
  }

  private Label level(Line line) {
    String style = palette.of(line);
    Spread value = line.points().get(0).value();
    double above = y(value.upper());
    svg.band(style + " band", LEFT, above, RIGHT - LEFT, y(value.lower()) - above);
    svg.line(style + " curve", LEFT, y(value.median()), RIGHT, y(value.median()));
    return label(style, line.name(), y(value.median()));
  }

  private Label curve(Line line) {
    String style = palette.of(line);
    StringBuilder path = new StringBuilder();
    double end = 0;
    for (Point point : line.points()) {
      Spread value = point.value();
      double at = x.at(point.at());
      end = y(value.median());
      path.append(path.isEmpty() ? "M" : "L").append(Math.round(at * 10) / 10.0);
      path.append(' ').append(Math.round(end * 10) / 10.0);
      svg.line(style + " whisker", at, y(value.lower()), at, y(value.upper()));
      for (double cap : new double[] {y(value.lower()), y(value.upper())}) {
        svg.line(style + " whisker", at - CAP, cap, at + CAP, cap);
      }
    }
    svg.path(style + " curve", path);
    for (Point point : line.points()) {
      String tip =
          line.name()
              + ", "
              + figure.place(point.at())
              + ": "
              + Digits.of(point.value(), figure.unit())
              + " "
              + figure.unit().label();
      svg.dot(style, x.at(point.at()), y(point.value().median()), tip);
    }
    return label(style, line.name(), end);
  }

  /** Names beside the ends, moved apart where they would touch. */
  private void labels(List<Label> labels) {
    List<Label> sorted = new ArrayList<>(labels);
    sorted.sort(Comparator.comparingDouble(Label::y));
    double room = BOTTOM - sorted.stream().mapToDouble(Label::height).sum() + LABEL_STEP;
    double next = TOP;
    for (Label label : sorted) {
      double at = Math.max(next, Math.min(label.y(), room));
      svg.line(label.style() + " leader", RIGHT + 3, label.y(), RIGHT + 16, at);
      for (int i = 0; i < label.text().size(); i++) {
        double line = at + 4 + LABEL_STEP * i;
        svg.words(label.style() + " name", RIGHT + 20, line, "start", label.text().get(i));
      }
      next = at + label.height();
      room += label.height();
    }
  }
}
