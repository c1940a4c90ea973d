package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionStatus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that take the pump's turns while the pump's own thread is about to sleep. */
@Timeout(60)
class PumpHelpTest {
  private static final int RING = 8;
  private static final int DONE = CompletionStatus.DONE.code();
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Holds the pump's thread up once, where it is about to say that it sleeps. */
  private static final class HeldDoorbell extends Doorbell {
    final CountDownLatch held = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    volatile boolean armed;

    @Override
    void before(Step step) {
      if (!armed || step != Step.ANNOUNCE_SLEEP) {
        return;
      }
      armed = false;
      held.countDown();
      try {
        assertTrue(released.await(LOST_NANOS, TimeUnit.NANOSECONDS), "nobody let the pump go on");
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class HelpedBackend extends FakeBackend {
    volatile boolean helps = true;
    final AtomicInteger finished = new AtomicInteger();

    HelpedBackend() {
      super(RING);
    }

    @Override
    public boolean helps() {
      return helps;
    }

    @Override
    public void finish(SliceReport into) {
      super.finish(into);
      finished.incrementAndGet();
    }
  }

  @Test
  void shouldGoOnWithWhatAHelpersSliceLeftWhileThePumpWasAboutToSleep() throws Exception {
    HelpedBackend backend = new HelpedBackend();
    HeldDoorbell doorbell = new HeldDoorbell();
    RuntimeSettings settings =
        new RuntimeSettings(
            RING, false, 0, 0, Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(20), 0, 0, 0);
    try (SlotRuntime runtime = new SlotRuntime(backend, settings, 1, SubmitSteps.NONE, doorbell)) {
      runTo(runtime, runtime.publish(FakeBackend.YIELDS, 2, 0, 0, 0)); // the kernel is prepared
      doorbell.armed = true;
      runTo(runtime, runtime.publish(FakeBackend.YIELDS, 2, 0, 0, 0));
      doorbell.held.await();
      int before = backend.finished.get();
      long gaveWay = runtime.publish(FakeBackend.YIELDS + 1, 2, 0, 0, 0);
      while (backend.finished.get() == before) {
        assertEquals(0, runtime.status(gaveWay)); // takes the pump's turns now and then
      }
      backend.helps = false;
      doorbell.released.countDown();
      awaitCompletion(runtime, gaveWay);
    }
  }

  private static void runTo(SlotRuntime runtime, long sequence) throws InterruptedException {
    assertEquals(DONE, runtime.await(sequence, Long.MAX_VALUE).status());
  }

  private static void awaitCompletion(SlotRuntime runtime, long sequence) {
    long start = System.nanoTime();
    while (runtime.status(sequence) == 0) {
      assertTrue(System.nanoTime() - start < LOST_NANOS, "the pump sleeps over its work");
      Thread.yield();
    }
  }
}
