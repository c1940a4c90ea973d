package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pump and publisher as they are, about to sleep and published to at the same time, with a step of
 * their handshake held up. Nobody publishes again before the slot has completed, and nobody helps
 * the pump.
 */
@Timeout(120)
class PumpSleepTest {
  private static final int SLOTS = 2000;
  private static final int RING = 8;
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int IDLE_SPIN_NANOS = 30_000; // for so long the pump looks before it sleeps
  private static final int LOOKS_PER_YIELD = 128;

  private static SlotRuntime open(Doorbell doorbell) {
    RuntimeSettings settings =
        new RuntimeSettings(
            RING, false, 0, 0, Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(2), 0, 0, 0);
    return new SlotRuntime(new FakeBackend(RING), settings, 1, SubmitSteps.NONE, doorbell);
  }

  @ParameterizedTest
  @EnumSource(Doorbell.Step.class)
  void shouldCompleteEverySlotThatIsPublishedWhileThePumpGoesToSleep(Doorbell.Step step) {
    String given = System.getProperty("vireo.seed", "");
    long seed = given.isBlank() ? System.nanoTime() & 0xFFFF_FFFFL : Long.decode(given);
    String again = "repeat with: tools/test -Dtest=PumpSleepTest -Dvireo.seed=" + seed;
    SplittableRandom random = new SplittableRandom(seed);
    List<Slot> batch = List.of(Slot.of(Opcode.NOP), Slot.of(Opcode.NOP));
    try (SlotRuntime runtime = open(new DelayedDoorbell(step, seed))) {
      long next = 0;
      for (int i = 0; i < SLOTS; i++) {
        long start = System.nanoTime();
        long wait = IDLE_SPIN_NANOS - 2000L + random.nextInt(20_000);
        while (System.nanoTime() - start < wait) {
          Thread.onSpinWait();
        }
        boolean single = random.nextBoolean();
        long first = single ? runtime.publish(Opcode.NOP, 2, 0, 0, 0) : runtime.publish(batch);
        assertEquals(next, first, again);
        next = first + (single ? 1 : batch.size());
        awaitCompletion(runtime, next - 1, again);
      }
    }
  }

  private static void awaitCompletion(SlotRuntime runtime, long sequence, String again) {
    long start = System.nanoTime();
    for (int looks = 1; runtime.status(sequence) == 0; looks++) {
      Thread.onSpinWait();
      if (looks % LOOKS_PER_YIELD == 0) {
        Thread.yield();
        boolean lost = System.nanoTime() - start > LOST_NANOS;
        assertTrue(!lost, "the wake-up for sequence " + sequence + " was lost; " + again);
      }
    }
  }
}
