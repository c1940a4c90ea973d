package dev.vireo.runtime;

/**
 * Makes sure that a thread has some 40 kB of stack left before it does something that must not be
 * cut short by a StackOverflowError.
 */
final class StackReserve {
  private static final int FRAMES = 256;

  private StackReserve() {}

  /**
   * Returns when there is enough.
   *
   * @throws StackOverflowError when there is not; nothing has been done then
   */
  static void check() {
    dive(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  // The arguments take stack, at least 96 bytes a frame; they go round so that none is left out.
  private static long dive(
      int frames,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f,
      long g,
      long h,
      long i,
      long j,
      long k,
      long l) {
    return frames == 0 ? a + l : dive(frames - 1, b, c, d, e, f, g, h, i, j, k, l, a) + b;
  }
}
