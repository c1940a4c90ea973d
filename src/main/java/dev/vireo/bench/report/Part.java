package dev.vireo.bench.report;

import dev.vireo.bench.Machine;
import dev.vireo.bench.Steps;
import dev.vireo.protocol.Mode;
import java.util.List;
import java.util.function.Consumer;

/**
 * One benchmark of a run.
 *
 * @param name what the command line calls it
 * @param measure measures it
 */
public record Part(String name, Measure measure) {
  /** Measures. */
  @FunctionalInterface
  public interface Measure {
    /**
     * Measures.
     *
     * @param progress is told what takes time
     * @param steps is told how far it has come
     */
    Found run(Effort effort, Consumer<String> progress, Steps steps) throws InterruptedException;
  }

  /**
   * What a benchmark found.
   *
   * @param machine where
   * @param mode the library's mode in force
   * @param modeReason why that one
   * @param figures the pictures
   * @param missing what could not be measured; empty when nothing is missing
   */
  public record Found(
      Machine machine, Mode mode, String modeReason, List<Figure> figures, String missing) {
    /** Copies the list. */
    public Found {
      figures = List.copyOf(figures);
    }
  }
}
