package dev.vireo.protocol;

/** Values of a slot's status word. Source: vyre-runtime 0.6.3. */
public final class SlotStatus {
  /** Free. */
  public static final int EMPTY = 0;

  /** Filled by the host, not yet claimed. */
  public static final int PUBLISHED = 1;

  /** Being executed. */
  public static final int CLAIMED = 2;

  /** Executed. */
  public static final int DONE = 3;

  /** Waiting for the host. */
  public static final int WAIT_IO = 4;

  /** Gave way; goes on later. */
  public static final int YIELD = 5;

  /** To be scheduled again. */
  public static final int REQUEUE = 6;

  /** Stopped by a violation. */
  public static final int FAULT = 7;

  private SlotStatus() {}
}
