package dev.vireo.bench.report;

import java.util.List;

/**
 * A run of all benchmarks.
 *
 * @param setup where, when and how
 * @param figures what was found
 * @param notes what could not be measured, and why
 */
public record BenchReport(Setup setup, List<Figure> figures, List<String> notes) {
  /** Copies the lists. */
  public BenchReport {
    figures = List.copyOf(figures);
    notes = List.copyOf(notes);
  }
}
