package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pump and publisher with a backend that can be told what to do. */
@Timeout(60)
class SlotRuntimeTest {
  private static final int DONE = CompletionStatus.DONE.code();
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static SlotRuntime open(FakeBackend backend, int slots, long first, long closeNanos) {
    return new SlotRuntime(
        backend,
        new RuntimeSettings(slots, false, first, 0, Long.MAX_VALUE, closeNanos, 10_000, 0, 0),
        3);
  }

  private static SlotRuntime open(FakeBackend backend, int slots) {
    return open(backend, slots, 0, 20 * SECOND);
  }

  private static long publish(SlotRuntime runtime, int opcode) {
    return runtime.publish(opcode, 2, 0, 0, 0);
  }

  private static int await(SlotRuntime runtime, long sequence) throws InterruptedException {
    return runtime.await(sequence, Long.MAX_VALUE).status();
  }

  /** What a listener was told. */
  private static final class Told implements CompletionListener {
    final CountDownLatch told = new CountDownLatch(1);
    volatile int status;
    volatile RuntimeException cause;
    volatile int times;

    @Override
    public synchronized void completed(long sequence, int word, long results) {
      status = word;
      times++;
      told.countDown();
    }

    @Override
    public synchronized void failed(RuntimeException failure) {
      cause = failure;
      times++;
      told.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "5, 4294967290", "8, 4294967290", "64, 0"})
  void shouldResumeSlotsUntilTheyComplete(int slots, long first) throws InterruptedException {
    FakeBackend backend = new FakeBackend(slots);
    backend.mostClaims = 3;
    try (SlotRuntime runtime = open(backend, slots, first, 20 * SECOND)) {
      List<Told> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int opcode = i % 9 == 8 ? Opcode.BATCH_FENCE : FakeBackend.YIELDS + i % 5;
        long sequence = publish(runtime, opcode);
        assertEquals(first + i, sequence);
        Told told = new Told();
        runtime.listen(sequence, told);
        all.add(told);
        if (i % 20 == 0) {
          assertEquals(DONE, await(runtime, sequence));
          boolean fence = opcode == Opcode.BATCH_FENCE;
          assertEquals(fence ? i : opcode, (int) runtime.results(sequence));
          assertEquals(fence ? 0 : (int) sequence, (int) (runtime.results(sequence) >>> 32));
        }
      }
      runtime.drain();
      for (Told told : all) {
        told.told.await();
        assertEquals(DONE, told.status);
        assertEquals(1, told.times);
      }
    }
    assertEquals(200, backend.completed.size());
    assertTrue(backend.closed);
  }

  @Test
  void shouldSettleFencesInOrderAndMoreThanASliceLooksAt() throws InterruptedException {
    FakeBackend backend = new FakeBackend(16);
    try (SlotRuntime runtime = open(backend, 16)) {
      List<Slot> batch = new ArrayList<>();
      batch.add(Slot.of(FakeBackend.YIELDS + 6));
      for (int i = 0; i < 10; i++) {
        batch.add(Slot.of(Opcode.BATCH_FENCE));
      }
      batch.add(Slot.of(FakeBackend.YIELDS));
      long first = runtime.publish(batch);
      assertEquals(DONE, await(runtime, first + 10));
      runtime.drain();
      List<Long> order = new ArrayList<>(backend.completed);
      assertEquals(first + 11, order.remove(0), "a fence holds back nothing after it");
      List<Long> rest = new ArrayList<>();
      for (long sequence = first; sequence <= first + 10; sequence++) {
        rest.add(sequence);
      }
      assertEquals(rest, order);
    }
  }

  @Test
  void shouldPrepareEachOperationBeforeItFirstRuns() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    try (SlotRuntime runtime = open(backend, 8)) {
      await(runtime, publish(runtime, Opcode.NOP));
      await(runtime, publish(runtime, Opcode.NOP));
      await(runtime, publish(runtime, 77));
      await(runtime, publish(runtime, Opcode.STORE_U32));
      await(runtime, runtime.publish(Opcode.PACKED_SLOT, 2, 0x0003_0002, 0x0004, 0));
      await(runtime, publish(runtime, Opcode.STORE_U32));
    }
    int nop = Builtin.NOP.bit();
    int store = nop | Builtin.STORE_U32.bit();
    int packed =
        store | Builtin.PACKED_SLOT.bit() | Builtin.LOAD_U32.bit() | Builtin.COMPARE_SWAP.bit();
    assertEquals(List.of(nop, store, packed), backend.prepared);
  }

  @ParameterizedTest
  @CsvSource({"run, 1", "run, 2", "run, 3", "run, 6", "prepare, 1", "prepare, 2", "prepare, 5"})
  void shouldFailEverythingOutstandingWhenTheDeviceFails(String call, int number)
      throws InterruptedException {
    DeviceException lost = new DeviceException("injected: the device is lost");
    FakeBackend backend = new FakeBackend(16);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch failing = new CountDownLatch(1);
    int[] calls = new int[1];
    backend.mostClaims = 2;
    Runnable fault =
        () -> {
          calls[0]++;
          if (calls[0] == 1) {
            awaitQuietly(go);
          }
          if (calls[0] == number) {
            failing.countDown();
            throw lost;
          }
        };
    if (call.equals("run")) {
      backend.onRun = n -> fault.run();
    } else {
      backend.onPrepare = n -> fault.run();
    }
    SlotRuntime runtime = open(backend, 16);
    List<Told> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Told told = new Told();
      runtime.listen(publish(runtime, FakeBackend.YIELDS + (i % 2) * 3), told);
      all.add(told);
    }
    AtomicReference<Throwable> blocked = new AtomicReference<>();
    Thread producer =
        new Thread(
            () -> {
              try {
                while (true) {
                  publish(runtime, Opcode.NOP);
                }
              } catch (ClosedException e) {
                blocked.set(e);
              }
            });
    producer.start();
    AtomicReference<Throwable> read = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                while (true) {
                  runtime.readControl(0, new int[1], 0, 1);
                }
              } catch (DeviceException e) {
                read.set(e);
              }
            });
    reader.start();
    go.countDown();
    failing.await();
    producer.join();
    reader.join();
    int failed = 0;
    for (int i = 0; i < 16; i++) {
      Told told = all.get(i);
      told.told.await();
      assertEquals(1, told.times);
      if (told.cause == null) {
        assertEquals(DONE, told.status);
        assertEquals(DONE, runtime.status(i), "what completed before the failure stays");
      } else {
        failed++;
        assertSame(lost, told.cause);
        long sequence = i;
        assertSame(lost, assertThrows(DeviceException.class, () -> await(runtime, sequence)));
        assertSame(lost, assertThrows(DeviceException.class, () -> runtime.status(sequence)));
        Told late = new Told();
        runtime.listen(sequence, late);
        assertSame(lost, late.cause);
      }
    }
    assertTrue(failed > 0);
    assertSame(lost, assertThrows(DeviceException.class, runtime::drain));
    assertSame(lost, read.get());
    ClosedException closed =
        assertThrows(ClosedException.class, () -> publish(runtime, Opcode.NOP));
    assertSame(lost, closed.getCause());
    assertTrue(closed.getMessage().contains("injected"), closed.getMessage());
    assertTrue(blocked.get() instanceof ClosedException);
    runtime.close();
    runtime.close();
    assertTrue(backend.closed);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldFailEverythingWhenThePumpDiesOfAnError() throws InterruptedException {
    OutOfMemoryError error = new OutOfMemoryError("injected");
    FakeBackend backend = new FakeBackend(4);
    backend.onRun =
        n -> {
          throw error;
        };
    SlotRuntime runtime = open(backend, 4);
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    CountDownLatch died = new CountDownLatch(1);
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("vireo-pump") && thread.isAlive())
        .forEach(
            thread ->
                thread.setUncaughtExceptionHandler(
                    (t, e) -> {
                      uncaught.set(e);
                      died.countDown();
                    }));
    long sequence = publish(runtime, Opcode.NOP);
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> await(runtime, sequence));
    assertSame(error, failure.getCause());
    died.await();
    assertSame(error, uncaught.get());
    runtime.close();
    assertTrue(backend.closed);
  }

  @Test
  void shouldNotPassAGapThatAProducerLeaves() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    try (SlotRuntime runtime = open(backend, 8)) {
      CountDownLatch inGap = new CountDownLatch(1);
      CountDownLatch fill = new CountDownLatch(1);
      Thread slow = new Thread(() -> runtime.publish(slowBatch(inGap, fill)));
      slow.start();
      inGap.await();
      long behind = publish(runtime, FakeBackend.YIELDS);
      assertEquals(2, behind);
      // A batch is published as a whole; what lies behind it must wait.
      assertNull(runtime.await(behind, SECOND / 50));
      assertEquals(0, runtime.status(0));
      assertEquals(0, runtime.status(1));
      fill.countDown();
      slow.join();
      assertEquals(DONE, await(runtime, behind));
      assertEquals(List.of(0L, 1L, 2L), backend.completed);
    }
  }

  /** Two slots, the second of which is slow to come. */
  private static List<Slot> slowBatch(CountDownLatch inGap, CountDownLatch fill) {
    return new AbstractList<>() {
      @Override
      public Slot get(int index) {
        if (index == 1) {
          inGap.countDown();
          awaitQuietly(fill);
        }
        return Slot.of(FakeBackend.YIELDS);
      }

      @Override
      public int size() {
        return 2;
      }
    };
  }

  @Test
  void shouldLeaveTheMemoryToAProducerThatNeverFinishes() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    SlotRuntime runtime = open(backend, 8, 0, SECOND / 10);
    CountDownLatch inGap = new CountDownLatch(1);
    CountDownLatch fill = new CountDownLatch(1);
    Thread slow = new Thread(() -> runtime.publish(slowBatch(inGap, fill)));
    slow.start();
    inGap.await();
    runtime.close();
    assertFalse(backend.closed, "the producer still writes to the ring");
    assertThrows(ClosedException.class, () -> await(runtime, 1));
    fill.countDown();
    slow.join();
  }

  @Test
  void shouldCancelWhatHasNotEndedWhenTheCloseTimeoutIsOver() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    SlotRuntime runtime = open(backend, 8, 0, SECOND / 10);
    long endless = publish(runtime, Integer.MAX_VALUE);
    long fence = publish(runtime, Opcode.BATCH_FENCE);
    long behind = publish(runtime, FakeBackend.YIELDS);
    Told told = new Told();
    runtime.listen(endless, told);
    runtime.close();
    assertEquals(CompletionStatus.CANCELLED.code(), await(runtime, endless));
    assertEquals(CompletionStatus.CANCELLED.code(), await(runtime, fence));
    assertEquals(DONE, await(runtime, behind));
    assertEquals(CompletionStatus.CANCELLED.code(), told.status);
    assertTrue(backend.closed);
  }

  @Test
  void shouldLeaveADeviceAloneWhoseSliceDoesNotEnd() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    CountDownLatch running = new CountDownLatch(1);
    StuckSliceException stuck = new StuckSliceException(0, "injected: slot 0 does not end");
    backend.onRun =
        n -> {
          running.countDown();
          while (System.nanoTime() - backend.giveUpAt < 0) {
            Thread.onSpinWait();
          }
          backend.abandoned = true;
          throw stuck;
        };
    SlotRuntime runtime = open(backend, 8, 0, SECOND / 10);
    // Nothing gives up before somebody closes.
    backend.giveUpAt = System.nanoTime() + 1000 * SECOND;
    long sequence = publish(runtime, Opcode.NOP);
    running.await();
    assertNull(runtime.await(sequence, SECOND / 50));
    assertSame(stuck, assertThrows(DeviceException.class, runtime::close));
    assertSame(stuck, assertThrows(DeviceException.class, () -> await(runtime, sequence)));
    assertFalse(backend.closed);
  }

  private static void awaitSleep(SlotRuntime runtime) {
    while (!runtime.sleeps()) {
      Thread.yield();
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 600, 0", "7, 7, 4294967290", "1, 1, 0"})
  void shouldStartSlicesForSignalsAloneWhileSlotsWait(int slots, int count, long start)
      throws InterruptedException {
    FakeBackend backend = new FakeBackend(slots);
    try (SlotRuntime runtime = open(backend, slots, start, 20 * SECOND)) {
      for (int round = 0; round < 5; round++) {
        int before = backend.runs();
        long first = runtime.publish(Collections.nCopies(count, Slot.of(FakeBackend.WAITS)));
        awaitSleep(runtime);
        assertEquals(before + 1, backend.runs());
        runtime.betweenSlices(
            () -> {
              for (int i = count - 1; i >= 0; i--) {
                runtime.signal(first + i, 1000 + i);
              }
            });
        runtime.drain();
        awaitSleep(runtime);
        assertEquals(before + 1 + (count + 511) / 512, backend.runs(), "512 signals a slice");
        for (int i = 0; i < count; i++) {
          assertEquals(1000 + i, (int) runtime.results(first + i));
        }
      }
    }
  }

  @Test
  void shouldStartNoSliceForASignalThatNobodyWaitsFor() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    try (SlotRuntime runtime = open(backend, 8)) {
      long waiting = publish(runtime, FakeBackend.WAITS);
      awaitSleep(runtime);
      runtime.betweenSlices(() -> runtime.signal(publish(runtime, FakeBackend.YIELDS + 1), 5));
      long fence = publish(runtime, Opcode.BATCH_FENCE);
      runtime.await(waiting + 1, Long.MAX_VALUE);
      awaitSleep(runtime);
      assertEquals(0, runtime.status(fence), "it waits for what waits before it");
      int runs = backend.runs();
      runtime.betweenSlices(() -> {});
      awaitSleep(runtime);
      assertEquals(runs, backend.runs());
      runtime.signal(waiting, 6);
      assertEquals(DONE, await(runtime, fence));
      assertEquals(6, (int) runtime.results(waiting));
      assertEquals(List.of(waiting + 1, waiting, fence), backend.completed);
    }
  }

  @Test
  void shouldReadAndWriteBetweenSlices() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    try (SlotRuntime runtime = open(backend, 8)) {
      publish(runtime, FakeBackend.YIELDS + 50);
      runtime.writeControl(160, new int[] {1, 2, 3}, 0, 3);
      int[] into = new int[3];
      runtime.readControl(160, into, 0, 3);
      assertEquals("[1, 2, 3]", Arrays.toString(into));
      assertEquals(8 * 16, runtime.readRing().length);
      // What a task throws reaches its caller, and the pump goes on.
      assertThrows(
          IndexOutOfBoundsException.class, () -> runtime.readControl(1000, new int[1], 0, 1));
      assertEquals(DONE, await(runtime, publish(runtime, FakeBackend.YIELDS)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void shouldNeverSleepThroughAPublication(int slots) throws InterruptedException {
    FakeBackend backend = new FakeBackend(slots);
    try (SlotRuntime runtime = open(backend, slots)) {
      // Pauses around the time for which the pump spins, so that it is just falling asleep.
      for (int i = 0; i < 10_000; i++) {
        long until = System.nanoTime() + 15_000 + i % 100 * 100;
        while (System.nanoTime() - until < 0) {
          Thread.onSpinWait();
        }
        assertEquals(DONE, await(runtime, publish(runtime, FakeBackend.YIELDS)));
      }
    }
  }

  @Test
  void shouldKeepAnInterruptThatEndsAWaitForRoom() throws InterruptedException {
    FakeBackend backend = new FakeBackend(1);
    try (SlotRuntime runtime = open(backend, 1, 0, SECOND / 10)) {
      publish(runtime, Integer.MAX_VALUE);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      boolean[] kept = new boolean[1];
      Thread producer =
          new Thread(
              () -> {
                try {
                  publish(runtime, Opcode.NOP);
                } catch (RuntimeException e) {
                  thrown.set(e);
                  kept[0] = Thread.currentThread().isInterrupted();
                }
              });
      producer.start();
      producer.interrupt();
      producer.join();
      assertTrue(thrown.get().getMessage().contains("1 of 1"), String.valueOf(thrown.get()));
      assertTrue(kept[0]);
    }
  }
}
