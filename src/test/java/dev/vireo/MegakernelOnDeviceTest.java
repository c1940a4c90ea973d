package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.VireoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on a Vulkan device, and what only a device can get wrong. */
@Tag("device")
@Tag("mode")
@Tag("smoke")
@ExtendWith(SilentValidation.class)
class MegakernelOnDeviceTest extends MegakernelContract {
  private static final int FIRST = 160;

  @Override
  String device() {
    return TestDevice.named();
  }

  @Test
  void shouldFinishLongCopiesNextToLanesThatLoopInOtherBranches() throws InterruptedException {
    // lavapipe 22.3.6 stops a vector after 65,534 back-edges, the sides of divergent branches added
    // up.
    int copied = 200_000;
    Handler count =
        Handler.glsl(
            8,
            "count",
            """
            uint i = VIREO_STATE(0);
            while (i < VIREO_ARG(0)) {
              if (!VIREO_FUEL()) {
                VIREO_STATE(0) = i;
                VIREO_YIELD;
              }
              i++;
            }
            VIREO_RESULT0 = i;
            """);
    MegakernelConfig config = config().withObservableWords(900_000).withHandlers(count);
    try (Megakernel kernel = Megakernel.open(config)) {
      int[] source = new int[copied];
      for (int i = 0; i < copied; i++) {
        source[i] = 0x9E37_79B9 * i;
      }
      kernel.words().write(0, source);
      List<Slot> slots = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        slots.add(Slot.of(Opcode.MEMCPY, FIRST, FIRST + copied * (i + 1), copied));
        slots.add(Slot.of(8, 150_000 + i));
        slots.add(Slot.of(8, 3 + i));
        slots.add(Slot.of(Opcode.BATCH_FENCE, 0, 1));
      }
      long first = kernel.submit(slots);
      kernel.drain();
      for (int i = 0; i < slots.size(); i++) {
        Completion completion = kernel.await(first + i);
        assertEquals(CompletionStatus.DONE, completion.status());
        if (slots.get(i).opcode() == 8) {
          assertEquals(slots.get(i).arg(0), completion.result0());
        }
      }
      int[] copy = new int[copied];
      for (int i = 1; i <= 3; i++) {
        kernel.words().read(copied * i, copy);
        for (int w = i == 1 ? 1 : 0; w < copied; w++) {
          assertEquals(w == 0 ? copy[0] : source[w], copy[w], "word " + w + " of copy " + i);
        }
      }
      assertEquals(3, kernel.epoch());
    }
  }

  @Test
  @Timeout(60)
  void shouldFinishMoreLongSlotsThanInvocationsRunAtOnce() throws InterruptedException {
    // On two cores a slice has 32 invocations: most of these find no fuel left in the first slices.
    Handler count =
        Handler.glsl(
            8,
            "count",
            """
            uint i = VIREO_STATE(0);
            while (i < VIREO_ARG(0)) {
              if (!VIREO_FUEL()) {
                VIREO_STATE(0) = i;
                VIREO_YIELD;
              }
              i++;
            }
            VIREO_RESULT0 = i;
            """);
    int slots = 400;
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(401).withHandlers(count))) {
      List<Slot> batch = new ArrayList<>();
      for (int i = 0; i < slots; i++) {
        batch.add(Slot.of(8, 30_000 + i));
      }
      batch.add(Slot.of(Opcode.BATCH_FENCE, slots, 7));
      long first = kernel.submit(batch);
      assertEquals(CompletionStatus.DONE, kernel.await(first + slots).status());
      for (int i = 0; i < slots; i++) {
        assertEquals(CompletionStatus.DONE.code(), kernel.poll(first + i), "before the fence");
        assertEquals(30_000 + i, kernel.result0(first + i));
      }
      assertEquals(slots + 1, kernel.done());
    }
  }

  @Test
  void shouldPointAtTheAuthorsLineWhenAHandlerDoesNotCompile() {
    Handler wrong = Handler.glsl(8, "my-handler.glsl", "uint a = 1u;\nuint b = nonsense;\n");
    VireoException e =
        assertThrows(VireoException.class, () -> Megakernel.open(config().withHandlers(wrong)));
    assertTrue(e.getMessage().contains("my-handler.glsl:2"), e.getMessage());
  }

  @Test
  void shouldFaultASlotThatExceedsItsBudget() throws InterruptedException {
    Handler forever =
        Handler.glsl(8, "forever", "while (true) { if (!VIREO_FUEL()) { VIREO_YIELD; } }");
    MegakernelConfig config = config().withHandlers(forever).withSlotBudget(200_000);
    try (Megakernel kernel = Megakernel.open(config)) {
      long endless = kernel.submit(Slot.of(8));
      long other = kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 5, FIRST));
      assertEquals(CompletionStatus.DONE, kernel.await(other).status());
      Completion completion = kernel.await(endless);
      assertEquals(FaultCode.FUEL, completion.fault());
      assertEquals(8, completion.result1());
    }
  }

  @Test
  void shouldCancelAtCloseWhatNeverEnds() throws InterruptedException {
    Handler forever =
        Handler.glsl(8, "forever", "while (true) { if (!VIREO_FUEL()) { VIREO_YIELD; } }");
    MegakernelConfig config =
        config().withHandlers(forever).withCloseTimeout(Duration.ofMillis(300));
    Megakernel kernel = Megakernel.open(config);
    long endless = kernel.submit(Slot.of(8));
    while (kernel.metrics()[8] < 1) {
      Thread.onSpinWait();
    }
    kernel.close();
    assertEquals(CompletionStatus.CANCELLED, kernel.await(endless).status());
  }

  @Test
  @Timeout(60)
  void shouldServeOthersWhileManySlotsNeverEnd() throws InterruptedException {
    Handler forever =
        Handler.glsl(8, "forever", "while (true) { if (!VIREO_FUEL()) { VIREO_YIELD; } }");
    MegakernelConfig config =
        config().withRingSlots(256).withHandlers(forever).withCloseTimeout(Duration.ofMillis(300));
    try (Megakernel kernel = Megakernel.open(config)) {
      long endless = kernel.submit(Collections.nCopies(100, Slot.of(8)));
      while (kernel.metrics()[8] < 1) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 10; i++) {
        long other = kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 5, FIRST));
        assertEquals(CompletionStatus.DONE, kernel.await(other).status());
      }
      for (int i = 0; i < 100; i++) {
        assertEquals(0, kernel.poll(endless + i));
      }
    }
  }

  @Test
  @Timeout(60)
  void shouldRunEveryInnerOperationHoweverManySlotsASliceTakes() throws InterruptedException {
    int rounds = 60_000;
    int packedOneIn = 2;
    Slot add = Slot.of(Opcode.ATOMIC_ADD, 1, FIRST);
    Slot packedAdds = Slot.of(Opcode.PACKED_SLOT, 0x00020602, 0x0302, 1, FIRST, 0, 1, FIRST, 0);
    try (Megakernel kernel = Megakernel.open(config().withOpcodes(2, Opcode.PACKED_SLOT))) {
      long last = 0;
      for (int i = 0; i < rounds; i++) {
        last = kernel.submit(i % packedOneIn == 0 ? packedAdds : add);
        if (i % 3 == 0) {
          kernel.await(last); // few at a time: the invocations of a vector find them in turn
        }
      }
      kernel.drain();
      assertEquals(CompletionStatus.DONE, kernel.await(last).status());
      assertEquals(rounds + rounds / packedOneIn, kernel.word(FIRST));
    }
  }

  @Test
  void shouldListWhatThereIsWhenNothingFits() {
    DeviceException e =
        assertThrows(
            DeviceException.class, () -> Megakernel.open(config().withDevice("no such device")));
    assertTrue(e.getMessage().contains("no such device"), e.getMessage());
    assertTrue(e.getMessage().contains(TestDevice.named()), e.getMessage());
  }

  @Test
  void shouldHoldUpNobodyButOtherCallbacksWhenACallbackWaits() throws Exception {
    Gate gate = new Gate();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (Megakernel kernel = Megakernel.open(config().withHandlers(gate.handler()))) {
      CompletableFuture<Void> callback =
          kernel
              .future(kernel.submit(gate.slot()))
              .thenAccept(
                  done -> {
                    held.countDown();
                    awaitQuietly(release);
                  });
      gate.open(kernel);
      held.await();
      for (int i = 0; i < 200; i++) {
        assertEquals(i, kernel.await(kernel.submit(add(1, FIRST))).result0());
      }
      release.countDown();
      callback.join();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
