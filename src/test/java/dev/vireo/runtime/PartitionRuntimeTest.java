package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Opcode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring of partitions with a backend that can be told what to do. */
@Timeout(60)
class PartitionRuntimeTest {
  private static final int DONE = CompletionStatus.DONE.code();
  private static final int CANCELLED = CompletionStatus.CANCELLED.code();
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int LEVELS = 5;

  private static SlotRuntime open(FakeBackend backend, int slots, long first, long closeNanos) {
    RuntimeSettings settings =
        new RuntimeSettings(slots, true, first, 0, Long.MAX_VALUE, closeNanos, 10_000, 0, 0);
    return new SlotRuntime(backend, settings, 20);
  }

  private static long publish(SlotRuntime runtime, int priority, int opcode) {
    return runtime.publish(opcode, priority, 0, 0, 0);
  }

  private static int await(SlotRuntime runtime, long handle) throws InterruptedException {
    return runtime.await(handle, Long.MAX_VALUE).status();
  }

  @ParameterizedTest
  @CsvSource({"5, 0", "7, 4294967290", "40, 4294967290", "64, 0"})
  void shouldResumeSlotsOfAnyPartitionUntilTheyComplete(int slots, long first)
      throws InterruptedException {
    FakeBackend backend = new FakeBackend(slots, true);
    backend.mostClaims = 3;
    SplittableRandom random = new SplittableRandom(slots);
    List<Long> handles = new ArrayList<>();
    try (SlotRuntime runtime = open(backend, slots, first, 20 * SECOND)) {
      long[] sequences = {first, first, first, first, first};
      for (int i = 0; i < 500; i++) {
        int priority = random.nextInt(LEVELS);
        int opcode = i % 9 == 8 ? Opcode.BATCH_FENCE : FakeBackend.YIELDS + i % 5;
        long handle = publish(runtime, priority, opcode);
        assertEquals(Handles.of(priority, sequences[priority]++), handle);
        handles.add(handle);
        if (i % 20 == 0) {
          assertEquals(DONE, await(runtime, handle));
          boolean fence = opcode == Opcode.BATCH_FENCE;
          int sequence = (int) Handles.sequence(handle);
          assertEquals(fence ? sequence - (int) first : opcode, (int) runtime.results(handle));
          assertEquals(fence ? 0 : sequence, (int) (runtime.results(handle) >>> 32));
        }
      }
      runtime.drain();
    }
    assertEquals(500, backend.completed.size());
    assertEquals(new HashSet<>(handles), new HashSet<>(backend.completed));
    assertTrue(backend.closed);
  }

  @Test
  void shouldHoldBackFencesForTheirOwnPartitionOnly() throws InterruptedException {
    FakeBackend backend = new FakeBackend(40, true);
    SlotRuntime runtime = open(backend, 40, 0, SECOND / 10);
    long endless = publish(runtime, 3, Integer.MAX_VALUE);
    long held = publish(runtime, 3, Opcode.BATCH_FENCE);
    // More of them than a slice looks at.
    List<Long> free = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      free.add(publish(runtime, 1, Opcode.BATCH_FENCE));
    }
    for (long fence : free) {
      assertEquals(DONE, await(runtime, fence));
    }
    assertEquals(0, runtime.status(held));
    runtime.close();
    assertEquals(CANCELLED, await(runtime, held));
    assertEquals(CANCELLED, await(runtime, endless));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1000})
  void shouldBoundTheWaitOfEveryPartitionHoweverShortSlicesAre(int mostClaims)
      throws InterruptedException {
    FakeBackend backend = new FakeBackend(500, true);
    backend.mostClaims = mostClaims;
    try (SlotRuntime runtime = open(backend, 500, 0, 20 * SECOND)) {
      runtime.betweenSlices(
          () -> {
            for (int i = 0; i < 500; i++) {
              publish(runtime, i % LEVELS, FakeBackend.YIELDS);
            }
          });
      runtime.drain();
    }
    int[] left = {100, 100, 100, 100, 100};
    int[] waited = new int[LEVELS];
    int overtaken = 0;
    for (int taken : backend.claimed) {
      boolean passed = false;
      for (int i = 0; i < LEVELS; i++) {
        waited[i] = i == taken || left[i] == 0 ? 0 : waited[i] + 1;
        assertTrue(waited[i] <= 20, "partition " + i + " waited for " + waited[i] + " claims");
        passed |= i < taken && left[i] > 0;
      }
      overtaken += passed ? 1 : 0;
      left[taken]--;
    }
    assertTrue(overtaken < 100, "urgent slots were passed over " + overtaken + " times");
  }

  @Test
  void shouldFailTheSlotsOfAllPartitionsWhenTheDeviceFails() throws InterruptedException {
    DeviceException lost = new DeviceException("injected: the device is lost");
    FakeBackend backend = new FakeBackend(25, true);
    CountDownLatch go = new CountDownLatch(1);
    backend.onRun =
        n -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          throw lost;
        };
    try (SlotRuntime runtime = open(backend, 25, 0, SECOND)) {
      List<Long> handles = new ArrayList<>();
      for (int i = 0; i < LEVELS; i++) {
        handles.add(publish(runtime, i, Opcode.NOP));
      }
      go.countDown();
      for (long handle : handles) {
        assertSame(lost, assertThrows(DeviceException.class, () -> await(runtime, handle)));
      }
      assertSame(lost, assertThrows(DeviceException.class, runtime::drain));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 23, 64})
  void shouldNeverSleepThroughAPublicationInAnyPartition(int slots) throws InterruptedException {
    FakeBackend backend = new FakeBackend(slots, true);
    try (SlotRuntime runtime = open(backend, slots, 0, 20 * SECOND)) {
      // Pauses around the time for which the pump spins, so that it is just falling asleep.
      for (int i = 0; i < 5_000; i++) {
        long until = System.nanoTime() + 15_000 + i % 100 * 100;
        while (System.nanoTime() - until < 0) {
          Thread.onSpinWait();
        }
        assertEquals(DONE, await(runtime, publish(runtime, i % LEVELS, FakeBackend.YIELDS)));
      }
    }
  }
}
