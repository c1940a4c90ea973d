package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.Losses;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.DeviceLostException;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Losses of a device whose memory is lost as well, with backends that can be told what to do. */
@Timeout(60)
class RecoveryTest {
  private static final int SLOTS = 8;
  private static final int DONE = CompletionStatus.DONE.code();
  private static final int LOST = CompletionStatus.LOST.code();
  private static final int AGAIN = 1 << CompletionLayout.REPUBLISHED_SHIFT;
  private static final int USER = 50;
  private static final long WATCHDOG = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int[] CONTROL = {1, 2, 3, 4, 5};

  private final List<FakeBackend> backends = new ArrayList<>();

  private SlotRuntime open(IntFunction<FakeBackend> devices) {
    FakeBackend first = devices.apply(0);
    backends.add(first);
    ReplaceableBackend backend =
        new ReplaceableBackend(
            first,
            () -> {
              FakeBackend next = devices.apply(backends.size());
              backends.add(next);
              return next;
            },
            CONTROL);
    return new SlotRuntime(
        backend,
        new RuntimeSettings(
            SLOTS,
            false,
            0xFFFF_FFF0L,
            0,
            Long.MAX_VALUE,
            TimeUnit.SECONDS.toNanos(20),
            10_000,
            0,
            WATCHDOG),
        3);
  }

  private static FakeBackend losing(int run) {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.farMemory = true;
    backend.onRun =
        call -> {
          if (call == run) {
            throw Losses.lost();
          }
        };
    return backend;
  }

  private static FakeBackend sound() {
    return losing(0);
  }

  private static int await(SlotRuntime runtime, long sequence) throws InterruptedException {
    return runtime.await(sequence, Long.MAX_VALUE).status();
  }

  @Test
  void shouldPublishAgainWhatMayRunTwiceAndNothingElse() throws InterruptedException {
    try (SlotRuntime runtime = open(number -> number == 0 ? losing(2) : sound())) {
      assertEquals(DONE, await(runtime, runtime.publish(USER, 2, 0, 0, 0)));
      List<Slot> batch =
          List.of(
              Slot.of(Opcode.STORE_U32, 5, 160),
              Slot.of(USER, 5),
              Slot.of(Opcode.MEMCPY, 160, 161, 1),
              Slot.of(Opcode.MEMCPY, 160, 161, 2),
              Slot.of(Opcode.BATCH_FENCE),
              Slot.of(Opcode.NOP));
      long first = runtime.publish(batch);
      int[] expected = {DONE | AGAIN, LOST, DONE | AGAIN, LOST, LOST, DONE | AGAIN};
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], await(runtime, first + i), "slot " + i);
      }
      runtime.drain();
      for (int i = 0; i < 3 * SLOTS; i++) {
        assertEquals(DONE, await(runtime, runtime.publish(USER, 2, 0, 0, 0)));
      }
    }
    assertEquals(2, backends.size());
    assertTrue(backends.get(0).closed);
    assertTrue(backends.get(1).closed);
  }

  @Test
  void shouldPublishEverythingAgainThatHadCertainlyNotStarted() throws InterruptedException {
    FakeBackend cannotPrepare = sound();
    cannotPrepare.onPrepare =
        call -> {
          throw Losses.lost();
        };
    try (SlotRuntime runtime = open(number -> number == 0 ? cannotPrepare : sound())) {
      long first = runtime.publish(List.of(Slot.of(USER), Slot.of(Opcode.BATCH_FENCE)));
      assertEquals(DONE | AGAIN, await(runtime, first));
      assertEquals(DONE | AGAIN, await(runtime, first + 1));
    }
  }

  @Test
  void shouldRestoreTheWordsThatTheHostKnows() throws InterruptedException {
    try (SlotRuntime runtime = open(number -> number == 0 ? losing(1) : sound())) {
      runtime.writeControl(1, new int[] {99}, 0, 1);
      await(runtime, runtime.publish(Opcode.NOP, 2, 0, 0, 0));
      int[] words = new int[CONTROL.length];
      runtime.readControl(0, words, 0, words.length);
      assertEquals(List.of(1, 99, 3, 4, 5), Arrays.stream(words).boxed().toList());
    }
  }

  @Test
  void shouldBlameTheSlotThatDoesNotEndAndGoOnWithAnotherDevice() throws InterruptedException {
    try (SlotRuntime runtime = open(number -> sound())) {
      assertEquals(DONE, await(runtime, runtime.publish(USER, 2, 0, 0, 0)));
      List<Slot> batch = List.of(Slot.of(USER), Slot.of(FakeBackend.HANGS), Slot.of(USER));
      long first = runtime.publish(batch);
      assertEquals(DONE, await(runtime, first));
      int stuck = CompletionStatus.FAULT.code() | FaultCode.STUCK.ordinal() << 8;
      assertEquals(stuck, await(runtime, first + 1));
      assertEquals((long) FakeBackend.HANGS << Integer.SIZE, runtime.results(first + 1));
      assertEquals(DONE, await(runtime, first + 2));
      for (int i = 0; i < 3 * SLOTS; i++) {
        assertEquals(DONE, await(runtime, runtime.publish(USER, 2, 0, 0, 0)));
      }
    }
    assertEquals(2, backends.size());
    assertTrue(backends.get(0).abandoned);
    assertFalse(backends.get(0).closed, "a device that still runs is left alone");
    assertTrue(backends.get(1).closed);
  }

  @Test
  void shouldGiveUpWhenDevicesHangOneAfterTheOther() throws InterruptedException {
    SlotRuntime runtime = open(number -> sound());
    for (int i = 0; i < 2; i++) {
      int stuck = CompletionStatus.FAULT.code() | FaultCode.STUCK.ordinal() << 8;
      assertEquals(stuck, await(runtime, runtime.publish(FakeBackend.HANGS, 2, 0, 0, 0)));
    }
    long last = runtime.publish(FakeBackend.HANGS, 2, 0, 0, 0);
    DeviceLostException lost = assertThrows(DeviceLostException.class, () -> await(runtime, last));
    assertTrue(lost.getMessage().contains("did not end"), lost.getMessage());
    assertSame(lost, assertThrows(DeviceException.class, runtime::close));
  }

  @Test
  void shouldTryAgainWithoutMemoryAndKeepTheDevice() throws InterruptedException {
    FakeBackend device = sound();
    device.onRun =
        call -> {
          if (call <= 4) {
            throw Losses.outOfMemory();
          }
        };
    try (SlotRuntime runtime = open(number -> device)) {
      assertEquals(DONE, await(runtime, runtime.publish(USER, 2, 0, 0, 0)));
      assertEquals(1, backends.size());
    }
  }

  @Test
  void shouldGiveUpAfterTheThirdLossInARowAndFailEverybody() {
    try (SlotRuntime runtime = open(number -> losing(1))) {
      long sequence = runtime.publish(Opcode.NOP, 2, 0, 0, 0);
      DeviceLostException lost =
          assertThrows(DeviceLostException.class, () -> await(runtime, sequence));
      assertEquals(3, lost.losses());
      assertEquals(3, backends.size());
      assertThrows(DeviceLostException.class, runtime::drain);
    }
  }

  @Test
  void shouldOpenAnotherDeviceOnceMoreWhenThatFails() throws InterruptedException {
    boolean[] failed = new boolean[1];
    try (SlotRuntime runtime =
        open(
            number -> {
              if (number == 1 && !failed[0]) {
                failed[0] = true;
                throw new DeviceException("not now");
              }
              return number == 0 ? losing(1) : sound();
            })) {
      assertEquals(DONE | AGAIN, await(runtime, runtime.publish(Opcode.NOP, 2, 0, 0, 0)));
    }
  }

  @Test
  void shouldNotGiveUpWhileSlotsCompleteInBetween() throws InterruptedException {
    try (SlotRuntime runtime = open(number -> losing(3))) {
      for (int i = 0; i < 20; i++) {
        int status = await(runtime, runtime.publish(USER, 2, 0, 0, 0));
        assertTrue(status == DONE || status == LOST, "status " + status);
      }
      assertTrue(backends.size() > 4, backends.size() + " devices");
      assertFalse(backends.get(backends.size() - 1).closed);
    }
  }
}
