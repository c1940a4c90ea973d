package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.InjectedFaults;
import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceLostException;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Vulkan calls fail while slots run: nothing is lost, doubled or hung. */
@Tag("device")
@Tag("host-side")
@Timeout(60)
@ExtendWith(SilentValidation.class)
class DeviceLossTest {
  private static final int OUT_OF_HOST_MEMORY = -1;
  private static final int OUT_OF_DEVICE_MEMORY = -2;
  private static final int DEVICE_LOST = -4;
  private static final int WORD = 170;
  private static final int SLOTS = 200; // of each producer
  private static final int PRODUCERS = 2;
  private static final int MANY = 1_000_000;
  private static final List<Integer> RESULTS =
      List.of(DEVICE_LOST, OUT_OF_DEVICE_MEMORY, OUT_OF_HOST_MEMORY);
  private static final List<String> WHILE_SLOTS_RUN =
      List.of("vkQueueSubmit", "vkGetFenceStatus", "vkWaitForFences", "vkResetFences");
  private static final List<String> WHILE_A_DEVICE_IS_OPENED =
      List.of(
          "vkCreateDevice",
          "vkCreatePipelineCache",
          "vkCreateBuffer",
          "vkAllocateMemory",
          "vkBindBufferMemory",
          "vkMapMemory",
          "vkCreateFence",
          "vkCreateCommandPool",
          "vkAllocateCommandBuffers",
          "vkBeginCommandBuffer",
          "vkEndCommandBuffer",
          "vkCreateDescriptorSetLayout",
          "vkCreateDescriptorPool",
          "vkAllocateDescriptorSets",
          "vkCreatePipelineLayout",
          "vkCreateShaderModule",
          "vkCreateComputePipelines");
  private static final List<Mode> MODES = List.of(Mode.AUTO, Mode.EPOCH);

  private final InjectedFaults faults = new InjectedFaults();

  @AfterEach
  void stopInjecting() {
    faults.close();
  }

  private static Megakernel open(Mode mode) {
    return Megakernel.open(
        MegakernelConfig.defaults()
            .withDevice(TestDevice.named())
            .withMode(mode)
            .withRingSlots(64));
  }

  /** One producer's slots and what became of them. */
  private static final class Producer implements Runnable {
    private final Megakernel kernel;
    final List<Integer> opcodes = new ArrayList<>();
    final List<CompletableFuture<Completion>> futures = new ArrayList<>();

    Producer(Megakernel kernel) {
      this.kernel = kernel;
    }

    @Override
    public void run() {
      for (int i = 0; i < SLOTS; i++) {
        Slot slot =
            switch (i % 5) {
              case 0 -> Slot.of(Opcode.STORE_U32, i, 180);
              case 1 -> Slot.of(Opcode.MEMCPY, 180, 190, 4);
              case 2 -> Slot.of(Opcode.NOP);
              default -> Slot.of(Opcode.ATOMIC_ADD, 1, WORD);
            };
        opcodes.add(slot.opcode());
        try {
          futures.add(kernel.future(kernel.submit(slot)));
        } catch (ClosedException gaveUp) {
          return;
        }
      }
    }
  }

  private static List<Producer> produce(Megakernel kernel) throws InterruptedException {
    List<Producer> producers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      Producer producer = new Producer(kernel);
      producers.add(producer);
      Thread thread = new Thread(producer);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return producers;
  }

  /** Adds up what completed; returns how many slots were lost. */
  private static int check(Megakernel kernel, List<Producer> producers, int mostDevices)
      throws Exception {
    kernel.drain();
    int[] adds = new int[PRODUCERS * SLOTS]; // by the value that they found
    int lost = 0;
    for (Producer producer : producers) {
      for (int i = 0; i < producer.futures.size(); i++) {
        Completion completion = producer.futures.get(i).get(30, TimeUnit.SECONDS);
        int opcode = producer.opcodes.get(i);
        if (completion.status() == CompletionStatus.LOST) {
          assertEquals(Opcode.ATOMIC_ADD, opcode, completion.toString());
          lost++;
        } else {
          assertEquals(CompletionStatus.DONE, completion.status());
          if (opcode == Opcode.ATOMIC_ADD) {
            adds[completion.result0()]++;
          }
        }
        assertTrue(completion.republished() < mostDevices, completion.toString());
      }
    }
    // Each add that this device ran found another value, and its completion was seen.
    int value = kernel.word(WORD);
    for (int found = 0; found < adds.length; found++) {
      int times = adds[found];
      assertTrue(times <= mostDevices, found + " was found " + times + " times");
      assertTrue(times > 0 || found >= value, found + " of " + value + " was found by no add");
    }
    return lost;
  }

  private void checkThatItWorks(Megakernel kernel) throws InterruptedException {
    faults.disarm();
    kernel.drain();
    kernel.betweenSlices(() -> {}); // what failed at last is mended then
    int before = kernel.word(WORD);
    for (int i = 0; i < 100; i++) {
      Completion completion = kernel.await(kernel.submit(Opcode.ATOMIC_ADD, 1, WORD, 0));
      assertEquals(CompletionStatus.DONE, completion.status());
      assertEquals(before + i, completion.result0());
      assertEquals(0, completion.republished());
    }
  }

  static Stream<Arguments> failuresWhileSlotsRun() {
    List<Arguments> all = new ArrayList<>();
    for (Mode mode : MODES) {
      for (String call : WHILE_SLOTS_RUN) {
        for (int result : RESULTS) {
          for (int first : new int[] {0, 7}) {
            all.add(Arguments.of(mode, call, result, first));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("failuresWhileSlotsRun")
  void shouldGoOnWhenACallFailsWhileSlotsRun(Mode mode, String call, int result, int first)
      throws Exception {
    faults.add(call, result, first, 1);
    try (Megakernel kernel = open(mode)) {
      kernel.await(kernel.submit(Opcode.NOP, 0, 0, 0));
      faults.arm();
      List<Producer> producers = produce(kernel);
      boolean mayBeLost = result == DEVICE_LOST;
      int lost = check(kernel, producers, mayBeLost ? 2 : 1);
      assertTrue(mayBeLost || lost == 0, lost + " slots were lost");
      // Some calls are made seldom.
      for (int i = 0; faults.injected() == 0 && i < 3000; i++) {
        kernel.await(kernel.submit(Opcode.NOP, 0, 0, 0));
        if (i % 100 == 0) {
          kernel.metrics(); // ends a live slice
        }
      }
      if (!call.equals("vkWaitForFences")) { // made only by a pump that nobody helps
        assertEquals(1, faults.injected());
      }
      checkThatItWorks(kernel);
    }
  }

  static Stream<Arguments> failuresWhileADeviceIsOpened() {
    List<Arguments> all = new ArrayList<>();
    for (Mode mode : MODES) {
      for (String call : WHILE_A_DEVICE_IS_OPENED) {
        for (int result : List.of(DEVICE_LOST, OUT_OF_DEVICE_MEMORY)) {
          all.add(Arguments.of(mode, call, result));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("failuresWhileADeviceIsOpened")
  void shouldGoOnWhenACallFailsWhileADeviceIsOpened(Mode mode, String call, int result)
      throws Exception {
    faults.add("vkQueueSubmit", DEVICE_LOST, 1, 1).add(call, result, 0, 1);
    try (Megakernel kernel = open(mode)) {
      faults.arm();
      List<Producer> producers = produce(kernel);
      check(kernel, producers, 3);
      while (faults.injected() == 0) {
        kernel.metrics(); // ends a live slice
        kernel.await(kernel.submit(Opcode.NOP, 0, 0, 0));
      }
      kernel.await(kernel.submit(Opcode.NOP, 0, 0, 0));
      assertEquals(2, faults.injected());
      checkThatItWorks(kernel);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "EPOCH"})
  void shouldRunAgainOnlyWhatMayRunTwice(Mode mode) throws Exception {
    faults.add("vkQueueSubmit", DEVICE_LOST, 0, 1);
    try (Megakernel kernel = open(mode)) {
      List<Slot> batch = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        batch.add(Slot.of(Opcode.STORE_U32, 7 + i, 180 + i));
        batch.add(Slot.of(Opcode.ATOMIC_ADD, 1, WORD));
      }
      kernel.words().write(40, 99);
      kernel.submit(batch); // so that the kernel contains what it needs
      kernel.drain();
      kernel.words().write(WORD - 160, 0);
      long[] handle = new long[1];
      kernel.betweenSlices(
          () -> {
            handle[0] = kernel.submit(batch);
            faults.arm();
          });
      long first = handle[0];
      for (int i = 0; i < batch.size(); i++) {
        Completion completion = kernel.await(first + i);
        boolean store = i % 2 == 0;
        assertEquals(store ? CompletionStatus.DONE : CompletionStatus.LOST, completion.status());
        assertEquals(store ? 1 : 0, completion.republished());
      }
      assertEquals(0, kernel.word(WORD));
      assertEquals(16, kernel.word(189));
      assertEquals(99, kernel.words().read(40), "what the host stored");
      checkThatItWorks(kernel);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "EPOCH"})
  void shouldReplaceADeviceThatIsLostWhileACallbackSubmits(Mode mode) throws Exception {
    faults.add("vkCreateComputePipelines", DEVICE_LOST, 0, 1);
    try (Megakernel kernel = open(mode)) {
      kernel.await(kernel.submit(Opcode.NOP, 0, 0, 0));
      faults.arm();
      CompletableFuture<Completion> inner = new CompletableFuture<>();
      long[] handle = new long[1];
      kernel.betweenSlices(() -> handle[0] = kernel.submit(Opcode.NOP, 0, 0, 0));
      kernel
          .future(handle[0])
          .thenRun(
              () -> {
                try {
                  // The kernel has to be built anew for it.
                  inner.complete(kernel.await(kernel.submit(Opcode.STORE_U32, 7, 180, 0)));
                } catch (Exception e) {
                  inner.completeExceptionally(e);
                }
              });
      assertEquals(CompletionStatus.DONE, inner.get(30, TimeUnit.SECONDS).status());
      assertEquals(1, faults.injected());
      assertEquals(7, kernel.word(180));
      checkThatItWorks(kernel);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "EPOCH"})
  void shouldGiveUpWhenEveryDeviceIsLost(Mode mode) throws Exception {
    faults.add("vkQueueSubmit", DEVICE_LOST, 0, MANY);
    try (Megakernel kernel = open(mode)) {
      faults.arm();
      List<Producer> producers = produce(kernel);
      long lost = 0;
      for (Producer producer : producers) {
        for (CompletableFuture<Completion> future : producer.futures) {
          try {
            CompletionStatus status = future.get(30, TimeUnit.SECONDS).status();
            assertEquals(CompletionStatus.LOST, status);
          } catch (ExecutionException failed) {
            assertInstanceOf(DeviceLostException.class, failed.getCause());
            lost++;
          }
        }
      }
      assertTrue(lost > 0);
      assertThrows(ClosedException.class, () -> kernel.submit(Opcode.NOP, 0, 0, 0));
      assertThrows(DeviceLostException.class, kernel::drain);
      assertThrows(DeviceLostException.class, () -> kernel.word(WORD));
    }
  }

  @Test
  void shouldKeepTenantsAndWhatIsLeftOfTheirQuotas() throws Exception {
    faults.add("vkQueueSubmit", DEVICE_LOST, 0, 1);
    try (Megakernel kernel = open(Mode.EPOCH)) {
      Tenant tenant =
          kernel.registerTenant(
              TenantSpec.ofWords(WORD - 160, 8).withOpcodes(Opcode.ATOMIC_ADD).withQuota(20));
      for (int i = 0; i < 10; i++) {
        assertEquals(
            CompletionStatus.DONE,
            kernel.await(tenant.submit(Opcode.ATOMIC_ADD, 1, WORD, 0)).status());
      }
      faults.arm();
      assertEquals(
          CompletionStatus.LOST,
          kernel.await(tenant.submit(Opcode.ATOMIC_ADD, 1, WORD, 0)).status());
      int done = 0;
      for (int i = 0; i < 15; i++) {
        Completion completion = kernel.await(tenant.submit(Opcode.ATOMIC_ADD, 1, WORD, 0));
        done += completion.status() == CompletionStatus.DONE ? 1 : 0;
      }
      assertEquals(10, done, "as many as had not completed before");
      assertEquals(0, tenant.outstanding());
    }
  }
}
