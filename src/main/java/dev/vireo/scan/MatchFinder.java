package dev.vireo.scan;

/**
 * Turns places where patterns may begin into matches of one text: the longest at the leftmost place
 * and then on behind it, as grep does, or all of them. No pattern has a newline, so that lines make
 * no difference. Takes the chunks of the text in order.
 */
final class MatchFinder {
  private static final byte NEWLINE = '\n';

  private final Patterns patterns;
  private final PatternTrie trie;
  private final boolean all;
  private final boolean lines;
  private final Match match;
  private long matches;
  private long free; // offset behind the last match
  private long line = 1;

  /**
   * Begins with a text.
   *
   * @param all whether matches that overlap others are wanted, too
   * @param lines whether lines are counted
   */
  MatchFinder(PatternTrie trie, Patterns patterns, boolean all, boolean lines, Match match) {
    this.patterns = patterns;
    this.trie = trie;
    this.all = all;
    this.lines = lines;
    this.match = match;
  }

  /** Returns how many matches were told. */
  long matches() {
    return matches;
  }

  /** Tells of the matches that begin in a chunk, with its {@link Chunk#starts}. */
  void find(Chunk chunk, int[] starts) {
    int counted = 0;
    for (int word = ScanProgram.HEAD; word < starts.length; word++) {
      for (int bits = starts[word]; bits != 0; bits &= bits - 1) {
        int at = Integer.SIZE * (word - ScanProgram.HEAD) + Integer.numberOfTrailingZeros(bits);
        if (at < chunk.own() && (all || chunk.offset() + at >= free)) {
          counted = count(chunk, counted, at);
          matchesAt(chunk, at);
        }
      }
    }
    count(chunk, counted, chunk.own());
  }

  private int count(Chunk chunk, int from, int to) {
    if (lines) {
      byte[] data = chunk.data();
      int newlines = 0;
      for (int at = from; at < to; at++) {
        newlines += data[at] == NEWLINE ? 1 : 0;
      }
      line += newlines;
    }
    return to;
  }

  private void matchesAt(Chunk chunk, int at) {
    if (all) {
      trie.each(chunk.data(), at, chunk.length(), pattern -> tell(chunk, at, pattern));
      return;
    }
    int longest = trie.longest(chunk.data(), at, chunk.length());
    if (longest >= 0) {
      free = chunk.offset() + at + patterns.string(longest).length;
      tell(chunk, at, longest);
    }
  }

  private void tell(Chunk chunk, int at, int pattern) {
    matches++;
    int length = patterns.string(pattern).length;
    match.found(chunk.offset() + at, lines ? line : 0, chunk.data(), at, length, pattern);
  }
}
