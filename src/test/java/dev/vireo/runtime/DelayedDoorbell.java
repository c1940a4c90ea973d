package dev.vireo.runtime;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A doorbell whose steps take their time: one of them often and long, the others now and then.
 * Which, and how long, follows from a seed for each thread.
 */
final class DelayedDoorbell extends Doorbell {
  private static final int LONG_SPINS = 2000;
  private static final int SHORT_SPINS = 64;
  private static final int MOST_PARK_NANOS = 20_000;

  private final Step held;
  private final long seed;
  private final ThreadLocal<SplittableRandom> random;

  DelayedDoorbell(Step held, long seed) {
    this.held = held;
    this.seed = seed;
    random = ThreadLocal.withInitial(() -> new SplittableRandom(this.seed + names()));
  }

  // Threads are told apart by their names, so that each one's delays are the same every time.
  private static int names() {
    return Thread.currentThread().getName().hashCode();
  }

  @Override
  void before(Step step) {
    SplittableRandom own = random.get();
    boolean delayed = own.nextInt(step == held ? 2 : 16) == 0;
    if (!delayed) {
      return;
    }
    switch (own.nextInt(step == held ? 4 : 6)) {
      case 0 -> Thread.yield();
      case 1 -> spin(own.nextInt(LONG_SPINS));
      case 2 -> park(step, own.nextInt(MOST_PARK_NANOS));
      default -> spin(own.nextInt(SHORT_SPINS));
    }
  }

  private static void park(Step step, int nanos) {
    if (step == Step.PARK) {
      Thread.yield(); // parking would swallow the wake-up
    } else {
      LockSupport.parkNanos(nanos);
    }
  }

  private static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }
}
