package dev.vireo.runtime;

/**
 * The words of resources where a backend keeps them. Used on the pump's turns while no slice runs.
 */
interface ArenaBackend {
  /** Returns how many words it can have; any thread. */
  long mostWords();

  /**
   * Returns how many words a block has, on any thread: no resource lies in two, and a program binds
   * few.
   */
  long blockWords();

  /** Returns how many blocks a program can bind; any thread. */
  default int mostBoundBlocks() {
    return Integer.MAX_VALUE;
  }

  /**
   * Makes ready for programs that bind more than one block. May take as long as building a kernel
   * does.
   */
  default void reserveBlocks() {}

  /** Makes the arena long enough for a range, and zeroes it. */
  void clear(long first, long count);

  /** Reads words. */
  void read(long first, int[] into, int offset, int count);

  /** Stores words. */
  void write(long first, int[] from, int offset, int count);
}
