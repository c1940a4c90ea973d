package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In live mode, slots complete behind one that another thread is still filling. */
@Timeout(60)
class LiveAheadTest {
  private static final int DONE = CompletionStatus.DONE.code();
  private static final int SLOTS = 8;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final RuntimeSettings SETTINGS =
      new RuntimeSettings(SLOTS, false, 0, 0, Long.MAX_VALUE, SECOND, 0, 3600 * SECOND, 0);

  private final CountDownLatch filling = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** A batch whose slot can be had only once {@link #goOn} is open. */
  private final List<Slot> slowBatch =
      new AbstractList<>() {
        @Override
        public int size() {
          return 1;
        }

        @Override
        public Slot get(int index) {
          filling.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Slot.of(Opcode.NOP);
        }
      };

  private static long publish(SlotRuntime runtime) {
    return runtime.publish(Opcode.NOP, 2, 0, 0, 0);
  }

  @Test
  void shouldTakeWhatIsSeenPublishedOnlyAfterTheSliceThatCompletedIt() throws InterruptedException {
    LiveFakeBackend backend = new LiveFakeBackend(SLOTS);
    try (SlotRuntime runtime = new SlotRuntime(backend, SETTINGS, 1)) {
      long before = publish(runtime);
      Thread slow = new Thread(() -> runtime.publish(slowBatch));
      slow.start();
      filling.await();
      backend.completeUnseen(before + 1, 71);
      backend.complete(before, 70);
      assertEquals(DONE, runtime.await(before, Long.MAX_VALUE).status());
      runtime.betweenSlices(() -> {});
      goOn.countDown();
      slow.join();
      runtime.drain();
      assertEquals(71, (int) runtime.results(before + 1));
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void shouldPollWhatWasAwaitedThoughASlotBeforeItIsNotPublished() throws InterruptedException {
    LiveFakeBackend backend = new LiveFakeBackend(SLOTS);
    try (SlotRuntime runtime = new SlotRuntime(backend, SETTINGS, 1)) {
      for (int lap = 0; lap < SLOTS; lap++) {
        long before = publish(runtime);
        backend.complete(before, 0);
        assertEquals(DONE, runtime.await(before, Long.MAX_VALUE).status());
      }
      Thread slow = new Thread(() -> runtime.publish(slowBatch));
      slow.start();
      filling.await();
      for (int i = 1; i < SLOTS; i++) {
        long ahead = publish(runtime);
        assertEquals(SLOTS + i, ahead);
        backend.complete(ahead, 70 + i);
        Ended ended = runtime.await(ahead, Long.MAX_VALUE);
        assertEquals(DONE, ended.status());
        assertEquals(70 + i, (int) ended.results());
        assertEquals(DONE, runtime.status(ahead), "polled behind a slot that is not published");
        assertEquals(70 + i, (int) runtime.results(ahead));
      }
      goOn.countDown();
      slow.join();
      backend.complete(SLOTS, 1);
      runtime.drain();
      for (int i = 1; i < SLOTS; i++) {
        assertEquals(70 + i, (int) runtime.results(SLOTS + i));
      }
    } finally {
      goOn.countDown();
    }
  }
}
