package dev.vireo.bench;

/** Is told how far a benchmark has come. */
@FunctionalInterface
public interface Steps {
  /** Tells nobody. */
  Steps SILENT = (done, all) -> {};

  /**
   * So much is done.
   *
   * @param done steps that are done
   * @param all steps
   */
  void step(int done, int all);
}
