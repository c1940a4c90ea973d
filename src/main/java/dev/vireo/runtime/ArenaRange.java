package dev.vireo.runtime;

/** Words of the arena that a resource consists of. */
public final class ArenaRange {
  /** Stands for no words. */
  public static final ArenaRange NONE = new ArenaRange(0, 0, null);

  private final long first;
  private final int words;
  private final TenantAccount owner;
  private volatile boolean closed;

  ArenaRange(long first, int words, TenantAccount owner) {
    this.first = first;
    this.words = words;
    this.owner = owner;
  }

  long first() {
    return first;
  }

  int words() {
    return words;
  }

  /** Returns the tenant whose resource it is; null for the owner of the megakernel. */
  TenantAccount owner() {
    return owner;
  }

  /** Returns whether the words were given up. */
  public boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
