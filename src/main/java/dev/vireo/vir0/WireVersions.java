package dev.vireo.vir0;

/** The versions of the wire format that a reader accepts. */
public enum WireVersions {
  /** Version 4 and nothing else, as vyre 0.6.3. */
  ONLY_4(4, 4),
  /** Versions 4, 5 and 6, as vyre 0.7.2. */
  FROM_4_TO_6(4, 6);

  private final int oldest;
  private final int newest;

  WireVersions(int oldest, int newest) {
    this.oldest = oldest;
    this.newest = newest;
  }

  /** Returns the oldest version that is accepted. */
  public int oldest() {
    return oldest;
  }

  /** Returns the newest version that is accepted. */
  public int newest() {
    return newest;
  }

  /** Says whether a blob of that version is accepted. */
  public boolean accepts(int version) {
    return version >= oldest && version <= newest;
  }

  @Override
  public String toString() {
    return oldest == newest ? "version " + oldest : "versions " + oldest + " to " + newest;
  }
}
