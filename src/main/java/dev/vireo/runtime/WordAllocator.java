package dev.vireo.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * Gives out ranges of words, the first gap that is long enough. The words lie in blocks, and no
 * range in two. Not thread-safe.
 */
final class WordAllocator {
  private final long words;
  private final long blockWords;
  private final long alignment;
  private final TreeMap<Long, Long> gaps = new TreeMap<>(); // first word to the one behind the last
  private final TreeMap<Long, Long> used = new TreeMap<>();

  /**
   * Takes words in blocks, of which the last one may be shorter.
   *
   * @param alignment ranges begin at multiples of this, and no other one shares their last multiple
   */
  WordAllocator(long words, long blockWords, long alignment) {
    this.alignment = alignment;
    this.words = words / alignment * alignment;
    this.blockWords = blockWords;
    if (blockWords % alignment != 0 && blockWords < words) {
      throw new IllegalArgumentException("blocks of " + blockWords + " words");
    }
    for (long first = 0; first < this.words; first += blockWords) {
      gaps.put(first, Math.min(first + blockWords, this.words));
    }
  }

  /** Returns the first word of a range, or -1 when no gap is long enough. */
  long allocate(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("a range of " + count + " words");
    }
    if (count > words) {
      return -1;
    }
    long length = (count + alignment - 1) / alignment * alignment;
    for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
      long first = gap.getKey();
      long end = gap.getValue();
      if (end - first >= length) {
        gaps.remove(first);
        if (first + length < end) {
          gaps.put(first + length, end);
        }
        used.put(first, first + length);
        return first;
      }
    }
    return -1;
  }

  /**
   * Takes a range back.
   *
   * @throws IllegalArgumentException when none that is in use begins there
   */
  void free(long range) {
    Long last = used.remove(range);
    if (last == null) {
      throw new IllegalArgumentException("no range in use begins at word " + range);
    }
    long first = range;
    long end = last;
    Map.Entry<Long, Long> before = gaps.lowerEntry(first);
    if (before != null && before.getValue() == first && first % blockWords != 0) {
      first = before.getKey();
    }
    Long after = end % blockWords == 0 ? null : gaps.remove(end);
    gaps.put(first, after == null ? end : after);
  }

  /** Returns how many words are not in use. */
  long left() {
    return gaps.entrySet().stream().mapToLong(gap -> gap.getValue() - gap.getKey()).sum();
  }
}
