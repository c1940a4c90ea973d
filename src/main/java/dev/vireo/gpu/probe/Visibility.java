package dev.vireo.gpu.probe;

/**
 * Whether one side saw what the other wrote while a dispatch ran. Vulkan promises nothing here, so
 * it only says what was observed.
 *
 * @param changes writes that were seen during the dispatches
 * @param dispatches dispatches that were tried
 * @param dispatchesWithChanges dispatches during which at least one write was seen
 */
public record Visibility(long changes, int dispatches, int dispatchesWithChanges) {
  /** Fewer may be the luck of a cache line that was evicted. */
  private static final int ENOUGH_DISPATCHES = 3;

  private static final int ENOUGH_CHANGES = 10;

  /** Whether it was observed often enough to count on it. */
  public boolean seen() {
    return dispatchesWithChanges >= ENOUGH_DISPATCHES && changes >= ENOUGH_CHANGES;
  }
}
