package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No wake-up is lost: one that is leaves the sleeper asleep, and the test runs into its timeout.
 */
@Timeout(30)
class DoorbellTest {
  private static final long RINGS = 2_000_000;
  private static final int HAND_OVERS = 100_000;

  /** Sleeps whenever there is nothing new, until it has seen {@code last}. */
  private static Thread sleeper(
      Doorbell doorbell, AtomicLong published, AtomicLong seen, long last) {
    Thread thread =
        new Thread(
            () -> {
              while (seen.get() < last) {
                doorbell.announceSleep();
                if (published.get() > seen.get()) {
                  doorbell.stayAwake();
                  seen.set(published.get());
                } else {
                  doorbell.sleep();
                }
              }
            });
    doorbell.setPump(thread);
    return thread;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldWakeTheSleeperForTheLastOfMillionsOfRings(int producers) throws InterruptedException {
    Doorbell doorbell = new Doorbell();
    AtomicLong published = new AtomicLong();
    long each = RINGS / producers;
    Thread sleeper = sleeper(doorbell, published, new AtomicLong(), each * producers);
    sleeper.start();
    Thread[] threads = new Thread[producers];
    for (int p = 0; p < producers; p++) {
      threads[p] =
          new Thread(
              () -> {
                for (long i = 0; i < each; i++) {
                  published.incrementAndGet();
                  doorbell.ring();
                }
              });
      threads[p].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    sleeper.join();
    assertEquals(each * producers, published.get());
  }

  @Test
  void shouldWakeTheSleeperForEveryRing() throws InterruptedException {
    Doorbell doorbell = new Doorbell();
    AtomicLong published = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    Thread sleeper = sleeper(doorbell, published, seen, HAND_OVERS);
    sleeper.start();
    for (int i = 1; i <= HAND_OVERS; i++) {
      published.set(i);
      doorbell.ring();
      // Nobody rings again before the sleeper has answered.
      for (int spins = 0; seen.get() < i; spins++) {
        if (spins > 1000) {
          LockSupport.parkNanos(1000);
        } else {
          Thread.onSpinWait();
        }
      }
    }
    sleeper.join();
    assertEquals(HAND_OVERS, seen.get());
  }
}
