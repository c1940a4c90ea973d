package dev.vireo.runtime;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread that publishes and one that sleeps whenever there is nothing new. They do with a
 * doorbell what {@link Publisher} and {@link Pump} do, and nothing else, so that millions of pairs
 * of going to sleep and publishing take seconds. Nobody publishes again before the sleeper has
 * answered: no later wake-up hides that one was lost.
 */
final class Handshake {
  /** How something is published. */
  enum Way {
    /** The cursor is moved, the doorbell rung, and then the slot filled. */
    SINGLE,
    /** The slots are filled, then the doorbell is rung. */
    BATCH
  }

  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long FILLING_NANOS = 50_000;
  private static final int PAIRS_PER_DEEP_SLEEP = 128;
  private static final int MOST_SPINS = 8; // some 50 ns each
  private static final int MOST_SPINS_OF_SLEEPER = 32; // so that most pairs end without parking
  private static final int SPINS_PER_YIELD = 128;

  private final Doorbell doorbell;
  private final Way way;
  private final SplittableRandom random;
  private final AtomicLong cursor = new AtomicLong();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();
  private final SplittableRandom sleepersRandom;
  private final Thread sleeper = new Thread(this::sleepAndSee, "sleeper");
  private volatile boolean over;
  private long woken; // the sleeper's, until it has ended

  Handshake(Doorbell doorbell, Way way, long seed) {
    this.doorbell = doorbell;
    this.way = way;
    random = new SplittableRandom(seed);
    sleepersRandom = random.split();
    doorbell.setPump(sleeper);
    sleeper.setDaemon(true);
  }

  /**
   * Publishes so often, on this thread.
   *
   * @return how often the sleeper slept until it was woken
   * @throws AssertionError when it was not woken, with the number of the pair
   */
  long run(long pairs) throws InterruptedException {
    sleeper.start();
    try {
      for (long pair = 1; pair <= pairs; pair++) {
        awaitSleep(pair);
        publish(pair);
        awaitAnswer(pair, pairs);
      }
    } finally {
      over = true;
      doorbell.ring();
    }
    sleeper.join();
    return woken;
  }

  /** Now and then until the sleeper sleeps for good, else only about as long as that takes it. */
  private void awaitSleep(long pair) {
    if (pair % PAIRS_PER_DEEP_SLEEP == 0) {
      long start = System.nanoTime();
      while (sleeper.getState() != Thread.State.WAITING && !lost(start)) {
        Thread.onSpinWait();
      }
      return;
    }
    spin(random.nextInt(MOST_SPINS));
  }

  private static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  private void publish(long pair) {
    if (way == Way.SINGLE) {
      cursor.compareAndSet(pair - 1, pair);
      doorbell.ringAfterCursor();
      published.setRelease(pair); // like Availability
    } else {
      published.setRelease(pair);
      doorbell.ring();
    }
  }

  private void awaitAnswer(long pair, long pairs) {
    long start = System.nanoTime();
    for (int spins = 1; seen.getAcquire() != pair; spins++) {
      Thread.onSpinWait();
      if (spins % SPINS_PER_YIELD == 0) {
        Thread.yield();
        if (lost(start)) {
          throw new AssertionError(
              String.format(
                  "the wake-up of pair %,d of %,d (%s) was lost: 10 s after it was published, the"
                      + " sleeper is %s and has seen %,d",
                  pair, pairs, way, sleeper.getState(), seen.get()));
        }
      }
    }
  }

  private static boolean lost(long start) {
    return System.nanoTime() - start > LOST_NANOS;
  }

  private void sleepAndSee() {
    long at = 0;
    while (!over) {
      doorbell.announceSleep();
      long now = published.getAcquire();
      if (now > at) {
        doorbell.stayAwake();
        at = now;
        seen.setRelease(at);
        spin(sleepersRandom.nextInt(MOST_SPINS_OF_SLEEPER));
        continue;
      }
      doorbell.before(Doorbell.Step.LOOK_AT_CURSOR);
      if (cursor.getAcquire() > at) {
        doorbell.sleep(FILLING_NANOS);
      } else if (!over) {
        doorbell.sleep();
        woken++;
      }
    }
  }
}
