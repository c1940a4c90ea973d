package dev.vireo;

import java.util.concurrent.TimeUnit;

/** What a thread does while it waits for a completion, for room in the ring, or for a drain. */
public enum WaitStrategy {
  /** Spins until it has what it waits for. The shortest wait; takes a core. */
  SPIN(Long.MAX_VALUE),
  /** Spins for 100 µs, yielding now and then, then sleeps until the pump wakes it. The default. */
  SPIN_YIELD_PARK(TimeUnit.MICROSECONDS.toNanos(100)),
  /** Sleeps at once. Costs least, and some tens of microseconds of latency. */
  BLOCKING(0);

  private final long spinNanos;

  WaitStrategy(long spinNanos) {
    this.spinNanos = spinNanos;
  }

  long spinNanos() {
    return spinNanos;
  }
}
