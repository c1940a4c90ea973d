package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.RingFullException;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.TenantException;
import dev.vireo.runtime.Handles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ring of partitions does, whatever runs its slots. */
@Timeout(60)
@SuppressWarnings("try") // a hold is used by being open
abstract class PartitionContract {
  private static final int FIRST = ControlLayout.OBSERVABLE_BASE;
  private static final int LEVELS = Priority.values().length;
  private static final int YIELDING = 91;

  /** Returns the device to run on. */
  abstract String device();

  MegakernelConfig config() {
    return MegakernelConfig.defaults()
        .withDevice(device())
        .withRingSlots(64)
        .withObservableWords(1000)
        .withOpcodes(Opcode.NOP, Opcode.ATOMIC_ADD, Opcode.BATCH_FENCE)
        .withPartitions();
  }

  private static Slot add(Priority priority, int index) {
    return Slot.of(Opcode.ATOMIC_ADD, 1, index).withPriority(priority);
  }

  // Slots that are numbered in the order in which they ran, with what there was to run held back
  // until all is published.
  private static List<List<Long>> publishHeld(Megakernel kernel, int... counts)
      throws InterruptedException {
    List<List<Long>> handles = new ArrayList<>();
    try (PumpHold hold = new PumpHold(kernel)) {
      for (int level = LEVELS - 1; level >= 0; level--) {
        List<Long> own = new ArrayList<>();
        for (int i = 0; i < counts[level]; i++) {
          own.add(kernel.submit(add(Priority.values()[level], FIRST)));
        }
        handles.add(0, own);
      }
    }
    kernel.drain();
    return handles;
  }

  /** Returns the partitions in the order in which their slots ran. */
  private static int[] order(Megakernel kernel, List<List<Long>> handles) {
    int[] order = new int[handles.stream().mapToInt(List::size).sum()];
    Arrays.fill(order, -1);
    for (int level = 0; level < LEVELS; level++) {
      int before = -1;
      for (long handle : handles.get(level)) {
        int ran = kernel.result0(handle);
        assertEquals(-1, order[ran], "two slots ran as number " + ran);
        order[ran] = level;
        before = Math.max(before, ran);
      }
    }
    return order;
  }

  @Test
  void shouldClaimUrgentSlotsFirstAndLetNoneWaitForLong() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(300).withOneInvocation())) {
      int[] order = order(kernel, publishHeld(kernel, 55, 55, 55, 55, 55));
      StringBuilder text = new StringBuilder();
      for (int level : order) {
        text.append(level);
      }
      // Sixteen claims, then one for each that has waited for so long; again and again.
      String rest = "1234" + "0".repeat(13);
      String start = "0".repeat(16) + rest + rest + rest + "1234";
      assertEquals(start, text.substring(0, start.length()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 64, 100, 1000})
  void shouldClaimInTheOrderThatAgesGive(int ringSlots) throws InterruptedException {
    long seed = Seeds.next(getClass()) + ringSlots;
    SplittableRandom random = new SplittableRandom(seed);
    try (Megakernel kernel =
        Megakernel.open(config().withRingSlots(ringSlots).withOneInvocation())) {
      for (int round = 0; round < 5; round++) {
        kernel.words().write(0, 0);
        int[] counts = new int[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
          counts[level] = random.nextInt(ringSlots / LEVELS + 1);
        }
        int[] order = order(kernel, publishHeld(kernel, counts));
        String repeat = Arrays.toString(counts) + "; " + Seeds.command(getClass(), seed);
        checkOrder(order, counts, repeat);
      }
    }
  }

  // Between two rounds nothing waits, so that each begins with nobody overdue.
  private static void checkOrder(int[] order, int[] counts, String repeat) {
    int[] left = counts.clone();
    int[] waited = new int[LEVELS];
    for (int at = 0; at < order.length; at++) {
      int taken = order[at];
      for (int level = 0; level < LEVELS; level++) {
        boolean passed = level < taken && left[level] > 0 && waited[level] < 16;
        assertTrue(
            !passed || waited[taken] >= 16,
            "claim " + at + " passed over a more urgent partition; " + repeat);
        waited[level] = level == taken || left[level] == 0 ? 0 : waited[level] + 1;
        assertTrue(waited[level] <= 20, "partition " + level + " starved at " + at + "; " + repeat);
      }
      left[taken]--;
    }
    assertArrayEquals(new int[LEVELS], left, repeat);
  }

  @Test
  void shouldServeEveryPartitionWhileAllAreBusy() throws InterruptedException {
    int each = 4000;
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(LEVELS * each))) {
      int[] order = order(kernel, publishHeld(kernel, each, each, each, each, each));
      long[] sums = new long[LEVELS];
      int[] first = new int[LEVELS];
      Arrays.fill(first, -1);
      for (int at = 0; at < order.length; at++) {
        sums[order[at]] += at;
        first[order[at]] = first[order[at]] < 0 ? at : first[order[at]];
      }
      for (int level = 1; level < LEVELS; level++) {
        String where = Arrays.toString(sums);
        assertTrue(sums[level - 1] < sums[level], "urgent slots run earlier: " + where);
        // Up to 512 invocations run; without aging the least urgent ones began at 16,000.
        assertTrue(first[level] <= 16 + 5 * 512, level + " began at " + first[level]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Priority.class,
      names = {"HIGH", "IDLE"})
  void shouldCompleteALessUrgentSlotDuringAFlood(Priority waiting) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch flooding = new CountDownLatch(2);
    List<Thread> threads = new ArrayList<>();
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(1000))) {
      for (int i = 0; i < 2; i++) {
        threads.add(
            new Thread(
                () -> {
                  for (int sent = 0; !over.get(); sent++) {
                    kernel.submit(add(Priority.CRITICAL, FIRST));
                    if (sent == 1000) {
                      flooding.countDown();
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      flooding.await();
      try {
        for (int i = 0; i < 50; i++) {
          Completion done =
              kernel.await(kernel.submit(add(waiting, FIRST + 1)), Duration.ofSeconds(20));
          assertEquals(CompletionStatus.DONE, done.status());
        }
      } finally {
        over.set(true);
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Priority.class)
  void shouldNameThePartitionThatIsFull(Priority full) throws Exception {
    try (Megakernel kernel =
        Megakernel.open(config().withRingSlots(23).withFullRing(FullRing.refuse()))) {
      int slots = full == Priority.NORMAL ? 7 : 4;
      try (PumpHold hold = new PumpHold(kernel)) {
        for (int i = 0; i < slots; i++) {
          kernel.submit(add(full, FIRST));
        }
        RingFullException e =
            assertThrows(RingFullException.class, () -> kernel.submit(add(full, FIRST)));
        assertTrue(e.getMessage().contains("partition " + full), e.getMessage());
        assertTrue(e.getMessage().contains(slots + " of " + slots), e.getMessage());
        for (Priority other : Priority.values()) {
          if (other != full) {
            kernel.submit(add(other, FIRST));
          }
        }
      }
      kernel.drain();
      assertEquals(slots + LEVELS - 1, kernel.words().read(0));
      assertEquals(slots, kernel.word(ControlLayout.PRIORITY_FAIRNESS_BASE + full.ordinal()));
    }
  }

  @Test
  void shouldWaitForRoomInAFullPartition() throws Exception {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(5))) {
      CompletableFuture<Long> second = new CompletableFuture<>();
      Thread producer;
      try (PumpHold hold = new PumpHold(kernel)) {
        kernel.submit(add(Priority.LOW, FIRST));
        producer = new Thread(() -> second.complete(kernel.submit(add(Priority.LOW, FIRST))));
        producer.start();
        kernel.submit(add(Priority.IDLE, FIRST));
        assertFalse(second.isDone());
      }
      assertEquals(CompletionStatus.DONE, kernel.await(second.get()).status());
      kernel.drain();
      assertEquals(3, kernel.words().read(0));
    }
  }

  @Test
  void shouldRefuseARingThatIsTooShortAndBatchesThatDoNotFit() {
    IllegalArgumentException shortRing =
        assertThrows(
            IllegalArgumentException.class, () -> Megakernel.open(config().withRingSlots(4)));
    assertTrue(shortRing.getMessage().contains("a ring of 4 slots"), shortRing.getMessage());
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(12))) {
      List<Slot> mixed = List.of(add(Priority.LOW, FIRST), add(Priority.HIGH, FIRST));
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> kernel.submit(mixed));
      assertTrue(e.getMessage().contains("slot 1 of a batch is HIGH"), e.getMessage());
      List<Slot> tooLong = Collections.nCopies(3, add(Priority.LOW, FIRST));
      e = assertThrows(IllegalArgumentException.class, () -> kernel.submit(tooLong));
      assertTrue(e.getMessage().contains("1 to 2"), e.getMessage());
      assertTrue(e.getMessage().contains("partition LOW"), e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> kernel.submit(List.of()));
      assertEquals(0, kernel.done());
    }
  }

  @Test
  void shouldRefuseHandlesThatItNeverGaveOut() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      long handle = kernel.submit(add(Priority.IDLE, FIRST));
      assertEquals(4L << 60, handle);
      kernel.await(handle);
      assertThrows(IllegalArgumentException.class, () -> kernel.poll(handle + 1));
      assertThrows(IllegalArgumentException.class, () -> kernel.poll(0));
      assertThrows(IllegalArgumentException.class, () -> kernel.poll(5L << 60));
      assertThrows(IllegalArgumentException.class, () -> kernel.poll(-1));
    }
  }

  @Test
  void shouldWriteTheOffsetsOfItsPartitions() {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(23))) {
      int[] offsets = new int[LEVELS + 1];
      for (int i = 0; i <= LEVELS; i++) {
        offsets[i] = kernel.word(ControlLayout.PRIORITY_OFFSETS_BASE + i);
      }
      assertArrayEquals(new int[] {0, 4, 8, 15, 19, 23}, offsets);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 64, 101})
  void shouldNotJumpWhenSequencesPass32Bits(int ringSlots) throws InterruptedException {
    MegakernelConfig config = config().withRingSlots(ringSlots).withFirstSequence(0xFFFF_FFC0L);
    try (Megakernel kernel = Megakernel.open(config)) {
      int slots = 1000;
      for (int i = 0; i < slots; i++) {
        long handle = kernel.submit(add(Priority.values()[i % LEVELS], FIRST + i % 10));
        if (i % 100 == 0) {
          assertEquals(CompletionStatus.DONE, kernel.await(handle).status());
        }
      }
      kernel.drain();
      assertEquals(slots, kernel.done());
      for (int i = 0; i < 10; i++) {
        assertEquals(slots / 10, kernel.words().read(i));
      }
      for (int level = 0; level < LEVELS; level++) {
        assertEquals(slots / LEVELS, kernel.word(ControlLayout.PRIORITY_FAIRNESS_BASE + level));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 500})
  void shouldCompleteEverySlotOfManyProducersOnce(int ringSlots) throws Exception {
    long seed = Seeds.next(getClass());
    int producers = 4;
    int each = 3000;
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(ringSlots))) {
      List<Thread> threads = new ArrayList<>();
      List<CompletableFuture<Void>> ends = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int number = p;
        CompletableFuture<Void> end = new CompletableFuture<>();
        ends.add(end);
        threads.add(
            new Thread(
                () -> {
                  try {
                    produce(kernel, number, each, new SplittableRandom(seed + number));
                    end.complete(null);
                  } catch (InterruptedException | RuntimeException | Error e) {
                    end.completeExceptionally(e);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (CompletableFuture<Void> end : ends) {
        end.get();
      }
      kernel.drain();
      assertEquals(producers * each, kernel.done(), Seeds.command(getClass(), seed));
      for (int p = 0; p < producers; p++) {
        assertEquals(each, kernel.words().read(p), Seeds.command(getClass(), seed));
      }
    }
  }

  private static void produce(Megakernel kernel, int number, int slots, SplittableRandom random)
      throws InterruptedException {
    for (int sent = 0; sent < slots; ) {
      Priority priority = Priority.values()[random.nextInt(LEVELS)];
      int batch = Math.min(slots - sent, 1 + random.nextInt(2));
      long handle =
          batch == 1
              ? kernel.submit(add(priority, FIRST + number))
              : kernel.submit(Collections.nCopies(batch, add(priority, FIRST + number)));
      sent += batch;
      if (random.nextInt(50) == 0) {
        Completion done = kernel.await(handle + batch - 1);
        assertEquals(CompletionStatus.DONE, done.status());
        assertTrue(done.result0() < sent, "the value before is one that there was");
      }
    }
  }

  @Test
  void shouldKeepFencesToTheirPartition() throws Exception {
    Gate gate = new Gate();
    try (Megakernel kernel =
        Megakernel.open(config().withRingSlots(100).withHandlers(gate.handler()))) {
      if (gateBlocksTheDevice()) {
        gate.open(kernel);
      }
      long held = kernel.submit(gate.slot().withPriority(Priority.LOW));
      long lowFence = kernel.submit(Slot.of(Opcode.BATCH_FENCE, 1, 7).withPriority(Priority.LOW));
      for (Priority priority : List.of(Priority.CRITICAL, Priority.NORMAL, Priority.IDLE)) {
        List<Slot> batch = new ArrayList<>(Collections.nCopies(10, add(priority, FIRST + 1)));
        batch.add(Slot.of(Opcode.BATCH_FENCE, 10, 1).withPriority(priority));
        long first = kernel.submit(batch);
        assertEquals(CompletionStatus.DONE, kernel.await(first + 10).status());
        for (int i = 0; i < 10; i++) {
          assertEquals(CompletionStatus.DONE.code(), kernel.poll(first + i), "before the fence");
        }
      }
      if (!gateBlocksTheDevice()) {
        assertEquals(0, kernel.poll(lowFence));
        assertEquals(0, kernel.poll(held));
        gate.open(kernel);
      }
      assertEquals(CompletionStatus.DONE, kernel.await(lowFence).status());
      assertEquals(CompletionStatus.DONE.code(), kernel.poll(held));
      assertEquals(4, kernel.epoch());
    }
  }

  /** Returns whether a handler that waits keeps all other slots from running. */
  boolean gateBlocksTheDevice() {
    return false;
  }

  @Test
  void shouldGoOnWithSlotsThatGiveWayInEveryPartition() throws InterruptedException {
    Handler yielding =
        Handler.glsl(
                YIELDING,
                "yielding",
                """
                if (VIREO_STATE(0) < VIREO_ARG(0)) {
                  VIREO_STATE(0)++;
                  VIREO_YIELD;
                }
                VIREO_RESULT0 = VIREO_STATE(0);
                """)
            .withJava(c -> c.result(0, c.arg(0)));
    long seed = Seeds.next(getClass());
    SplittableRandom random = new SplittableRandom(seed);
    MegakernelConfig config = config().withRingSlots(37).withHandlers(yielding);
    try (Megakernel kernel = Megakernel.open(config.withFirstSequence(0xFFFF_FFF0L))) {
      for (int round = 0; round < 60; round++) {
        List<Long> handles = new ArrayList<>();
        List<Integer> results = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          int often = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
          Priority priority = Priority.values()[random.nextInt(LEVELS)];
          boolean fence = random.nextInt(10) == 0;
          Slot slot = fence ? Slot.of(Opcode.BATCH_FENCE, 0, 5) : Slot.of(YIELDING, often);
          long handle = kernel.submit(slot.withPriority(priority));
          handles.add(handle);
          results.add(fence ? (int) (Handles.sequence(handle) - 0xFFFF_FFF0L) : often);
        }
        kernel.drain();
        for (int i = 20; i < handles.size(); i++) {
          String where = "slot " + i + "; " + Seeds.command(getClass(), seed);
          assertEquals(CompletionStatus.DONE.code(), kernel.poll(handles.get(i)), where);
          assertEquals(results.get(i), kernel.result0(handles.get(i)), where);
        }
      }
    }
  }

  @Test
  void shouldCancelWhatASlotsShutdownLeftInAnyPartition() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withOneInvocation())) {
      List<Long> handles = new ArrayList<>();
      long shutdown;
      try (PumpHold hold = new PumpHold(kernel)) {
        shutdown = kernel.submit(Slot.of(Opcode.SHUTDOWN).withPriority(Priority.CRITICAL));
        for (Priority priority : Priority.values()) {
          handles.add(kernel.submit(add(priority, FIRST)));
        }
      }
      assertEquals(CompletionStatus.DONE, kernel.await(shutdown).status());
      for (long handle : handles) {
        assertEquals(CompletionStatus.CANCELLED, kernel.await(handle).status());
      }
      assertThrows(ClosedException.class, () -> kernel.submit(add(Priority.IDLE, FIRST)));
      assertEquals(0, kernel.words().read(0));
    }
  }

  @Test
  void shouldCompleteWhatIsOutstandingInAnyPartitionWhenItCloses() throws InterruptedException {
    List<Long> handles = new ArrayList<>();
    Megakernel kernel = Megakernel.open(config().withRingSlots(500));
    for (int i = 0; i < 400; i++) {
      handles.add(kernel.submit(add(Priority.values()[i % LEVELS], FIRST)));
    }
    kernel.close();
    for (long handle : handles) {
      assertEquals(CompletionStatus.DONE.code(), kernel.poll(handle));
    }
    for (Priority priority : Priority.values()) {
      assertThrows(ClosedException.class, () -> kernel.submit(add(priority, FIRST)));
    }
  }

  @Test
  void shouldTellFuturesOfEveryPartition() throws Exception {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(500))) {
      List<CompletableFuture<Completion>> futures = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        futures.add(kernel.future(kernel.submit(add(Priority.values()[i % LEVELS], FIRST))));
      }
      for (CompletableFuture<Completion> future : futures) {
        assertEquals(CompletionStatus.DONE, future.get().status());
      }
    }
  }

  @Test
  void shouldCountATenantsSlotsOfAllPartitions() throws Exception {
    MegakernelConfig config = config().withRingSlots(100).withTenants();
    try (Megakernel kernel = Megakernel.open(config)) {
      Tenant tenant =
          kernel.registerTenant(
              TenantSpec.ofWords(10, 10)
                  .withOpcodes(Opcode.ATOMIC_ADD)
                  .withMostOutstanding(5)
                  .withBackpressure(FullRing.refuse()));
      try (PumpHold hold = new PumpHold(kernel)) {
        for (Priority priority : Priority.values()) {
          tenant.submit(add(priority, tenant.firstIndex()));
        }
        assertEquals(5, tenant.outstanding());
        assertThrows(
            TenantException.Backpressure.class,
            () -> tenant.submit(add(Priority.IDLE, tenant.firstIndex())));
        assertThrows(
            TenantException.QuiesceTimeout.class, () -> tenant.quiesce(Duration.ofMillis(1)));
      }
      tenant.quiesce(Duration.ofSeconds(20));
      assertEquals(5, kernel.words().read(10));
    }
  }

  @Test
  void shouldWakeATenantThatWaitsForItsShareWhicheverPartitionItsSlotsLieIn() throws Exception {
    MegakernelConfig config = config().withRingSlots(100).withTenants();
    try (Megakernel kernel = Megakernel.open(config)) {
      Tenant tenant =
          kernel.registerTenant(
              TenantSpec.ofWords(10, 10).withOpcodes(Opcode.ATOMIC_ADD).withMostOutstanding(2));
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < 2000; i++) {
        Priority priority = Priority.values()[random.nextInt(LEVELS)];
        tenant.submit(add(priority, tenant.firstIndex()));
      }
      tenant.quiesce(Duration.ofSeconds(20));
      assertEquals(2000, kernel.words().read(10));
    }
  }
}
