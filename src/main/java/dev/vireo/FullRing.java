package dev.vireo;

import java.time.Duration;

/**
 * What {@code submit} does while the ring is full: waits, waits for a while, or refuses with {@link
 * dev.vireo.protocol.RingFullException}.
 *
 * @param nanos most nanoseconds to wait; 0 refuses at once
 */
public record FullRing(long nanos) {
  /**
   * Checks the time.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public FullRing {
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "a wait of " + nanos + " ns is negative; 0 refuses at once");
    }
  }

  /** Waits as long as it takes. */
  public static FullRing block() {
    return new FullRing(Long.MAX_VALUE);
  }

  /** Waits for {@code time} at most. */
  public static FullRing timeout(Duration time) {
    return new FullRing(time.toNanos());
  }

  /** Refuses at once. */
  public static FullRing refuse() {
    return new FullRing(0);
  }
}
