package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No wake-up is lost, whatever the two sides are doing when it is given. */
@Timeout(120)
class DoorbellTest {
  private static final long PAIRS = 1_000_000;
  private static final long DELAYED_PAIRS = 10_000;
  private static final long RINGS = 2_000_000;
  private static final int PRODUCERS = 3;

  private static long seed() {
    String given = System.getProperty("vireo.seed", "");
    long seed = given.isBlank() ? System.nanoTime() & 0xFFFF_FFFFL : Long.decode(given);
    System.out.println("repeat with: tools/test -Dtest=DoorbellTest -Dvireo.seed=" + seed);
    return seed;
  }

  @ParameterizedTest
  @EnumSource(Handshake.Way.class)
  void shouldLoseNoWakeUpInMillionsOfPairsOfParkingAndPublishing(Handshake.Way way)
      throws InterruptedException {
    long woken = new Handshake(new Doorbell(), way, seed()).run(PAIRS);
    assertTrue(woken >= PAIRS / 128, "only in " + woken + " pairs did the sleeper sleep");
  }

  @ParameterizedTest
  @EnumSource(Doorbell.Step.class)
  void shouldLoseNoWakeUpWhenAStepOfEitherSideIsHeldUp(Doorbell.Step step)
      throws InterruptedException {
    long seed = seed();
    for (Handshake.Way way : Handshake.Way.values()) {
      Doorbell doorbell = new DelayedDoorbell(step, seed);
      long woken = new Handshake(doorbell, way, seed).run(DELAYED_PAIRS);
      assertTrue(woken >= DELAYED_PAIRS / 128, "only in " + woken + " pairs did the sleeper sleep");
    }
  }

  @Test
  void shouldWakeTheSleeperForTheLastOfMillionsOfRingsByManyThreads() throws InterruptedException {
    Doorbell doorbell = new Doorbell();
    AtomicLong published = new AtomicLong();
    long each = RINGS / PRODUCERS;
    Thread sleeper = new Thread(() -> seeAll(doorbell, published, each * PRODUCERS));
    doorbell.setPump(sleeper);
    sleeper.start();
    Thread[] threads = new Thread[PRODUCERS];
    for (int p = 0; p < PRODUCERS; p++) {
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
    assertEquals(each * PRODUCERS, published.get());
  }

  /** Sleeps whenever there is nothing new, until it has seen {@code last}. */
  private static void seeAll(Doorbell doorbell, AtomicLong published, long last) {
    long seen = 0;
    while (seen < last) {
      doorbell.announceSleep();
      if (published.get() > seen) {
        doorbell.stayAwake();
        seen = published.get();
      } else {
        doorbell.sleep();
      }
    }
  }
}
