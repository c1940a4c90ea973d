package dev.vireo.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The words of resources in Java's memory. */
final class ReferenceArena implements ArenaBackend {
  private static final long MOST_WORDS = 1 << 28;

  private final long blockWords;
  private int[] words = new int[0];

  /**
   * Begins with no words.
   *
   * @param blockWords of a block; 0 for one block
   */
  ReferenceArena(long blockWords) {
    this.blockWords = blockWords == 0 ? MOST_WORDS : blockWords;
  }

  @Override
  public long mostWords() {
    return MOST_WORDS;
  }

  @Override
  public long blockWords() {
    return blockWords;
  }

  @Override
  public void clear(long first, long count) {
    if (first + count > words.length) {
      words = Arrays.copyOf(words, (int) (first + count));
    }
    Arrays.fill(words, (int) first, (int) (first + count), 0);
  }

  @Override
  public void read(long first, int[] into, int offset, int count) {
    System.arraycopy(words, (int) first, into, offset, count);
  }

  @Override
  public void write(long first, int[] from, int offset, int count) {
    System.arraycopy(from, offset, words, (int) first, count);
  }

  /** Returns a copy of a range. */
  int[] words(ArenaRange range) {
    int first = (int) range.first();
    return Arrays.copyOfRange(words, first, first + range.words());
  }

  /** Returns a copy of a range as little-endian bytes. */
  byte[] bytes(ArenaRange range) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * range.words());
    bytes
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .put(words, (int) range.first(), range.words());
    return bytes.array();
  }
}
