package dev.vireo.bench;

/**
 * One shader's module, run in three ways in turn.
 *
 * @param work what it is called
 * @param unit what is counted
 * @param items of one run
 * @param instructionsPerItem instructions of bytecode for one item
 * @param plain items a second of a recorded dispatch of the module, of each round
 * @param compiled items a second of slots in the compiled tier; null where it is not to be had
 * @param interpreted items a second in the interpreter
 */
public record ModulesRow(
    String work,
    String unit,
    long items,
    double instructionsPerItem,
    Spread plain,
    Spread compiled,
    Spread interpreted) {
  /** Returns how many times faster the dispatch is than the interpreter. */
  public Spread plainByInterpreted() {
    return Spread.ofRatios(plain, interpreted);
  }

  /** Returns the compiled tier's throughput by that of the dispatch; null without that tier. */
  public Spread compiledByPlain() {
    return compiled == null ? null : Spread.ofRatios(compiled, plain);
  }

  /** Returns the nanoseconds that a dispatch takes, of the median round. */
  public double plainNanos() {
    return items * 1e9 / plain.median();
  }

  /** Returns the interpreter's instructions a second, of the median round. */
  public double instructionsPerSecond() {
    return instructionsPerItem * interpreted.median();
  }
}
