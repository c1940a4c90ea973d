package dev.vireo.vir0;

/**
 * Part of a buffer that counts as output, in bytes.
 *
 * @param start first byte
 * @param end byte after the last; both are unsigned 64-bit values with start at most end
 */
public record ByteRange(long start, long end) {
  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException when {@code start} lies behind {@code end}, both unsigned
   */
  public ByteRange {
    if (Long.compareUnsigned(start, end) > 0) {
      throw new IllegalArgumentException(
          "a byte range cannot start at "
              + Long.toUnsignedString(start)
              + " and end at "
              + Long.toUnsignedString(end));
    }
  }
}
