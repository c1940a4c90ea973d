package dev.vireo.bench.report;

import dev.vireo.bench.Spread;
import java.util.List;
import java.util.Locale;

/**
 * One picture with its table.
 *
 * @param id short, of letters, digits and hyphens; the same in every run
 * @param title what it shows
 * @param text what was done, and how to read it
 * @param shape how it is drawn
 * @param axis what grows along the axis; empty where nothing does
 * @param categories names of the places 1, 2, …; empty where places are numbers
 * @param unit of the values
 * @param against baselines that the library is divided by, the fairest one first
 * @param lines the library's first
 */
public record Figure(
    String id,
    String title,
    String text,
    Shape shape,
    String axis,
    List<String> categories,
    Unit unit,
    List<String> against,
    List<Line> lines) {
  /** How a figure is drawn. */
  public enum Shape {
    /** Along a logarithmic axis. */
    LINES,
    /** A histogram for each line. */
    HISTOGRAMS,
    /**
     * A row for each category: how many times the first baseline each line is, or its values where
     * it is divided by none.
     */
    ROWS
  }

  /** Copies the lists. */
  public Figure {
    categories = List.copyOf(categories);
    against = List.copyOf(against);
    lines = List.copyOf(lines);
  }

  /** Returns the line with a name, or null. */
  public Line line(String name) {
    return lines.stream().filter(line -> line.name().equals(name)).findFirst().orElse(null);
  }

  /** Returns what a place is called; nothing where there is no axis. */
  public String place(double at) {
    if (at == 0) {
      return "";
    }
    return categories.isEmpty()
        ? axis + " " + String.format(Locale.ROOT, "%,d", (long) at)
        : categories.get((int) at - 1);
  }

  /**
   * Returns how many times better than a baseline a point is, round by round: throughput divided by
   * the baseline's, or the baseline's time divided by its own. Null where the baseline was not
   * measured there.
   */
  public Spread times(Point point, String baseline) {
    Line line = line(baseline);
    Point other = line == null ? null : line.at(point.at());
    if (other == null || other.value().rounds().size() != point.value().rounds().size()) {
      return null;
    }
    return unit.moreIsBetter()
        ? Spread.ofRatios(point.value(), other.value())
        : Spread.ofRatios(other.value(), point.value());
  }
}
