package dev.vireo.kernel;

/** Numbers that the check of a device's arithmetic shares with its shader, which gets them. */
final class FlushLayout {
  static final int FLUSH_BINDING_PAIRS = 0;
  static final int FLUSH_BINDING_RESULTS = 1;

  /** Pairs of operands. */
  static final int FLUSH_PAIRS = 16;

  /** Words of an invocation: sum, difference, product, quotient, comparisons. */
  static final int FLUSH_RESULTS = 5;

  private FlushLayout() {}
}
