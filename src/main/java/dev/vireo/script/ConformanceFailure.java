package dev.vireo.script;

/** A case does not hold: what the file expects, and what came out. */
final class ConformanceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the file expects. */
  private final String expected;

  /** What came out. */
  private final String got;

  ConformanceFailure(String expected, String got) {
    super("expected " + expected + ", got " + got);
    this.expected = expected;
    this.got = got;
  }

  String expected() {
    return expected;
  }

  String got() {
    return got;
  }
}
