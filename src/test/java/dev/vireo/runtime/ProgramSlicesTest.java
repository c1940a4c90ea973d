package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.Losses;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the pump runs slots with programs, with a backend that looks closely. */
@Timeout(60)
class ProgramSlicesTest {
  private static final int SLOTS = 16;
  private static final int DONE = CompletionStatus.DONE.code();
  private static final int LOST = CompletionStatus.LOST.code();

  private static SlotRuntime open(SlotBackend backend) {
    return new SlotRuntime(
        backend,
        new RuntimeSettings(
            SLOTS,
            false,
            0,
            0,
            Long.MAX_VALUE,
            TimeUnit.SECONDS.toNanos(20),
            10_000,
            0,
            TimeUnit.SECONDS.toNanos(20)),
        3);
  }

  private static ProgramCode code() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 1);
    out.store(program.u32(0), program.u32(7));
    return ProgramCode.of(ProgramCodec.encode(program.build()));
  }

  private static Slot slot(SlotRuntime runtime, int opcode) {
    return Slot.of(opcode, runtime.bind(opcode, List.of(new ArenaRange(0, 1))), 1, 1, 1);
  }

  private static int await(SlotRuntime runtime, long handle) throws InterruptedException {
    return runtime.await(handle, Long.MAX_VALUE).status();
  }

  private static int fault(FaultCode fault) {
    return CompletionStatus.FAULT.code() | fault.ordinal() << CompletionLayout.FAULT_SHIFT;
  }

  @Test
  void shouldAlternateAProgramWithSlices() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.programDispatches = 5;
    try (SlotRuntime runtime = open(backend)) {
      int opcode = runtime.load(code());
      long first = runtime.publish(List.of(slot(runtime, opcode), Slot.of(FakeBackend.YIELDS + 3)));
      assertEquals(DONE, await(runtime, first));
      assertEquals(DONE, await(runtime, first + 1));
    }
    List<String> expected =
        List.of(
            "reserve", "slice", "program", "slice", "program", "slice", "program", "slice",
            "program", "program");
    assertEquals(expected, backend.started);
  }

  @Test
  void shouldHoldBackFencesButNothingElse() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.programDispatches = 3;
    try (SlotRuntime runtime = open(backend)) {
      int opcode = runtime.load(code());
      Slot program = slot(runtime, opcode);
      long first =
          runtime.publish(
              List.of(program, Slot.of(Opcode.BATCH_FENCE), program, Slot.of(FakeBackend.YIELDS)));
      long last = runtime.publish(Slot.of(Opcode.BATCH_FENCE));
      assertEquals(DONE, await(runtime, last));
      assertEquals(4, runtime.results(last), "all before the fence had completed");
      assertEquals(1, runtime.results(first + 1));
      assertEquals(
          List.of(first + 3, first + 1, last), backend.completed, "the fences wait for programs");
    }
  }

  @Test
  void shouldRunProgramsRoundTheRing() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.mostClaims = 3;
    try (SlotRuntime runtime = open(backend)) {
      int opcode = runtime.load(code());
      Slot program = slot(runtime, opcode);
      for (int i = 0; i < 20 * SLOTS; i++) {
        runtime.publish(i % 3 == 0 ? program : Slot.of(FakeBackend.YIELDS + i % 4));
      }
      runtime.drain();
    }
  }

  @Test
  void shouldLoseEveryProgramWithItsDevice() throws InterruptedException {
    FakeBackend lost = new FakeBackend(SLOTS);
    lost.mostClaims = 1;
    lost.onRun =
        call -> {
          if (call == 2) {
            throw Losses.lost();
          }
        };
    FakeBackend next = new FakeBackend(SLOTS);
    SlotBackend backend = new ReplaceableBackend(lost, () -> next, new int[1]);
    try (SlotRuntime runtime = open(backend)) {
      int opcode = runtime.load(code());
      Slot program = slot(runtime, opcode);
      long first = runtime.publish(List.of(program, program, Slot.of(Opcode.NOP)));
      assertEquals(LOST, await(runtime, first) & CompletionLayout.STATUS_MASK);
      assertEquals(LOST, await(runtime, first + 1) & CompletionLayout.STATUS_MASK);
      assertEquals(DONE, await(runtime, first + 2) & CompletionLayout.STATUS_MASK);
      assertEquals(DONE, await(runtime, runtime.publish(program)), "it is loaded still");
    }
    assertTrue(next.started.contains("program"));
  }

  @Test
  void shouldGiveAnUnloadedProgramsOpcodeToNobodyForLong() throws InterruptedException {
    try (SlotRuntime runtime = open(new FakeBackend(SLOTS))) {
      int first = runtime.load(code());
      Slot late = slot(runtime, first);
      runtime.unload(first);
      assertNotEquals(first, runtime.load(code()));
      assertEquals(fault(FaultCode.UNKNOWN_OPCODE), await(runtime, runtime.publish(late)));
    }
  }

  @Test
  void shouldWaitForWhatIsInFlightWhenItUnloads() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.programDispatches = 50;
    try (SlotRuntime runtime = open(backend)) {
      int opcode = runtime.load(code());
      long handle = runtime.publish(slot(runtime, opcode));
      runtime.unload(opcode);
      assertEquals(DONE, runtime.status(handle));
    }
  }
}
