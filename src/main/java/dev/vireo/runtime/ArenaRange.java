package dev.vireo.runtime;

/** Words of the arena that a resource consists of. */
public final class ArenaRange {
  /** Stands for no words. */
  public static final ArenaRange NONE = new ArenaRange(0, 0);

  private final long first;
  private final int words;
  private volatile boolean closed;

  ArenaRange(long first, int words) {
    this.first = first;
    this.words = words;
  }

  long first() {
    return first;
  }

  int words() {
    return words;
  }

  boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
