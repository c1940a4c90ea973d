package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlCodec;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.RingFullException;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.TenantException;
import dev.vireo.protocol.TenantRegistry;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tenants may do and how they are kept apart, whatever runs their slots. */
@Timeout(60)
@SuppressWarnings("try") // a hold is used by being open
abstract class TenantContract {
  private static final int BASE = ControlLayout.OBSERVABLE_BASE;
  private static final int WORDS = 2000;
  private static final int RING = 64;
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The window of most tests: observable words 500 to 999. */
  private static final int FIRST = BASE + 500;

  private static final int END = BASE + 1000;
  private static final int OWN_WINDOW_ID = 77;
  private static final int OWN_OPCODE =
      TenantRegistry.OPCODE_BASE + OWN_WINDOW_ID * TenantRegistry.OPCODES_PER_TENANT + 5;
  private static final int INCREMENT = 9;
  private static final int YIELDING = 10;

  /** Returns the device to run on. */
  abstract String device();

  /**
   * With what most tests use in the kernel from the start: one that grows with each opcode costs a
   * driver seconds.
   */
  MegakernelConfig config() {
    return growing().withTenants().withOpcodes(Opcode.NOP, Opcode.ATOMIC_ADD);
  }

  private MegakernelConfig growing() {
    return MegakernelConfig.defaults()
        .withDevice(device())
        .withRingSlots(RING)
        .withObservableWords(WORDS)
        .withHandlers(
            increment(8), increment(INCREMENT), yieldingIncrement(), increment(OWN_OPCODE));
  }

  private static Handler increment(int opcode) {
    return Handler.glsl(opcode, "increment", "VIREO_ATOMIC_ADD(VIREO_ARG(0), 1u);")
        .withJava(c -> c.atomicAdd(c.arg(0), 1));
  }

  private static Handler yieldingIncrement() {
    return Handler.glsl(
            YIELDING,
            "yielding increment",
            """
            if (VIREO_STATE(0) < 5u) {
              VIREO_STATE(0)++;
              VIREO_YIELD;
            }
            VIREO_ATOMIC_ADD(VIREO_ARG(0), 1u);
            VIREO_ATOMIC_ADD(VIREO_ARG(1), 1u);
            """)
        .withJava(
            c -> {
              c.atomicAdd(c.arg(0), 1);
              c.atomicAdd(c.arg(1), 1);
            });
  }

  private static TenantSpec spec() {
    return TenantSpec.ofWords(FIRST - BASE, END - FIRST);
  }

  private MegakernelConfig withWordOperations() {
    return config()
        .withOpcodes(
            Opcode.STORE_U32,
            Opcode.ATOMIC_ADD,
            Opcode.LOAD_U32,
            Opcode.COMPARE_SWAP,
            Opcode.MEMCPY,
            Opcode.DFA_STEP,
            Opcode.BATCH_FENCE);
  }

  private static Slot add(int value, int index) {
    return Slot.of(Opcode.ATOMIC_ADD, value, index);
  }

  private static void assertFault(FaultCode code, int place, int word, Completion completion) {
    assertEquals(code, completion.fault(), completion.toString());
    assertEquals(place, completion.result0(), completion.toString());
    assertEquals(word, completion.result1(), completion.toString());
  }

  private static Completion run(Megakernel kernel, Tenant tenant, Slot slot)
      throws InterruptedException {
    return kernel.await(tenant.submit(slot));
  }

  @Test
  void shouldRunATenantsSlotsInItsWindow() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(withWordOperations())) {
      Tenant tenant = kernel.registerTenant(spec());
      assertEquals(FIRST, tenant.firstIndex());
      assertEquals(END, tenant.endIndex());
      run(kernel, tenant, Slot.of(Opcode.STORE_U32, 7, FIRST));
      run(kernel, tenant, add(5, FIRST));
      assertEquals(
          12, run(kernel, tenant, Slot.of(Opcode.LOAD_U32, FIRST, END - BASE - 1)).result0());
      assertEquals(1, run(kernel, tenant, Slot.of(Opcode.COMPARE_SWAP, FIRST, 12, 99)).result1());
      run(kernel, tenant, Slot.of(Opcode.MEMCPY, FIRST, FIRST + 250, 249));
      long handle = tenant.submit(Opcode.ATOMIC_ADD, 1, END - 2, 0);
      assertEquals(CompletionStatus.DONE, kernel.await(handle).status());
      long batch = tenant.submit(List.of(add(1, END - 2), add(1, END - 2)));
      assertEquals(CompletionStatus.DONE, kernel.await(batch).status());
      assertEquals(CompletionStatus.DONE, kernel.await(batch + 1).status());
      assertEquals(99, kernel.word(FIRST));
      assertEquals(99, kernel.word(FIRST + 250));
      assertEquals(12, kernel.word(END - 1));
      assertEquals(3, kernel.word(END - 2));
      assertEquals(12, kernel.word(BASE + FIRST), "COMPARE_SWAP reports at 160 + arg0");
    }
  }

  /** A slot that leaves the window, and the word that its FAULT names. */
  record Outside(int word, Slot slot) {}

  static List<Outside> outside() {
    List<Outside> all = new ArrayList<>();
    for (int index : new int[] {0, 2, BASE, FIRST - 1, END, BASE + WORDS, -1, 0x8000_0000}) {
      all.add(new Outside(index, Slot.of(Opcode.STORE_U32, 1, index)));
      all.add(new Outside(index, add(1, index)));
      all.add(new Outside(index, Slot.of(Opcode.LOAD_U32, index, FIRST - BASE)));
      all.add(new Outside(index, Slot.of(Opcode.LOAD_U32, FIRST, index - BASE)));
      all.add(new Outside(index, Slot.of(Opcode.COMPARE_SWAP, index, 0, 1)));
      all.add(new Outside(index, Slot.of(Opcode.MEMCPY, index, FIRST, 1)));
      all.add(new Outside(index, Slot.of(Opcode.MEMCPY, FIRST, index, 1)));
      all.add(new Outside(index, Slot.of(Opcode.DFA_STEP, 0, 0, index, -1)));
      all.add(new Outside(index, Slot.of(Opcode.DFA_STEP, 0, 0, FIRST, index - BASE)));
      all.add(new Outside(index, Slot.of(INCREMENT, index)));
    }
    all.add(new Outside(END + 5, Slot.of(Opcode.COMPARE_SWAP, END + 5 - BASE, 0, 1)));
    all.add(new Outside(END, Slot.of(Opcode.MEMCPY, END - 3, FIRST, 4)));
    all.add(new Outside(END, Slot.of(Opcode.MEMCPY, FIRST, END - 3, 4)));
    all.add(new Outside(FIRST - 1, Slot.of(Opcode.MEMCPY, FIRST - 1, FIRST, 4)));
    all.add(new Outside(END, Slot.of(Opcode.MEMCPY, FIRST, FIRST + 1, END - FIRST)));
    all.add(new Outside(END, Slot.of(Opcode.MEMCPY, FIRST, FIRST, -1)));
    all.add(new Outside(END, Slot.of(Opcode.DFA_STEP, 1, END - FIRST - 256, FIRST, -1)));
    all.add(new Outside(FIRST + 512, Slot.of(Opcode.DFA_STEP, 2, 0, FIRST, -1)));
    all.add(new Outside(FIRST, Slot.of(Opcode.DFA_STEP, 1 << 24, 0, FIRST, -1)));
    all.add(new Outside(BASE, Slot.of(Opcode.BATCH_FENCE, 1, 42)));
    all.add(new Outside(END, Slot.of(YIELDING, FIRST, END)));
    return all;
  }

  @Test
  void shouldFaultEverySlotThatLeavesTheWindow() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(withWordOperations())) {
      int[] marked = new int[WORDS];
      Arrays.setAll(marked, i -> 0x0ABC_0000 + i);
      kernel.words().write(0, marked);
      Tenant tenant =
          kernel.registerTenant(
              spec()
                  .withOpcodes(
                      Opcode.STORE_U32,
                      Opcode.ATOMIC_ADD,
                      Opcode.LOAD_U32,
                      Opcode.COMPARE_SWAP,
                      Opcode.MEMCPY,
                      Opcode.DFA_STEP,
                      Opcode.BATCH_FENCE,
                      INCREMENT,
                      YIELDING));
      for (Outside outside : outside()) {
        Completion completion = run(kernel, tenant, outside.slot());
        assertEquals(FaultCode.BAD_INDEX, completion.fault(), outside.toString());
        assertEquals(outside.word(), completion.result1(), outside.toString());
      }
      int[] after = new int[WORDS];
      kernel.words().read(0, after);
      marked[FIRST - BASE]++; // what the yielding handler did before it faulted
      assertArrayEquals(marked, after);
      assertEquals(0, kernel.epoch());
    }
  }

  @Test
  void shouldRegisterTheFirstTenantWhileSlotsRun() throws InterruptedException {
    try (Megakernel early = Megakernel.open(growing().withTenants().withOpcodes(Opcode.NOP));
        Megakernel late = Megakernel.open(growing())) {
      for (Megakernel kernel : List.of(early, late)) {
        List<Long> before = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          before.add(kernel.submit(add(1, FIRST).withTenant(i % 10 == 9 ? 500 : 0)));
        }
        Tenant tenant = kernel.registerTenant(spec());
        long inside = tenant.submit(add(1, FIRST));
        long outside = tenant.submit(add(1, FIRST - 1));
        for (int i = 0; i < 100; i++) {
          assertEquals(
              i % 10 == 9 ? FaultCode.UNKNOWN_TENANT : FaultCode.NONE,
              kernel.await(before.get(i)).fault());
        }
        assertEquals(CompletionStatus.DONE, kernel.await(inside).status());
        assertFault(FaultCode.BAD_INDEX, 0, FIRST - 1, kernel.await(outside));
        assertEquals(91, kernel.word(FIRST));
      }
    }
  }

  @Test
  void shouldKeepAnEmptyWindowEmpty() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant nothing = kernel.registerTenant(TenantSpec.ofWords(WORDS, 0));
      assertFault(FaultCode.BAD_INDEX, 0, BASE + WORDS, run(kernel, nothing, add(1, BASE + WORDS)));
      assertFault(FaultCode.BAD_INDEX, 0, BASE, run(kernel, nothing, add(1, BASE)));
      assertEquals(CompletionStatus.DONE, run(kernel, nothing, Slot.of(Opcode.NOP)).status());
    }
  }

  @Test
  void shouldCheckTheInnerOperationsOfAPackedSlot() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec());
      // ATOMIC_ADD 9 FIRST; ATOMIC_ADD 1 arg: the first one takes effect.
      Completion straying =
          run(
              kernel,
              tenant,
              Slot.of(Opcode.PACKED_SLOT, 0x00020402, 0x0202, 9, FIRST, 1, FIRST - 1));
      assertFault(FaultCode.BAD_INDEX, 1, FIRST - 1, straying);
      assertEquals(9, kernel.word(FIRST));
      // ATOMIC_ADD 9 FIRST; handler 9, which was not granted: nothing takes effect.
      Completion forbidden =
          run(
              kernel,
              tenant,
              Slot.of(Opcode.PACKED_SLOT, 0x00020302, 0x0200 | INCREMENT, 9, FIRST, FIRST));
      assertFault(FaultCode.FORBIDDEN, 1, INCREMENT, forbidden);
      // One that exists nowhere looks the same to the tenant.
      Completion unknown =
          run(kernel, tenant, Slot.of(Opcode.PACKED_SLOT, 0x00020302, 0x02C8, 9, FIRST, FIRST));
      assertFault(FaultCode.FORBIDDEN, 1, 0xC8, unknown);
      assertEquals(9, kernel.word(FIRST));
      Tenant adder =
          kernel.registerTenant(spec().withOpcodes(Opcode.PACKED_SLOT, Opcode.STORE_U32));
      Slot adds = Slot.of(Opcode.PACKED_SLOT, 0x00020201, 0, 9, FIRST);
      assertFault(FaultCode.FORBIDDEN, 0, Opcode.ATOMIC_ADD, run(kernel, adder, adds));
      Tenant unpacked = kernel.registerTenant(spec().withOpcodes(Opcode.ATOMIC_ADD));
      assertFault(FaultCode.FORBIDDEN, 0, Opcode.PACKED_SLOT, run(kernel, unpacked, adds));
    }
  }

  @Test
  void shouldRunGrantedOperationsOnly() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant plain = kernel.registerTenant(spec());
      for (int opcode :
          new int[] {
            8,
            INCREMENT,
            11,
            OWN_OPCODE,
            plain.opcode(0) - 1,
            Opcode.PRINTF,
            Opcode.LOAD_MISS,
            Opcode.SHUTDOWN,
            0xFFFF,
            0x8000_0000
          }) {
        assertFault(
            FaultCode.FORBIDDEN, 0, opcode, run(kernel, plain, Slot.of(opcode, FIRST, FIRST)));
      }
      assertFault(
          FaultCode.UNKNOWN_OPCODE,
          0,
          plain.opcode(3),
          run(kernel, plain, Slot.of(plain.opcode(3), FIRST)));
      Tenant granted =
          kernel.registerTenant(
              spec().withOpcodes(INCREMENT, Opcode.PRINTF, Opcode.LOAD_MISS, Opcode.NOP));
      assertEquals(CompletionStatus.DONE, run(kernel, granted, Slot.of(INCREMENT, FIRST)).status());
      assertEquals(CompletionStatus.DONE, run(kernel, granted, Slot.of(Opcode.PRINTF, 1)).status());
      assertEquals(FaultCode.UNSUPPORTED, run(kernel, granted, Slot.of(Opcode.LOAD_MISS)).fault());
      assertFault(FaultCode.FORBIDDEN, 0, 8, run(kernel, granted, Slot.of(8, FIRST)));
      assertFault(FaultCode.FORBIDDEN, 0, Opcode.ATOMIC_ADD, run(kernel, granted, add(1, FIRST)));
      assertEquals(1, kernel.word(FIRST));
      assertEquals(1, kernel.debugRecords().records().size());
    }
  }

  @Test
  void shouldKeepTheHandlersOfAnOpcodeWindowForTheTenantWithThatId() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant own = kernel.registerTenant(spec().withId(OWN_WINDOW_ID));
      assertEquals(OWN_WINDOW_ID, own.id());
      assertEquals(OWN_OPCODE, own.opcode(5));
      assertEquals(CompletionStatus.DONE, run(kernel, own, Slot.of(OWN_OPCODE, FIRST)).status());
      assertEquals(1, kernel.word(FIRST));
      assertThrows(TenantException.OpcodeOutOfRange.class, () -> own.opcode(1 << 20));
      assertThrows(
          TenantException.IdTaken.class, () -> kernel.registerTenant(spec().withId(OWN_WINDOW_ID)));
      assertThrows(
          IllegalArgumentException.class,
          () -> kernel.registerTenant(spec().withOpcodes(OWN_OPCODE)));
      own.quiesce(SOON);
      Set<Integer> ids = new TreeSet<>();
      for (int i = 0; i < TenantRegistry.MAX_ID - 1; i++) {
        ids.add(kernel.registerTenant(spec()).id());
      }
      assertEquals(TenantRegistry.MAX_ID - 1, ids.size());
      assertFalse(ids.contains(OWN_WINDOW_ID), "reserved for who asks for it");
      assertThrows(TenantException.RegistryFull.class, () -> kernel.registerTenant(spec()));
      kernel.registerTenant(spec().withId(OWN_WINDOW_ID));
    }
  }

  @Test
  void shouldLetATenantFenceWhoOwnsTheFirstObservableWord() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant first = kernel.registerTenant(TenantSpec.ofWords(0, 10));
      List<Slot> batch = new ArrayList<>(Collections.nCopies(4, add(1, BASE + 3)));
      batch.add(Slot.of(Opcode.BATCH_FENCE, 4, 77));
      long handle = first.submit(batch);
      assertEquals(CompletionStatus.DONE, kernel.await(handle + 4).status());
      assertEquals(4, kernel.word(BASE + 3));
      assertEquals(77, kernel.word(BASE));
      assertEquals(1, kernel.epoch());
      first.quiesce(SOON);
    }
  }

  @Test
  void shouldEndSlotsBeyondTheQuotaAsFault() throws InterruptedException {
    int quota = 23;
    int slots = 60;
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec().withQuota(quota));
      // One that faults counts as well.
      assertEquals(FaultCode.BAD_INDEX, run(kernel, tenant, add(1, 0)).fault());
      List<Long> handles = new ArrayList<>();
      for (int i = 0; i < slots; i++) {
        handles.add(tenant.submit(add(1, FIRST)));
      }
      int done = 0;
      for (long handle : handles) {
        Completion completion = kernel.await(handle);
        if (completion.status() == CompletionStatus.DONE) {
          done++;
        } else {
          assertFault(FaultCode.QUOTA, 0, tenant.id(), completion);
        }
      }
      assertEquals(quota - 1, done);
      assertEquals(quota - 1, kernel.word(FIRST));
      int id = tenant.id();
      tenant.quiesce(SOON);
      Tenant next = kernel.registerTenant(spec().withId(id).withQuota(1));
      assertEquals(CompletionStatus.DONE, run(kernel, next, add(1, FIRST)).status());
      assertFault(FaultCode.QUOTA, 0, id, run(kernel, next, add(1, FIRST)));
      Tenant none = kernel.registerTenant(spec().withQuota(0));
      assertFault(FaultCode.QUOTA, 0, none.id(), run(kernel, none, Slot.of(Opcode.NOP)));
    }
  }

  @Test
  void shouldCompleteWhatIsOutstandingWhenATenantIsRevoked() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec().withMostOutstanding(20));
      List<Long> handles = new ArrayList<>();
      try (PumpHold hold = new PumpHold(kernel)) {
        for (int i = 0; i < 20; i++) {
          handles.add(tenant.submit(add(1, FIRST)));
        }
        assertEquals(20, tenant.outstanding());
        runBesides(tenant::revoke, hold);
      }
      int done = 0;
      for (long handle : handles) {
        Completion completion = kernel.await(handle);
        if (completion.status() == CompletionStatus.DONE) {
          done++;
        } else {
          assertFault(FaultCode.DISABLED_TENANT, 0, tenant.id(), completion);
        }
      }
      assertEquals(done, kernel.word(FIRST));
      assertTrue(tenant.revoked());
      assertThrows(TenantException.Revoked.class, () -> tenant.submit(add(1, FIRST)));
      assertThrows(TenantException.Revoked.class, () -> tenant.submit(0, 0, 0, 0));
      assertThrows(TenantException.Revoked.class, () -> tenant.submit(List.of(add(1, FIRST))));
      // The owner's slots in its name reach the device, which knows as well.
      assertFault(
          FaultCode.DISABLED_TENANT,
          0,
          tenant.id(),
          kernel.await(kernel.submit(add(1, FIRST).withTenant(tenant.id()))));
      tenant.revoke();
      tenant.quiesce(Duration.ZERO);
      assertEquals(
          FaultCode.UNKNOWN_TENANT,
          kernel.await(kernel.submit(add(1, FIRST).withTenant(tenant.id()))).fault());
      assertEquals(done, kernel.word(FIRST));
    }
  }

  /** Runs what may have to wait for the pump, which is held until then. */
  private static void runBesides(Runnable work, PumpHold hold) throws InterruptedException {
    Thread thread = new Thread(work);
    thread.start();
    // Where the host cannot reach the control words itself, only the pump can end it.
    while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    hold.close();
    thread.join();
  }

  @Test
  void shouldQuiesceOnlyWhenNothingIsOutstanding() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant idle = kernel.registerTenant(spec());
      idle.quiesce(Duration.ZERO);
      idle.quiesce(Duration.ZERO);
      Tenant tenant = kernel.registerTenant(spec());
      List<Long> handles = new ArrayList<>();
      try (PumpHold hold = new PumpHold(kernel)) {
        for (int i = 0; i < 5; i++) {
          handles.add(tenant.submit(add(1, FIRST)));
        }
        TenantException.QuiesceTimeout timeout =
            assertThrows(
                TenantException.QuiesceTimeout.class, () -> tenant.quiesce(Duration.ofMillis(5)));
        assertEquals(5, timeout.outstanding());
        assertEquals(tenant.id(), timeout.tenant());
        assertThrows(TenantException.Revoked.class, () -> tenant.submit(add(1, FIRST)));
        assertThrows(
            TenantException.IdTaken.class, () -> kernel.registerTenant(spec().withId(tenant.id())));
      }
      tenant.quiesce(SOON);
      for (long handle : handles) {
        assertEquals(CompletionStatus.DONE.code(), kernel.poll(handle), "seen when it returns");
      }
      assertEquals(5, kernel.word(FIRST));
      kernel.registerTenant(spec().withId(tenant.id()));
    }
  }

  @Test
  void shouldUseEveryIdAgainAfterItWasQuiesced() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      for (int round = 1; round <= 3; round++) {
        List<Tenant> tenants = new ArrayList<>();
        Set<Integer> ids = new TreeSet<>();
        for (int i = 1; i <= TenantRegistry.MAX_ID; i++) {
          TenantSpec spec = TenantSpec.ofWords((i + round) % 1500, 1);
          // The handler's own id is not given out by itself.
          Tenant tenant =
              kernel.registerTenant(i == TenantRegistry.MAX_ID ? spec.withId(OWN_WINDOW_ID) : spec);
          ids.add(tenant.id());
          tenants.add(tenant);
        }
        assertEquals(TenantRegistry.MAX_ID, ids.size());
        assertThrows(TenantException.RegistryFull.class, () -> kernel.registerTenant(spec()));
        List<Long> wrong = new ArrayList<>();
        for (Tenant tenant : tenants) {
          tenant.submit(add(1, tenant.firstIndex()));
          wrong.add(tenant.submit(add(1, tenant.firstIndex() - 1)));
          if (wrong.size() == RING) {
            assertAllFault(kernel, wrong);
          }
        }
        assertAllFault(kernel, wrong);
        for (Tenant tenant : tenants) {
          tenant.quiesce(SOON);
          assertEquals(0, tenant.outstanding());
        }
      }
      int[] words = new int[WORDS];
      kernel.words().read(0, words);
      int sum = 0;
      for (int word : words) {
        sum += word;
      }
      assertEquals(3 * TenantRegistry.MAX_ID, sum);
    }
  }

  private static void assertAllFault(Megakernel kernel, List<Long> handles)
      throws InterruptedException {
    for (long handle : handles) {
      assertEquals(FaultCode.BAD_INDEX, kernel.await(handle).fault());
    }
    handles.clear();
  }

  @Test
  void shouldRefuseBeyondTheCap() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant =
          kernel.registerTenant(spec().withMostOutstanding(3).withBackpressure(FullRing.refuse()));
      assertEquals(3, tenant.mostOutstanding());
      try (PumpHold hold = new PumpHold(kernel)) {
        tenant.submit(add(1, FIRST));
        tenant.submit(List.of(add(1, FIRST), add(1, FIRST)));
        TenantException.Backpressure full =
            assertThrows(TenantException.Backpressure.class, () -> tenant.submit(add(1, FIRST)));
        assertEquals(tenant.id(), full.tenant());
        assertEquals(3, full.inUse());
        assertEquals(3, full.cap());
        assertThrows(
            IllegalArgumentException.class,
            () -> tenant.submit(Collections.nCopies(4, add(1, FIRST))));
        assertEquals(3, tenant.outstanding());
        // The owner does not wait for a tenant's share.
        kernel.submit(add(1, FIRST).withTenant(tenant.id()));
        assertEquals(4, tenant.outstanding());
      }
      kernel.drain();
      assertEquals(0, tenant.outstanding());
      assertEquals(4, kernel.word(FIRST));
    }
  }

  @Test
  void shouldHaveRoomAsSoonAsACompletionIsSeen() {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant =
          kernel.registerTenant(spec().withMostOutstanding(1).withBackpressure(FullRing.refuse()));
      for (int i = 0; i < 2000; i++) {
        long handle = tenant.submit(Opcode.ATOMIC_ADD, 1, FIRST, 0);
        while (kernel.poll(handle) == 0) {
          Thread.onSpinWait();
        }
        assertEquals(i, kernel.result0(handle));
      }
    }
  }

  @Test
  void shouldStopWaitingForTheCapWhenTheTimeIsOver() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant =
          kernel.registerTenant(
              spec()
                  .withMostOutstanding(1)
                  .withBackpressure(FullRing.timeout(Duration.ofMillis(20))));
      try (PumpHold hold = new PumpHold(kernel)) {
        tenant.submit(add(1, FIRST));
        assertThrows(TenantException.Backpressure.class, () -> tenant.submit(add(1, FIRST)));
      }
    }
  }

  @Test
  void shouldWaitForTheCap() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec().withMostOutstanding(2));
      CompletableFuture<Long> third = new CompletableFuture<>();
      try (PumpHold hold = new PumpHold(kernel)) {
        tenant.submit(add(1, FIRST));
        tenant.submit(add(1, FIRST));
        new Thread(() -> third.complete(tenant.submit(add(1, FIRST)))).start();
        assertThrows(TimeoutException.class, () -> third.get(50, TimeUnit.MILLISECONDS));
      }
      assertEquals(CompletionStatus.DONE, kernel.await(third.get()).status());
      assertEquals(3, kernel.word(FIRST));
    }
  }

  @Test
  void shouldWakeThoseWhoWaitForTheCapWhenTheTenantIsRevoked() throws Exception {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec().withMostOutstanding(1));
      CompletableFuture<Long> second = new CompletableFuture<>();
      try (PumpHold hold = new PumpHold(kernel)) {
        tenant.submit(add(1, FIRST));
        Thread waiting =
            new Thread(
                () -> {
                  try {
                    second.complete(tenant.submit(add(1, FIRST)));
                  } catch (TenantException.Revoked e) {
                    second.completeExceptionally(e);
                  }
                });
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
        assertThrows(TenantException.QuiesceTimeout.class, () -> tenant.quiesce(Duration.ZERO));
        ExecutionException refused = assertThrows(ExecutionException.class, second::get);
        assertTrue(refused.getCause() instanceof TenantException.Revoked);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 64})
  void shouldLeaveRoomToOthersHoweverGreedyATenantIs(int ringSlots) throws Exception {
    MegakernelConfig config = config().withRingSlots(ringSlots).withFullRing(FullRing.refuse());
    try (Megakernel kernel = Megakernel.open(config)) {
      Tenant greedy = kernel.registerTenant(spec().withBackpressure(FullRing.refuse()));
      Tenant victim = kernel.registerTenant(spec().withBackpressure(FullRing.refuse()));
      int share = Math.max(1, ringSlots / 8);
      try (PumpHold hold = new PumpHold(kernel)) {
        for (int i = 0; i < share; i++) {
          greedy.submit(add(1, FIRST));
        }
        for (int i = 0; i < ringSlots; i++) {
          assertThrows(TenantException.Backpressure.class, () -> greedy.submit(add(1, FIRST)));
        }
        if (ringSlots > 1) {
          // At most the greedy one's share is before the victim's slot.
          victim.submit(add(1, FIRST + 1));
        }
        for (int i = share + 1; i < ringSlots; i++) {
          kernel.submit(add(1, FIRST + 2));
        }
        assertThrows(RingFullException.class, () -> kernel.submit(add(1, FIRST + 2)));
      }
      kernel.drain();
      assertEquals(share, kernel.word(FIRST));
    }
  }

  @Test
  void shouldNotCountASlotThatTheRingHadNoRoomFor() throws Exception {
    MegakernelConfig config = config().withRingSlots(4).withFullRing(FullRing.refuse());
    try (Megakernel kernel = Megakernel.open(config)) {
      Tenant tenant = kernel.registerTenant(spec().withMostOutstanding(4));
      try (PumpHold hold = new PumpHold(kernel)) {
        for (int i = 0; i < 4; i++) {
          kernel.submit(add(1, FIRST));
        }
        assertThrows(RingFullException.class, () -> tenant.submit(add(1, FIRST)));
        assertEquals(0, tenant.outstanding());
      }
      tenant.quiesce(Duration.ZERO);
    }
  }

  @Test
  void shouldNotLoseCountWhenAProducerFails() throws InterruptedException {
    List<Slot> failing =
        new AbstractList<>() {
          @Override
          public Slot get(int index) {
            if (index == 2) {
              throw new OutOfMemoryError("injected");
            }
            return TenantContract.add(1, FIRST);
          }

          @Override
          public int size() {
            return 5;
          }
        };
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec());
      for (int i = 0; i < 20; i++) {
        assertThrows(OutOfMemoryError.class, () -> tenant.submit(failing));
      }
      tenant.quiesce(SOON);
      assertEquals(0, tenant.outstanding());
      assertEquals(0, kernel.word(FIRST));
    }
  }

  @Test
  void shouldCountTheOwnersSlotsInATenantsName() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec());
      List<Slot> batch = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        batch.add(add(1, FIRST).withTenant(i % 2 == 0 ? tenant.id() : 0));
      }
      batch.add(add(1, FIRST - 1).withTenant(tenant.id()));
      batch.add(add(1, FIRST - 1));
      long handle = kernel.submit(batch);
      tenant.quiesce(SOON);
      assertEquals(
          FaultCode.BAD_INDEX, kernel.await(handle + 50).fault(), "bound by the tenant's window");
      kernel.drain();
      assertEquals(50, kernel.word(FIRST));
      assertEquals(1, kernel.word(FIRST - 1));
    }
  }

  @Test
  void shouldRunATenantsSlotInItsOwnNameWhateverItSays() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec());
      Completion completion = run(kernel, tenant, add(1, FIRST - 1).withTenant(0));
      assertFault(FaultCode.BAD_INDEX, 0, FIRST - 1, completion);
    }
  }

  @Test
  void shouldResumeALongSlotInItsWindow() throws InterruptedException {
    int words = 300_000;
    MegakernelConfig config = config().withObservableWords(2 * words);
    try (Megakernel kernel = Megakernel.open(config)) {
      Tenant left = kernel.registerTenant(TenantSpec.ofWords(1, words));
      Tenant right =
          kernel.registerTenant(
              TenantSpec.ofWords(words + 1, words - 1).withOpcodes(Opcode.MEMCPY, YIELDING));
      kernel.words().write(1, 5);
      kernel.words().write(words + 1, 6);
      int leftFirst = left.firstIndex();
      int rightFirst = right.firstIndex();
      long one = left.submit(Opcode.MEMCPY, leftFirst, leftFirst + 1, words - 1);
      long two = right.submit(Opcode.MEMCPY, rightFirst, rightFirst + 1, words - 2);
      assertEquals(CompletionStatus.DONE, kernel.await(one).status());
      assertEquals(CompletionStatus.DONE, kernel.await(two).status());
      assertEquals(5, kernel.word(left.endIndex() - 1));
      assertEquals(6, kernel.word(right.firstIndex()));
      assertEquals(6, kernel.word(right.endIndex() - 1));
      Completion strayed = run(kernel, right, Slot.of(YIELDING, rightFirst, rightFirst - 1));
      assertFault(FaultCode.BAD_INDEX, 0, rightFirst - 1, strayed);
      assertEquals(5, kernel.word(rightFirst - 1));
      assertEquals(7, kernel.word(rightFirst));
    }
  }

  @Test
  void shouldRegisterSubmitAndQuiesceOnManyThreads() throws InterruptedException {
    int threads = 4;
    int rounds = 100;
    int adds = 20;
    try (Megakernel kernel = Megakernel.open(config())) {
      ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
      List<Thread> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int first = 100 * t;
        all.add(
            new Thread(
                () -> {
                  try {
                    for (int round = 1; round <= rounds; round++) {
                      registerSubmitQuiesce(kernel, first, round, adds);
                    }
                  } catch (Throwable e) {
                    failures.add(e);
                  }
                }));
      }
      all.forEach(Thread::start);
      for (Thread thread : all) {
        thread.join();
      }
      assertTrue(failures.isEmpty(), failures.toString());
      kernel.drain();
      for (int t = 0; t < threads; t++) {
        assertEquals(rounds * adds, kernel.words().read(100 * t));
        assertEquals(0, kernel.words().read(100 * t + 1));
      }
    }
  }

  private static void registerSubmitQuiesce(Megakernel kernel, int first, int round, int adds)
      throws InterruptedException {
    Tenant tenant =
        kernel.registerTenant(TenantSpec.ofWords(first, 1).withMostOutstanding(1 + round % 7));
    for (int i = 0; i < adds; i++) {
      tenant.submit(Opcode.ATOMIC_ADD, 1, tenant.firstIndex(), 0);
    }
    long outside = tenant.submit(Opcode.ATOMIC_ADD, 1, tenant.endIndex(), 0);
    if (round % 3 == 0) {
      assertEquals(FaultCode.BAD_INDEX, kernel.await(outside).fault());
      tenant.revoke();
    }
    tenant.quiesce(SOON);
    assertEquals(round * adds, kernel.words().read(first), "all had completed");
  }

  @Test
  void shouldMirrorTheFirstTenantsForReadersOfTheOldLayout() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      int[] before = kernel.controlWords();
      Tenant low = kernel.registerTenant(spec().withId(28).withQuota(500));
      Tenant unbounded = kernel.registerTenant(spec().withId(1));
      Tenant high = kernel.registerTenant(spec().withId(29).withQuota(500));
      assertEquals(-1, kernel.word(ControlLayout.TENANT_MASKS_BASE + 28));
      assertEquals(500, kernel.word(ControlLayout.TENANT_QUOTA_BASE + 28));
      assertEquals(-1, kernel.word(ControlLayout.TENANT_MASKS_BASE + 1));
      assertEquals(ControlCodec.DEFAULT_QUOTA, kernel.word(ControlLayout.TENANT_QUOTA_BASE + 1));
      assertEquals(0, kernel.word(ControlLayout.TENANT_QUOTA_BASE + 29));
      low.revoke();
      assertEquals(0, kernel.word(ControlLayout.TENANT_MASKS_BASE + 28));
      for (Tenant tenant : List.of(low, unbounded, high)) {
        tenant.quiesce(SOON);
      }
      assertArrayEquals(before, kernel.controlWords());
    }
  }

  @Test
  void shouldEndWithItsMegakernel() throws InterruptedException {
    Megakernel kernel = Megakernel.open(config());
    Tenant tenant = kernel.registerTenant(spec());
    Tenant revoked = kernel.registerTenant(spec());
    tenant.submit(add(1, FIRST));
    kernel.close();
    assertThrows(ClosedException.class, () -> tenant.submit(add(1, FIRST)));
    assertThrows(ClosedException.class, () -> kernel.registerTenant(spec()));
    assertEquals(0, tenant.outstanding());
    revoked.revoke();
    tenant.quiesce(Duration.ZERO);
    revoked.quiesce(Duration.ZERO);
  }

  @Test
  void shouldQuiesceAfterTheOwnersShutdown() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(spec());
      List<Slot> batch = new ArrayList<>(Collections.nCopies(20, add(1, FIRST)));
      batch.replaceAll(slot -> slot.withTenant(tenant.id()));
      batch.set(5, Slot.of(Opcode.SHUTDOWN));
      kernel.submit(batch);
      tenant.quiesce(SOON);
      assertEquals(0, tenant.outstanding());
    }
  }

  @Test
  void shouldRefuseWhatItCannotGrant() {
    MegakernelConfig config = config();
    Handler[] many = new Handler[40];
    for (int i = 0; i < many.length; i++) {
      many[i] = increment(100 + i);
    }
    try (Megakernel kernel = Megakernel.open(config.withHandlers(many))) {
      assertRefused(kernel, TenantSpec.ofWords(0, WORDS + 1), "2000 observable words");
      assertRefused(kernel, TenantSpec.ofWords(Integer.MAX_VALUE, 1), "2000 observable words");
      assertRefused(kernel, spec().withMostOutstanding(RING + 1), "1 to 64");
      assertRefused(kernel, spec().withOpcodes(99), "has no handler");
      assertRefused(kernel, spec().withOpcodes(132), "number 32");
      kernel.registerTenant(spec().withOpcodes(131));
    }
    try (Megakernel raw = Megakernel.open(config.withProtection(Protection.RAW))) {
      assertRefused(raw, spec(), "GUARDED");
    }
    assertThrows(IllegalArgumentException.class, () -> TenantSpec.ofWords(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> spec().withOpcodes(Opcode.SHUTDOWN));
    assertThrows(IllegalArgumentException.class, () -> spec().withId(1024));
    assertThrows(IllegalArgumentException.class, () -> spec().withId(0));
    assertThrows(IllegalArgumentException.class, () -> spec().withQuota(-1));
    assertThrows(IllegalArgumentException.class, () -> spec().withQuota(1L << 32));
    assertThrows(IllegalArgumentException.class, () -> spec().withMostOutstanding(0));
  }

  @Test
  void shouldGrantTheLastHandlerThatCanBe() throws InterruptedException {
    Handler[] many = new Handler[33];
    for (int i = 0; i < many.length; i++) {
      many[i] = increment(100 + i);
    }
    try (Megakernel kernel = Megakernel.open(config().withHandlers(many))) {
      Tenant last = kernel.registerTenant(spec().withOpcodes(131));
      assertEquals(CompletionStatus.DONE, run(kernel, last, Slot.of(131, FIRST)).status());
      assertFault(FaultCode.FORBIDDEN, 0, 130, run(kernel, last, Slot.of(130, FIRST)));
      assertFault(FaultCode.FORBIDDEN, 0, 132, run(kernel, last, Slot.of(132, FIRST)));
    }
  }

  private static void assertRefused(Megakernel kernel, TenantSpec spec, String part) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> kernel.registerTenant(spec));
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }
}
