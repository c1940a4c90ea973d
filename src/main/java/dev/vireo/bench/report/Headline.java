package dev.vireo.bench.report;

import dev.vireo.bench.Spread;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of what a run came to: for each of the library's lines, what it was at the far end of
 * the axis, or at each category, beside each baseline.
 *
 * @param figure the figure's title
 * @param what the way and its place
 * @param value in the unit of the figure
 * @param unit of the value
 * @param baseline what it stands beside; empty for nothing
 * @param baselineValue the baseline's; null without one
 * @param times how many times better than the baseline, round by round; null without one
 */
public record Headline(
    String figure,
    String what,
    Spread value,
    Unit unit,
    String baseline,
    Spread baselineValue,
    Spread times) {
  /** Returns the lines of a run. */
  public static List<Headline> of(BenchReport report) {
    List<Headline> found = new ArrayList<>();
    for (Figure figure : report.figures()) {
      for (Line line : figure.lines()) {
        if (line.library()) {
          List<Point> points = line.points();
          int first = figure.shape() == Figure.Shape.ROWS ? 0 : points.size() - 1;
          points.subList(first, points.size()).forEach(p -> add(found, figure, line, p));
        }
      }
    }
    return found;
  }

  private static void add(List<Headline> found, Figure figure, Line line, Point point) {
    String place = figure.place(point.at());
    String what = place.isEmpty() ? line.name() : line.name() + ", " + place;
    int before = found.size();
    for (String baseline : figure.against()) {
      Spread times = figure.times(point, baseline);
      if (times != null) {
        Spread value = figure.line(baseline).at(point.at()).value();
        found.add(
            new Headline(
                figure.title(), what, point.value(), figure.unit(), baseline, value, times));
      }
    }
    if (found.size() == before) {
      found.add(new Headline(figure.title(), what, point.value(), figure.unit(), "", null, null));
    }
  }
}
