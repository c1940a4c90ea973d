package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionExpiredException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.RingFullException;
import dev.vireo.protocol.Slot;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every megakernel does, whatever runs its slots. */
@Timeout(60)
@SuppressWarnings("try") // a hold is used by being open
abstract class MegakernelContract {
  private static final int FIRST = 160;

  /** Returns the device to run on. */
  abstract String device();

  MegakernelConfig config() {
    return MegakernelConfig.defaults()
        .withDevice(device())
        .withRingSlots(64)
        .withObservableWords(1000);
  }

  static Slot add(int value, int index) {
    return Slot.of(Opcode.ATOMIC_ADD, value, index);
  }

  @Test
  void shouldReturnTheResultOfEachOperation() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      assertEquals(0, kernel.await(kernel.submit(Slot.of(Opcode.STORE_U32, 7, FIRST))).result0());
      assertEquals(7, kernel.await(kernel.submit(add(5, FIRST))).result0());
      assertEquals(12, kernel.await(kernel.submit(Slot.of(Opcode.LOAD_U32, FIRST, 9))).result0());
      Completion swapped = kernel.await(kernel.submit(Slot.of(Opcode.COMPARE_SWAP, FIRST, 12, 99)));
      assertEquals(12, swapped.result0());
      assertEquals(1, swapped.result1());
      Completion kept = kernel.await(kernel.submit(Slot.of(Opcode.COMPARE_SWAP, FIRST, 12, 1)));
      assertEquals(99, kept.result0());
      assertEquals(0, kept.result1());
      assertEquals(12, kernel.words().read(9));
      assertEquals(99, kernel.words().read(0));
      assertEquals(
          99, kernel.words().read(FIRST), "COMPARE_SWAP stores the value before at 160 + arg0");
    }
  }

  @Test
  void shouldReportPlaceAndWordOfAFault() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Completion low = kernel.await(kernel.submit(Slot.of(Opcode.STORE_U32, 1, 5)));
      assertEquals(CompletionStatus.FAULT, low.status());
      assertEquals(FaultCode.BAD_INDEX, low.fault());
      assertEquals(0, low.result0());
      assertEquals(5, low.result1());
      Completion tenant = kernel.await(kernel.submit(Slot.of(Opcode.NOP).withTenant(-1)));
      assertEquals(FaultCode.UNKNOWN_TENANT, tenant.fault());
      assertEquals(-1, tenant.result1());
      assertEquals(0, kernel.done());
      assertEquals(1, kernel.metrics()[Opcode.STORE_U32], "a fault was claimed all the same");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 100})
  void shouldNotJumpWhenSequencesPass32Bits(int ringSlots) throws InterruptedException {
    MegakernelConfig config = config().withRingSlots(ringSlots).withFirstSequence(0xFFFF_FF00L);
    try (Megakernel kernel = Megakernel.open(config)) {
      int slots = 600;
      long last = 0;
      for (int i = 0; i < slots; i++) {
        last = kernel.submit(Opcode.ATOMIC_ADD, 1, FIRST + i % 10, 0);
      }
      assertEquals(CompletionStatus.DONE, kernel.await(last).status());
      kernel.drain();
      assertEquals(slots, kernel.done());
      int[] words = new int[10];
      kernel.words().read(0, words);
      for (int word : words) {
        assertEquals(slots / 10, word);
      }
    }
  }

  @Test
  void shouldCompleteEverySlotOfManyProducersOnce() throws InterruptedException {
    int producers = 4;
    int each = 2000; // all completions are kept: four rings' lengths are more
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(2001))) {
      List<Thread> threads = new ArrayList<>();
      AtomicInteger wrong = new AtomicInteger();
      for (int p = 0; p < producers; p++) {
        int index = FIRST + p;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    long handle = kernel.submit(Opcode.ATOMIC_ADD, 1, index, 0);
                    if (i % 100 == 0 && !sawResult(kernel, handle, i)) {
                      wrong.incrementAndGet();
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      kernel.drain();
      assertEquals(producers * each, kernel.done());
      assertEquals(producers * each, kernel.metrics()[Opcode.ATOMIC_ADD]);
      assertEquals(0, wrong.get());
      for (int p = 0; p < producers; p++) {
        assertEquals(each, kernel.words().read(p));
      }
    }
  }

  private static boolean sawResult(Megakernel kernel, long handle, int atMost) {
    try {
      int before = kernel.await(handle).result0();
      return before >= 0 && before <= atMost;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void shouldSettleFencesInOrderAfterWhatWasPublishedBefore() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(40))) {
      for (int round = 1; round <= 50; round++) {
        List<Slot> batch = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          batch.add(add(1, FIRST + 1));
        }
        batch.add(Slot.of(Opcode.BATCH_FENCE, 10, round));
        batch.add(add(1, FIRST + 2));
        batch.add(Slot.of(Opcode.BATCH_FENCE, 1, 1000 + round));
        long first = kernel.submit(batch);
        assertEquals(CompletionStatus.DONE, kernel.await(first + 10).status());
        for (int i = 0; i < 10; i++) {
          assertEquals(CompletionStatus.DONE.code(), kernel.poll(first + i), "before the fence");
        }
        kernel.await(first + 12);
        assertEquals(1000 + round, kernel.words().read(0));
        assertEquals(2 * round, kernel.epoch());
      }
    }
  }

  @Test
  void shouldTellAtAFenceHowTheSlotsBeforeItEnded() throws Exception {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(16))) {
      int done = 0;
      int faulted = 0;
      for (int round = 0; round < 20; round++) {
        List<Slot> batch = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          boolean wrong = i < round % 4;
          batch.add(add(1, wrong ? 1 << 30 : FIRST + 1));
          faulted += wrong ? 1 : 0;
          done += wrong ? 0 : 1;
        }
        batch.add(Slot.of(Opcode.BATCH_FENCE, 10, round));
        batch.add(add(1, FIRST + 2));
        long fence = kernel.submit(batch) + 10;
        Completion completion =
            switch (round % 3) {
              case 0 -> kernel.await(fence);
              case 1 -> kernel.future(fence).get();
              default -> polled(kernel, fence);
            };
        assertEquals(CompletionStatus.DONE, completion.status());
        assertEquals(done, completion.result0(), "done");
        assertEquals(faulted, completion.result1(), "faulted");
        done += 2; // the fence itself, and what follows it
      }
    }
  }

  private static Completion polled(Megakernel kernel, long handle) {
    while (kernel.poll(handle) == 0) {
      Thread.onSpinWait();
    }
    return new Completion(
        handle,
        CompletionStatus.of(kernel.poll(handle)),
        FaultCode.NONE,
        kernel.result0(handle),
        kernel.result1(handle));
  }

  @Test
  void shouldRunOperationsThatAreBuiltInOnlyWhenFirstUsed() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withOpcodes(Opcode.NOP))) {
      assertEquals(
          CompletionStatus.DONE, kernel.await(kernel.submit(Slot.of(Opcode.NOP))).status());
      Slot packedAdds = Slot.of(Opcode.PACKED_SLOT, 0x00020602, 0x0302, 9, FIRST, 0, 1, FIRST, 0);
      assertEquals(CompletionStatus.DONE, kernel.await(kernel.submit(packedAdds)).status());
      assertEquals(10, kernel.words().read(0));
    }
  }

  @Test
  void shouldCopyThousandsOfWordsForwardOverThemselves() throws InterruptedException {
    int words = 60_000;
    try (Megakernel kernel = Megakernel.open(config().withObservableWords(words))) {
      kernel.words().write(0, 1, 2, 3);
      Slot overlapping = Slot.of(Opcode.MEMCPY, FIRST, FIRST + 3, words - 3);
      assertEquals(CompletionStatus.DONE, kernel.await(kernel.submit(overlapping)).status());
      int[] all = new int[words];
      kernel.words().read(0, all);
      for (int i = 0; i < words; i++) {
        assertEquals(1 + i % 3, all[i], "word " + i);
      }
    }
  }

  @Test
  void shouldKeepTheDebugLogReadableWhenItOverflows() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(100))) {
      for (int i = 0; i < 100; i++) {
        kernel.submit(Opcode.PRINTF, i, 0, 0);
      }
      kernel.drain();
      DebugLog log = kernel.debugRecords();
      assertEquals(64, log.records().size());
      assertEquals(36, log.dropped());
      assertEquals(100, kernel.done());
    }
  }

  @Test
  void shouldCancelWhatASlotsShutdownLeftUnclaimed() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      assertEquals(
          CompletionStatus.DONE, kernel.await(kernel.submit(Slot.of(Opcode.SHUTDOWN))).status());
      CompletionStatus after;
      try {
        after = kernel.await(kernel.submit(add(1, FIRST))).status();
      } catch (ClosedException e) {
        assertTrue(e.getMessage().contains("SHUTDOWN"), e.getMessage());
        after = CompletionStatus.CANCELLED;
      }
      assertEquals(CompletionStatus.CANCELLED, after);
      assertEquals(0, kernel.words().read(0));
    }
  }

  @Test
  void shouldRefuseWhatVyreWouldLeavePublishedForEver() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withProtection(Protection.RAW))) {
      Completion refused = kernel.await(kernel.submit(add(1, FIRST).withTenant(3)));
      assertEquals(CompletionStatus.REFUSED, refused.status());
      kernel.await(kernel.submit(Slot.of(Opcode.SHUTDOWN)));
      assertEquals(CompletionStatus.REFUSED, kernel.await(kernel.submit(add(1, FIRST))).status());
      int[] ring = kernel.ringWords();
      assertArrayEquals(new int[] {1, 3, 1}, new int[] {ring[0], ring[16], ring[32]});
      assertEquals(0, kernel.words().read(0));
    }
  }

  @Test
  void shouldRefuseASlotWhenTheRingIsFull() throws Exception {
    Gate gate = new Gate();
    MegakernelConfig config =
        config().withRingSlots(4).withFullRing(FullRing.refuse()).withHandlers(gate.handler());
    try (Megakernel kernel = Megakernel.open(config)) {
      kernel.submit(gate.slot());
      for (int i = 0; i < 3; i++) {
        kernel.submit(Opcode.ATOMIC_ADD, 1, FIRST, 0);
      }
      RingFullException full =
          assertThrows(
              RingFullException.class, () -> kernel.submit(Opcode.ATOMIC_ADD, 1, FIRST, 0));
      assertTrue(full.getMessage().contains("4 of 4"), full.getMessage());
      assertThrows(RingFullException.class, () -> kernel.submit(List.of(add(1, FIRST))));
      gate.open(kernel);
      kernel.drain();
      assertEquals(3, kernel.words().read(0));
    }
  }

  @Test
  void shouldStopWaitingForRoomWhenTheTimeIsOver() throws Exception {
    Gate gate = new Gate();
    FullRing brief = FullRing.timeout(Duration.ofMillis(20));
    MegakernelConfig config =
        config().withRingSlots(1).withFullRing(brief).withHandlers(gate.handler());
    try (Megakernel kernel = Megakernel.open(config)) {
      kernel.submit(gate.slot());
      assertThrows(RingFullException.class, () -> kernel.submit(Slot.of(Opcode.NOP)));
      gate.open(kernel);
    }
  }

  @Test
  void shouldWaitForRoomInAFullRing() throws Exception {
    Gate gate = new Gate();
    MegakernelConfig config = config().withRingSlots(2).withHandlers(gate.handler());
    try (Megakernel kernel = Megakernel.open(config)) {
      CompletableFuture<Long> third = new CompletableFuture<>();
      kernel.submit(gate.slot());
      kernel.submit(add(1, FIRST));
      Thread producer = new Thread(() -> third.complete(kernel.submit(add(1, FIRST))));
      producer.start();
      assertThrows(TimeoutException.class, () -> third.get(50, TimeUnit.MILLISECONDS));
      gate.open(kernel);
      assertEquals(CompletionStatus.DONE, kernel.await(third.get()).status());
      assertEquals(2, kernel.words().read(0));
    }
  }

  @Test
  void shouldLeaveNoClaimedSlotUnpublishedWhenAProducerFails() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(16))) {
      for (int failAt = 0; failAt < 5; failAt++) {
        int failing = failAt;
        List<Slot> batch = failing(5, i -> i == failing);
        assertThrows(OutOfMemoryError.class, () -> kernel.submit(batch));
        kernel.drain();
        assertEquals(CompletionStatus.DONE, kernel.await(kernel.submit(add(100, FIRST))).status());
      }
      assertEquals(500, kernel.words().read(0), "a batch runs as a whole or not at all");
      assertEquals(5, kernel.done());
    }
  }

  /** A batch of which some elements cannot be read. */
  private static List<Slot> failing(int size, IntFunction<Boolean> fails) {
    return new AbstractList<>() {
      @Override
      public Slot get(int index) {
        if (fails.apply(index)) {
          throw new OutOfMemoryError("injected");
        }
        return Slot.of(Opcode.ATOMIC_ADD, 1, FIRST);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  @Test
  void shouldRefuseABatchThatCannotFit() {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(4))) {
      List<Slot> five = Collections.nCopies(5, add(1, FIRST));
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> kernel.submit(five));
      assertTrue(e.getMessage().contains("1 to 4"), e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> kernel.submit(List.of()));
      assertEquals(0, kernel.done());
    }
  }

  @Test
  void shouldCompleteFuturesOnTheirExecutor() throws Exception {
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    try (Megakernel kernel =
        Megakernel.open(
            config()
                .withCallbackExecutor(
                    task -> {
                      ranOn.set(Thread.currentThread());
                      task.run();
                    }))) {
      List<CompletableFuture<Completion>> futures = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        futures.add(kernel.future(kernel.submit(add(1, FIRST))));
      }
      for (CompletableFuture<Completion> future : futures) {
        assertEquals(CompletionStatus.DONE, future.get().status());
      }
      assertTrue(ranOn.get() != null, "the executor ran the callbacks");
    }
  }

  @Test
  void shouldGoOnWhenACallbackThrows() throws Exception {
    MegakernelConfig config =
        config()
            .withCallbackExecutor(
                task -> {
                  throw new IllegalStateException("a careless executor");
                });
    try (Megakernel kernel = Megakernel.open(config)) {
      kernel.future(kernel.submit(add(1, FIRST)));
      assertEquals(CompletionStatus.DONE, kernel.await(kernel.submit(add(1, FIRST))).status());
    }
  }

  @Test
  void shouldPollWithoutWaiting() throws Exception {
    Gate gate = new Gate();
    try (Megakernel kernel = Megakernel.open(config().withHandlers(gate.handler()))) {
      long handle = kernel.submit(gate.slot());
      assertEquals(0, kernel.poll(handle));
      assertNull(kernel.await(handle, Duration.ofMillis(5)));
      assertThrows(IllegalStateException.class, () -> kernel.result0(handle));
      gate.open(kernel);
      while (kernel.poll(handle) == 0) {
        Thread.onSpinWait();
      }
      assertEquals(CompletionStatus.DONE.code(), kernel.poll(handle));
      assertEquals(1, kernel.result0(handle));
      assertEquals(0, kernel.result1(handle));
    }
  }

  @Test
  void shouldLetACallbackWaitForOtherSlots() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      CompletableFuture<Integer> nested =
          kernel
              .future(kernel.submit(add(1, FIRST)))
              .thenApply(
                  done -> {
                    try {
                      kernel.await(kernel.submit(Slot.of(Opcode.STORE_U32, 7, FIRST + 1)));
                      return kernel.await(kernel.submit(add(1, FIRST))).result0();
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  });
      assertEquals(1, nested.get(20, TimeUnit.SECONDS));
      assertEquals(7, kernel.words().read(1));
    }
  }

  @Test
  void shouldSayWhenAHandleIsTooOldOrWasNeverGivenOut() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(1024))) {
      long first = kernel.submit(add(1, FIRST));
      long last = first;
      for (int i = 0; i < 20; i++) {
        last = kernel.submit(Collections.nCopies(1024, add(1, FIRST))) + 1023;
      }
      kernel.drain();
      long kept = last;
      assertEquals(CompletionStatus.DONE.code(), kernel.poll(kept));
      assertThrows(CompletionExpiredException.class, () -> kernel.poll(first));
      assertThrows(CompletionExpiredException.class, () -> kernel.await(first));
      assertThrows(CompletionExpiredException.class, () -> kernel.future(first));
      assertThrows(IllegalArgumentException.class, () -> kernel.poll(kept + 1));
      assertThrows(IllegalArgumentException.class, () -> kernel.poll(-1));
      assertThrows(IllegalArgumentException.class, () -> kernel.poll(kept | 1L << 60));
    }
  }

  @Test
  void shouldCompleteWhatIsOutstandingWhenItCloses() throws Exception {
    Megakernel kernel = Megakernel.open(config());
    List<CompletableFuture<Completion>> futures = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      futures.add(kernel.future(kernel.submit(add(1, FIRST))));
    }
    kernel.close();
    kernel.close();
    for (CompletableFuture<Completion> future : futures) {
      assertEquals(CompletionStatus.DONE, future.get(1, TimeUnit.SECONDS).status());
    }
    assertThrows(ClosedException.class, () -> kernel.submit(add(1, FIRST)));
    assertThrows(ClosedException.class, () -> kernel.words().read(0));
    assertThrows(ClosedException.class, kernel::debugRecords);
  }

  @Test
  void shouldWakeThoseWhoWaitForRoomWhenItCloses() throws Exception {
    Gate gate = new Gate();
    Megakernel kernel = Megakernel.open(config().withRingSlots(1).withHandlers(gate.handler()));
    AtomicReference<Throwable> seen = new AtomicReference<>();
    kernel.submit(gate.slot());
    Thread producer =
        new Thread(
            () -> {
              try {
                kernel.submit(Slot.of(Opcode.NOP));
              } catch (ClosedException e) {
                seen.set(e);
              }
            });
    producer.start();
    while (producer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    Thread closer = new Thread(kernel::close);
    closer.start();
    producer.join();
    gate.open(kernel);
    closer.join();
    assertTrue(seen.get() instanceof ClosedException, "the producer learnt why");
  }

  @Test
  void shouldCloseFromACallback() throws Exception {
    Megakernel kernel = Megakernel.open(config());
    CountDownLatch closed = new CountDownLatch(1);
    kernel
        .future(kernel.submit(add(1, FIRST)))
        .thenRun(
            () -> {
              kernel.close();
              closed.countDown();
            });
    assertTrue(closed.await(30, TimeUnit.SECONDS));
    assertThrows(ClosedException.class, () -> kernel.submit(add(1, FIRST)));
    kernel.close();
    assertThrows(ClosedException.class, () -> kernel.words().read(0));
  }

  @Test
  void shouldCheckTheRangeOfWords() {
    try (Megakernel kernel = Megakernel.open(config().withObservableWords(10))) {
      assertEquals(10, kernel.words().size());
      kernel.words().write(8, 1, 2);
      assertEquals(2, kernel.words().read(9));
      assertThrows(IndexOutOfBoundsException.class, () -> kernel.words().read(10));
      assertThrows(IndexOutOfBoundsException.class, () -> kernel.words().read(-1));
      assertThrows(IndexOutOfBoundsException.class, () -> kernel.words().write(9, 1, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> kernel.words().read(1, new int[10]));
      assertThrows(IndexOutOfBoundsException.class, () -> kernel.word(170));
      assertEquals(2, kernel.words().read(9), "nothing was written");
    }
  }

  @Test
  void shouldRunHandlersWithResultsYieldsAndFaults() throws InterruptedException {
    Handler sum =
        Handler.glsl(
                8,
                "sum",
                """
                uint i = VIREO_STATE(0);
                uint sum = VIREO_STATE(1);
                for (; i < VIREO_ARG(1); i++) {
                  if (!VIREO_FUEL()) {
                    VIREO_STATE(0) = i;
                    VIREO_STATE(1) = sum;
                    VIREO_YIELD;
                  }
                  sum += VIREO_LOAD(VIREO_ARG(0) + i);
                }
                VIREO_RESULT0 = sum;
                VIREO_RESULT1 = i;
                """)
            .withJava(
                c -> {
                  int total = 0;
                  for (int i = 0; i < c.arg(1); i++) {
                    total += c.load(c.arg(0) + i);
                  }
                  c.result(0, total);
                  c.result(1, c.arg(1));
                });
    Handler fault =
        Handler.glsl(
                0x7FFF_FFFF, "fault", "VIREO_STORE(VIREO_ARG(1), 1u); VIREO_FAULT(VIREO_ARG(0));")
            .withJava(
                c -> {
                  c.store(c.arg(1), 1);
                  c.fault(c.arg(0));
                });
    int words = 300_000;
    try (Megakernel kernel =
        Megakernel.open(config().withObservableWords(words).withHandlers(sum, fault))) {
      int[] ones = new int[words];
      Arrays.fill(ones, 1);
      kernel.words().write(0, ones);
      Completion summed = kernel.await(kernel.submit(Slot.of(8, FIRST, words)));
      assertEquals(CompletionStatus.DONE, summed.status());
      assertEquals(words, summed.result0());
      assertEquals(words, summed.result1());
      Completion outside = kernel.await(kernel.submit(Slot.of(8, FIRST, words + 1)));
      assertEquals(FaultCode.BAD_INDEX, outside.fault());
      assertEquals(FIRST + words, outside.result1());
      Completion faulted = kernel.await(kernel.submit(Slot.of(0x7FFF_FFFF, 77, FIRST + 1)));
      assertEquals(FaultCode.HANDLER, faulted.fault());
      assertEquals(77, faulted.result1());
      Completion both = kernel.await(kernel.submit(Slot.of(0x7FFF_FFFF, 77, 3)));
      assertEquals(FaultCode.BAD_INDEX, both.fault(), "the first fault counts");
      assertEquals(3, both.result1());
      assertEquals(3, kernel.metrics()[8] + 1, "handlers below 32 are counted");
    }
  }

  @Test
  void shouldRunAHandlerAsAnInnerOperation() throws InterruptedException {
    Handler increment =
        Handler.glsl(20, "increment", "VIREO_ATOMIC_ADD(VIREO_ARG(0), 1u);")
            .withJava(c -> c.atomicAdd(c.arg(0), 1));
    try (Megakernel kernel = Megakernel.open(config().withHandlers(increment))) {
      Slot twice = Slot.of(Opcode.PACKED_SLOT, 0x00140202, 0x0114, FIRST, FIRST + 1);
      assertEquals(CompletionStatus.DONE, kernel.await(kernel.submit(twice)).status());
      assertEquals(1, kernel.words().read(0));
      assertEquals(1, kernel.words().read(1));
      Completion unknown =
          kernel.await(
              kernel.submit(Slot.of(Opcode.PACKED_SLOT, 0x00140202, 0x0115, FIRST, FIRST)));
      assertEquals(FaultCode.UNKNOWN_OPCODE, unknown.fault());
      assertEquals(1, unknown.result0(), "the place is the inner number");
      assertEquals(1, kernel.words().read(0), "nothing ran");
    }
  }

  @Test
  void shouldFailAFutureOfNobody() {
    try (Megakernel kernel = Megakernel.open(config())) {
      assertThrows(IllegalArgumentException.class, () -> kernel.future(5));
    }
  }

  @Test
  void shouldReturnTheSameWordsObject() throws ExecutionException {
    try (Megakernel kernel = Megakernel.open(config())) {
      assertSame(kernel.words(), kernel.words());
      assertFalse(kernel.deviceName().isBlank());
    }
  }
}
