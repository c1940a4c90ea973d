package dev.vireo.bench;

/**
 * One kind of work, done in three ways in turn.
 *
 * @param work what it is called
 * @param unit what is counted
 * @param instructionsPerItem instructions of bytecode for one of these
 * @param hand items a second of a dispatch written by hand, of each round
 * @param fused items a second in the fused tier
 * @param interpreted items a second in the interpreter
 */
public record ProgramsRow(
    String work,
    String unit,
    double instructionsPerItem,
    Spread hand,
    Spread fused,
    Spread interpreted) {
  /** Returns the fused tier's throughput by that of the dispatch written by hand. */
  public Spread fusedByHand() {
    return Spread.ofRatios(fused, hand);
  }

  /** Returns how many times faster the fused tier is than the interpreter. */
  public Spread fusedByInterpreted() {
    return Spread.ofRatios(fused, interpreted);
  }

  /** Returns the interpreter's instructions a second, of the median round. */
  public double instructionsPerSecond() {
    return instructionsPerItem * interpreted.median();
  }
}
