package dev.vireo.scan;

/** Takes what a scan finds, in the order of the text. */
@FunctionalInterface
public interface Match {
  /**
   * A pattern stands in the text.
   *
   * @param offset bytes before it
   * @param line the line it is in, from 1 on; 0 when lines are not counted
   * @param text holds the match; good for the time of the call
   * @param from where the match is in there
   * @param length bytes of it
   * @param pattern index among the {@link Patterns}
   */
  void found(long offset, long line, byte[] text, int from, int length, int pattern);
}
