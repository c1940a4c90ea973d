package dev.vireo.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives each way of a figure its colour, the same one in all figures: class c0, c1, … */
final class Palette {
  private static final int LIBRARY_COLOURS = 2;
  private static final int COLOURS = 8;

  /** The baselines that several figures have. */
  private static final List<String> KNOWN =
      List.of(
          "bare running kernel",
          "bare epoch loop",
          "submit + polled fence",
          "a dispatch for each task",
          "submit + waited fence",
          "library without tenants");

  private final Map<String, Integer> colours = new LinkedHashMap<>();

  Palette(List<Line> lines) {
    int library = 0;
    int other = LIBRARY_COLOURS;
    for (Line line : lines) {
      int known = KNOWN.indexOf(line.name());
      if (line.library()) {
        colours.put(line.name(), library++ % LIBRARY_COLOURS);
      } else if (known >= 0) {
        colours.put(line.name(), LIBRARY_COLOURS + known);
      } else {
        colours.put(line.name(), other++ % COLOURS);
      }
    }
  }

  /** Returns the class of a line's marks: its colour, and whether it is a baseline. */
  String of(Line line) {
    return "c" + colours.get(line.name()) + (line.library() ? " lib" : " base");
  }
}
