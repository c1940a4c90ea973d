package dev.vireo.script;

/**
 * What became of one {@code expect} statement.
 *
 * @param at where it stands
 * @param term what it looked at
 * @param expected the value that had to be found
 * @param actual the value that was found, the first wrong one if any was wrong; empty when there
 *     was nothing to be seen
 * @param evaluated how often it was executed; 0 in a {@code repeat 0}
 * @param failed how often it did not hold
 * @param reason why it failed, where the two values do not say it; else empty
 */
public record ExpectationResult(
    Position at,
    String term,
    String expected,
    String actual,
    long evaluated,
    long failed,
    String reason) {
  /** Returns whether the expectation held every time. */
  public boolean held() {
    return failed == 0;
  }
}
