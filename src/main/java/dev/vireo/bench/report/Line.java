package dev.vireo.bench.report;

import java.util.List;

/**
 * One way in a figure.
 *
 * @param name the way
 * @param library whether it is the library; all others are baselines
 * @param points its places, in the order of the axis
 */
public record Line(String name, boolean library, List<Point> points) {
  /** Copies the list. */
  public Line {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("the line \"" + name + "\" has no point");
    }
  }

  /** Whether the axis changes nothing of it. */
  public boolean level() {
    return points.size() == 1 && points.get(0).at() == 0;
  }

  /** Returns the point at a place, or the only one of a level line; null when there is none. */
  public Point at(double place) {
    if (level()) {
      return points.get(0);
    }
    return points.stream().filter(point -> point.at() == place).findFirst().orElse(null);
  }
}
