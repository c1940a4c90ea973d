package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionExpiredException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.RingFullException;
import dev.vireo.protocol.SignalException;
import dev.vireo.protocol.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots that wait for signals, give way and are requeued, whatever runs them. */
@Timeout(60)
@SuppressWarnings("try") // a hold is used by being open
abstract class ContinuationContract {
  private static final int BASE = ControlLayout.OBSERVABLE_BASE;
  private static final int WORDS = 3000;
  private static final int NOTHING = BASE; // a word that tests do not look at
  private static final int FOREVER_WAITING = 11;
  private static final int FOREVER_YIELDING = 12;
  private static final int FOREVER_REQUEUED = 13;

  private static final int[] HOSTILE_OPCODES = {
    Opcode.STORE_U32, Opcode.ATOMIC_ADD, Opcode.COMPARE_SWAP, Opcode.MEMCPY, Opcode.DFA_STEP
  };

  /** Returns the device to run on. */
  abstract String device();

  MegakernelConfig config() {
    return MegakernelConfig.defaults()
        .withDevice(device())
        .withRingSlots(64)
        .withObservableWords(WORDS)
        .withHandlers(
            SlotHandlers.WAIT,
            SlotHandlers.TURNS,
            forever(FOREVER_WAITING, "VIREO_WAIT;"),
            forever(FOREVER_YIELDING, "VIREO_YIELD;"),
            forever(FOREVER_REQUEUED, "VIREO_REQUEUE;"));
  }

  private static Handler forever(int opcode, String how) {
    return Handler.glsl(
            opcode,
            "forever",
            "VIREO_STATE(0)++; VIREO_STORE(VIREO_ARG(0), VIREO_STATE(0)); " + how)
        .withJava(
            c -> {
              c.state(0, c.state(0) + 1);
              c.store(c.arg(0), c.state(0));
              switch (opcode) {
                case FOREVER_WAITING -> c.waitForSignal();
                case FOREVER_YIELDING -> c.giveWay();
                default -> c.requeue();
              }
            });
  }

  /** A slot that waits as often as there are signals, and counts its turns at {@code index}. */
  private static Slot waits(int times, int index) {
    return Slot.of(SlotHandlers.WAIT.opcode(), times, index);
  }

  private static void awaitTurns(Megakernel kernel, int index, int turns) {
    while (kernel.word(index) < turns) {
      Thread.onSpinWait();
    }
  }

  /** Waits until no slice runs and nothing but a wake-up starts one. */
  private static void awaitSleep(Megakernel kernel) {
    while (!kernel.sleeps()) {
      Thread.yield();
    }
  }

  private static Completion done(Completion completion) {
    assertEquals(CompletionStatus.DONE, completion.status(), completion.toString());
    return completion;
  }

  @ParameterizedTest
  @EnumSource(Protection.class)
  void shouldGoOnWithItsStateAtEachSignal(Protection protection) throws InterruptedException {
    int[] words = {7, 0, -1, 0x8000_0000, 5};
    try (Megakernel kernel = Megakernel.open(config().withProtection(protection))) {
      long handle = kernel.submit(waits(words.length, BASE + 1));
      for (int i = 0; i < words.length; i++) {
        awaitTurns(kernel, BASE + 1, i + 1);
        assertEquals(0, kernel.poll(handle));
        kernel.signal(handle, words[i]);
      }
      Completion completion = done(kernel.await(handle));
      assertEquals(SlotHandlers.mixed(words), completion.result0());
      assertEquals(5, completion.result1(), "the latest signal");
      assertEquals(1, kernel.done());
      assertEquals(1, kernel.metrics()[SlotHandlers.WAIT.opcode()], "counted once");
    }
  }

  @Test
  void shouldKeepASignalThatComesBeforeTheSlotRuns() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      long handle;
      try (PumpHold hold = new PumpHold(kernel)) {
        handle = kernel.submit(waits(1, NOTHING));
        kernel.signal(handle, 77);
      }
      assertEquals(SlotHandlers.mixed(77), done(kernel.await(handle)).result0());
    }
  }

  @Test
  void shouldLoseNoSignalThatRacesWithItsSlot() throws InterruptedException {
    int slots = 1000;
    Random random = new Random(1);
    try (Megakernel kernel = Megakernel.open(config())) {
      for (int i = 0; i < slots; i++) {
        long handle = kernel.submit(waits(1, NOTHING));
        for (int spins = random.nextInt(4000); spins > 0; spins--) {
          Thread.onSpinWait();
        }
        kernel.signal(handle, i);
        assertEquals(SlotHandlers.mixed(i), done(kernel.await(handle)).result0());
      }
    }
  }

  @Test
  void shouldRefuseASecondSignalUntilTheFirstIsTaken() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      long handle;
      try (PumpHold hold = new PumpHold(kernel)) {
        handle = kernel.submit(waits(2, BASE + 1));
        kernel.signal(handle, 0x11);
        SignalException.Untaken refused =
            assertThrows(SignalException.Untaken.class, () -> kernel.signal(handle, 0x22));
        assertEquals(handle, refused.sequence());
        assertTrue(refused.getMessage().contains("0x11"), refused.getMessage());
        assertTrue(refused.getMessage().contains("0x22"), refused.getMessage());
      }
      awaitTurns(kernel, BASE + 1, 2);
      kernel.signal(handle, 0x33);
      assertEquals(SlotHandlers.mixed(0x11, 0x33), done(kernel.await(handle)).result0());
    }
  }

  @Test
  void shouldRefuseToSignalWhatHasCompletedOrDoesNotExist() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(1024))) {
      long handle = kernel.submit(Slot.of(Opcode.NOP));
      kernel.await(handle);
      SignalException.Completed refused =
          assertThrows(SignalException.Completed.class, () -> kernel.signal(handle, 1));
      assertTrue(refused.getMessage().contains("DONE"), refused.getMessage());
      assertThrows(IllegalArgumentException.class, () -> kernel.signal(handle + 1, 1));
      assertThrows(IllegalArgumentException.class, () -> kernel.signal(-1, 1));
      for (int i = 0; i < 20; i++) {
        kernel.await(kernel.submit(Collections.nCopies(1024, Slot.of(Opcode.NOP))));
      }
      kernel.drain();
      assertThrows(CompletionExpiredException.class, () -> kernel.signal(handle, 1));
    }
  }

  @Test
  void shouldDropASignalThatItsSlotNeverWaitsFor() throws InterruptedException {
    int ringSlots = 4;
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(ringSlots))) {
      try (PumpHold hold = new PumpHold(kernel)) {
        for (int i = 0; i < ringSlots; i++) {
          kernel.signal(kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, BASE + 1)), 99);
        }
      }
      kernel.drain();
      for (int i = 0; i < ringSlots; i++) { // the same places in the ring
        kernel.words().write(2, 0);
        long handle = kernel.submit(waits(1, BASE + 2));
        awaitTurns(kernel, BASE + 2, 1);
        assertEquals(0, kernel.poll(handle));
        kernel.signal(handle, i);
        assertEquals(SlotHandlers.mixed(i), done(kernel.await(handle)).result0());
      }
    }
  }

  @Test
  void shouldSleepWhileAllThatIsOutstandingWaits() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      for (int round = 0; round < 3; round++) {
        kernel.words().write(1, 0, 0);
        long first = kernel.submit(List.of(waits(1, BASE + 1), waits(1, BASE + 2)));
        long fence = kernel.submit(Slot.of(Opcode.BATCH_FENCE, 0, round));
        awaitTurns(kernel, BASE + 1, 1);
        awaitTurns(kernel, BASE + 2, 1);
        awaitSleep(kernel);
        done(kernel.await(kernel.submit(Slot.of(Opcode.NOP))));
        awaitSleep(kernel);
        kernel.signal(first + 1, 5);
        assertEquals(SlotHandlers.mixed(5), done(kernel.await(first + 1)).result0());
        awaitSleep(kernel);
        assertEquals(0, kernel.poll(first));
        assertEquals(0, kernel.poll(fence), "a fence waits for what waits before it");
        kernel.signal(first, 6);
        assertEquals(SlotHandlers.mixed(6), done(kernel.await(first)).result0());
        done(kernel.await(fence));
        assertEquals(round + 1, kernel.epoch());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2000, 1500, 0", "61, 61, 4294967280"})
  void shouldGoOnWithManySlotsInAnyOrder(int ringSlots, int count, long first)
      throws InterruptedException {
    MegakernelConfig config = config().withRingSlots(ringSlots).withFirstSequence(first);
    try (Megakernel kernel = Megakernel.open(config)) {
      long handle = kernel.submit(Collections.nCopies(count, waits(1, BASE + 1)));
      awaitTurns(kernel, BASE + 1, count);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(2));
      for (int i : order) {
        kernel.signal(handle + i, i);
      }
      for (int i = 0; i < count; i++) {
        assertEquals(SlotHandlers.mixed(i), done(kernel.await(handle + i)).result0());
      }
      assertEquals(count, kernel.done());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "7, 4294967280", "64, 4294967280"})
  void shouldServeOthersRoundAndRoundUntilTheRingComesToAWaitingSlot(int ringSlots, long first)
      throws InterruptedException {
    MegakernelConfig config =
        config().withRingSlots(ringSlots).withFirstSequence(first).withFullRing(FullRing.refuse());
    try (Megakernel kernel = Megakernel.open(config)) {
      for (int round = 1; round <= 20; round++) {
        long waiting = kernel.submit(waits(1, BASE + 1));
        for (int i = 1; i < ringSlots; i++) {
          done(kernel.await(kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, BASE + 2))));
        }
        assertThrows(RingFullException.class, () -> kernel.submit(Slot.of(Opcode.NOP)));
        assertEquals(0, kernel.poll(waiting));
        kernel.signal(waiting, round);
        assertEquals(SlotHandlers.mixed(round), done(kernel.await(waiting)).result0());
        kernel.drain();
        assertEquals(round * (ringSlots - 1), kernel.word(BASE + 2));
      }
    }
  }

  @Test
  void shouldWaitInInnerOperationsAndForgetTheSignalBetweenThem() throws InterruptedException {
    int wait = SlotHandlers.WAIT.opcode();
    Slot packed =
        Slot.of(
            Opcode.PACKED_SLOT,
            0x0006 << 8 | 3 | wait << 16,
            Opcode.ATOMIC_ADD | 2 << 8 | wait << 16 | 4 << 24,
            1,
            BASE + 1,
            1000,
            BASE + 3,
            2,
            BASE + 2);
    try (Megakernel kernel = Megakernel.open(config())) {
      long handle = kernel.submit(packed);
      awaitTurns(kernel, BASE + 1, 1);
      assertEquals(0, kernel.word(BASE + 3), "inner operations run in order");
      kernel.signal(handle, 5);
      awaitTurns(kernel, BASE + 2, 1);
      assertEquals(1000, kernel.word(BASE + 3));
      assertEquals(0, kernel.word(BASE + 2 + 1000), "no signal before the first");
      kernel.signal(handle, 6);
      awaitTurns(kernel, BASE + 2, 2);
      kernel.signal(handle, 7);
      done(kernel.await(handle));
      assertEquals(SlotHandlers.mixed(5), kernel.word(BASE + 1 + 1000));
      assertEquals(SlotHandlers.mixed(6, 7), kernel.word(BASE + 2 + 1000));
      int[] metrics = kernel.metrics();
      assertEquals(2, metrics[wait]);
      assertEquals(1, metrics[Opcode.ATOMIC_ADD]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {FOREVER_WAITING, FOREVER_YIELDING, FOREVER_REQUEUED})
  void shouldFaultASlotThatGivesWayMoreOftenThanItsBudgetAllows(int opcode)
      throws InterruptedException {
    int budget = 5;
    try (Megakernel kernel = Megakernel.open(config().withSlotBudget(budget))) {
      for (int round = 0; round < 3; round++) {
        kernel.words().write(1, 0);
        long handle = kernel.submit(Slot.of(opcode, BASE + 1));
        for (int i = 1; opcode == FOREVER_WAITING && i <= budget; i++) {
          awaitTurns(kernel, BASE + 1, i);
          kernel.signal(handle, i);
        }
        Completion completion = kernel.await(handle);
        assertEquals(FaultCode.FUEL, completion.fault());
        assertEquals(opcode, completion.result1());
        assertEquals(budget + 1, kernel.word(BASE + 1));
        assertThrows(SignalException.Completed.class, () -> kernel.signal(handle, 1));
      }
      assertEquals(0, kernel.done());
    }
  }

  @Test
  void shouldRunSlotsToTheirEndHoweverOftenTheyAreRequeued() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      List<Slot> batch = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        batch.add(Slot.of(SlotHandlers.TURNS.opcode(), 30 - i % 3, BASE + 1 + i));
      }
      batch.add(Slot.of(Opcode.BATCH_FENCE, 40, 9));
      long first = kernel.submit(batch);
      done(kernel.await(first + 40));
      for (int i = 0; i < 40; i++) {
        assertEquals(CompletionStatus.DONE.code(), kernel.poll(first + i), "before the fence");
        assertEquals(30 - i % 3, kernel.result0(first + i));
        assertEquals(31 - i % 3, kernel.word(BASE + 1 + i));
      }
    }
  }

  @Test
  void shouldServeOthersWhileSlotsAreRequeuedForEver() throws InterruptedException {
    MegakernelConfig config = config().withCloseTimeout(Duration.ofMillis(300));
    try (Megakernel kernel = Megakernel.open(config)) {
      kernel.submit(Collections.nCopies(20, Slot.of(FOREVER_REQUEUED, BASE + 1)));
      kernel.submit(Collections.nCopies(20, Slot.of(FOREVER_YIELDING, BASE + 2)));
      awaitTurns(kernel, BASE + 1, 3);
      long waiting = kernel.submit(waits(1, BASE + 3));
      awaitTurns(kernel, BASE + 3, 1);
      done(kernel.await(kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, BASE + 4))));
      kernel.signal(waiting, 1);
      done(kernel.await(waiting));
      awaitTurns(kernel, BASE + 1, kernel.word(BASE + 1) + 3);
      awaitTurns(kernel, BASE + 2, kernel.word(BASE + 2) + 3);
    }
  }

  @Test
  void shouldCancelWhatStillWaitsAtClose() throws InterruptedException {
    Megakernel kernel = Megakernel.open(config().withCloseTimeout(Duration.ofMillis(300)));
    long waiting = kernel.submit(waits(1, BASE + 1));
    awaitTurns(kernel, BASE + 1, 1);
    kernel.close();
    assertEquals(CompletionStatus.CANCELLED, kernel.await(waiting).status());
    SignalException.Completed refused =
        assertThrows(SignalException.Completed.class, () -> kernel.signal(waiting, 1));
    assertTrue(refused.getMessage().contains("CANCELLED"), refused.getMessage());
  }

  @Test
  void shouldTakeSignalsWhileItCloses() throws InterruptedException {
    Megakernel kernel = Megakernel.open(config());
    long waiting = kernel.submit(waits(1, BASE + 1));
    awaitTurns(kernel, BASE + 1, 1);
    Thread closer = new Thread(kernel::close);
    closer.start();
    boolean closing = false;
    while (!closing) {
      try {
        kernel.await(kernel.submit(Slot.of(Opcode.NOP)));
      } catch (ClosedException e) {
        closing = true;
      }
    }
    kernel.signal(waiting, 3);
    assertEquals(SlotHandlers.mixed(3), done(kernel.await(waiting)).result0());
    closer.join();
  }

  @Test
  void shouldCancelWhatWaitsWhenASlotShutsDown() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      long waiting = kernel.submit(waits(1, BASE + 1));
      awaitTurns(kernel, BASE + 1, 1);
      done(kernel.await(kernel.submit(Slot.of(Opcode.SHUTDOWN))));
      assertEquals(CompletionStatus.CANCELLED, kernel.await(waiting).status());
      assertThrows(SignalException.Completed.class, () -> kernel.signal(waiting, 1));
    }
  }

  @Test
  void shouldSignalFromACallback() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      long waiting = kernel.submit(waits(1, BASE + 1));
      CompletableFuture<Void> signalled =
          kernel
              .future(kernel.submit(Slot.of(Opcode.STORE_U32, 41, BASE + 2)))
              .thenAccept(stored -> kernel.signal(waiting, 42));
      signalled.get();
      assertEquals(SlotHandlers.mixed(42), done(kernel.await(waiting)).result0());
    }
  }

  @Test
  void shouldTakeSignalsOfManyThreads() throws InterruptedException {
    int threads = 4;
    int each = 150;
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Megakernel kernel = Megakernel.open(config())) {
      List<Thread> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        all.add(
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < each; i++) {
                      int word = thread * each + i;
                      long handle = kernel.submit(waits(2, NOTHING));
                      SlotHandlers.signal(kernel, handle, word);
                      SlotHandlers.signal(kernel, handle, ~word);
                      int result = done(kernel.await(handle)).result0();
                      assertEquals(SlotHandlers.mixed(word, ~word), result);
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                }));
      }
      all.forEach(Thread::start);
      for (Thread thread : all) {
        thread.join();
      }
      assertEquals(null, failure.get());
      assertEquals(threads * each, kernel.done());
    }
  }

  @Test
  void shouldLetNoTenantSignalAnothersSlot() throws InterruptedException {
    long seed = Seeds.next(getClass());
    Random random = new Random(seed);
    int wait = SlotHandlers.WAIT.opcode();
    // Both in the kernel from the start: one that grows with each opcode costs a driver seconds.
    MegakernelConfig config = config().withTenants().withOpcodes(HOSTILE_OPCODES);
    try (Megakernel kernel = Megakernel.open(config.withRingSlots(512))) {
      Tenant victim = kernel.registerTenant(TenantSpec.ofWords(1, 2000).withOpcodes(wait));
      Tenant hostile = kernel.registerTenant(TenantSpec.ofWords(2001, 10));
      long waiting = victim.submit(waits(2, BASE + 1));
      awaitTurns(kernel, BASE + 1, 1);
      for (int i = 0; i < 300; i++) {
        int index = i < 80 ? 2 * i : random.nextInt();
        int opcode = HOSTILE_OPCODES[i % HOSTILE_OPCODES.length];
        kernel.await(hostile.submit(Slot.of(opcode, index, index, 3, index)));
        if (i % 30 == 0) {
          kernel.await(hostile.submit(waits(0, BASE + 2001)));
        }
      }
      awaitSleep(kernel);
      String where = Seeds.command(getClass(), seed);
      assertEquals(0, kernel.poll(waiting), where);
      assertEquals(1, kernel.word(BASE + 1), where);
      kernel.signal(waiting, 5);
      awaitTurns(kernel, BASE + 1, 2);
      kernel.signal(waiting, 6);
      assertEquals(SlotHandlers.mixed(5, 6), done(kernel.await(waiting)).result0(), where);
      victim.quiesce(Duration.ofSeconds(30));
      hostile.quiesce(Duration.ofSeconds(30));
    }
  }
}
