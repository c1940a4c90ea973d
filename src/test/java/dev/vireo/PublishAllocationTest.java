package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing and polling allocate nothing on the thread that does it, measured by the JVM. */
@Timeout(60)
class PublishAllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int TIMES = 100_000;
  private static final int ROUNDS = 3;
  private static final int BATCH = 8;

  private static final MethodHandle ALLOCATED_BYTES = allocatedBytes();

  // A ring of eight slots is full most of the time: publishers wait, and are woken.
  @ParameterizedTest
  @ValueSource(ints = {8, 4096, 65_536})
  void shouldAllocateNothingToPublishASlot(int ringSlots) {
    Slot slot = Slot.of(Opcode.ATOMIC_ADD, 1, 160);
    try (Megakernel kernel = open(ringSlots)) {
      assertNoAllocation(() -> kernel.submit(slot));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 4096, 65_536})
  void shouldAllocateNothingToPublishWords(int ringSlots) {
    try (Megakernel kernel = open(ringSlots)) {
      assertNoAllocation(() -> kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 4096, 65_536})
  void shouldAllocateNothingToPublishABatch(int ringSlots) {
    List<Slot> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(Slot.of(i == BATCH - 1 ? Opcode.BATCH_FENCE : Opcode.ATOMIC_ADD, 1, 160));
    }
    try (Megakernel kernel = open(ringSlots)) {
      assertNoAllocation(() -> kernel.submit(batch));
    }
  }

  // With a share of four slots a tenant waits for its own completions most of the time.
  @ParameterizedTest
  @ValueSource(ints = {4, 4096})
  void shouldAllocateNothingToPublishForATenant(int mostOutstanding) {
    Slot slot = Slot.of(Opcode.ATOMIC_ADD, 1, 160);
    List<Slot> batch = List.of(slot, slot, slot);
    try (Megakernel kernel = open(4096)) {
      Tenant tenant =
          kernel.registerTenant(TenantSpec.ofWords(0, 16).withMostOutstanding(mostOutstanding));
      assertNoAllocation(() -> tenant.submit(slot));
      assertNoAllocation(() -> tenant.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
      assertNoAllocation(() -> tenant.submit(batch));
      assertNoAllocation(() -> kernel.submit(slot));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 4096})
  void shouldAllocateNothingToPoll(int ringSlots) {
    try (Megakernel kernel = open(ringSlots)) {
      assertNoAllocation(
          () -> {
            long handle = kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0);
            while (kernel.poll(handle) == 0) {
              Thread.onSpinWait();
            }
            return (long) kernel.result0(handle) + kernel.result1(handle);
          });
      assertTrue(kernel.words().read(0) >= WARM_UP + TIMES);
    }
  }

  @Test
  void shouldSeeAnAllocation() {
    List<Object> kept = new ArrayList<>(1);
    kept.add(null);
    long allocated =
        allocatedBy(
            () -> {
              kept.set(0, new long[1]);
              return 0;
            },
            TIMES);
    assertTrue(allocated >= 16L * TIMES, allocated + " bytes");
  }

  /** com.sun.management.ThreadMXBean lies in a module that Vireo does not read. */
  private static MethodHandle allocatedBytes() {
    try {
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      return MethodHandles.publicLookup()
          .findVirtual(
              Class.forName("com.sun.management.ThreadMXBean"),
              "getThreadAllocatedBytes",
              MethodType.methodType(long.class, long.class))
          .bindTo(bean);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM does not count what its threads allocate", e);
    }
  }

  private static long allocatedBytes(long thread) {
    try {
      return (long) ALLOCATED_BYTES.invokeExact(thread);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static Megakernel open(int ringSlots) {
    return Megakernel.open(
        MegakernelConfig.defaults()
            .withDevice("reference")
            .withRingSlots(ringSlots)
            .withObservableWords(16));
  }

  private static void assertNoAllocation(LongSupplier work) {
    allocatedBy(work, WARM_UP);
    long least = Long.MAX_VALUE;
    // The first wait of a JVM loads classes; what a call costs is seen in every round.
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      least = Math.min(least, allocatedBy(work, TIMES));
    }
    assertEquals(0, least, "bytes allocated by " + TIMES + " calls");
  }

  private static long allocatedBy(LongSupplier work, int times) {
    long thread = Thread.currentThread().getId();
    long sum = 0;
    long before = allocatedBytes(thread);
    for (int i = 0; i < times; i++) {
      sum += work.getAsLong();
    }
    long allocated = allocatedBytes(thread) - before;
    assertTrue(sum >= 0, "results were used");
    return allocated;
  }
}
