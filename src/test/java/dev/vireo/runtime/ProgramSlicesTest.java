package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.Losses;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.TenantException;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static Slot slot(SlotRuntime runtime, LoadedCode program) {
    int set = runtime.programs().bind(program, List.of(new ArenaRange(0, 1, program.owner())));
    return Slot.of(program.opcode(), set, 1, 1, 1);
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
      LoadedCode program = runtime.programs().load(code(), null);
      long first =
          runtime.publish(List.of(slot(runtime, program), Slot.of(FakeBackend.YIELDS + 3)));
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
      LoadedCode loaded = runtime.programs().load(code(), null);
      Slot program = slot(runtime, loaded);
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
  void shouldStartNoSliceForWhatTheHostClaims() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.claimsPrograms = true;
    try (SlotRuntime runtime = open(backend)) {
      LoadedCode loaded = runtime.programs().load(code(), null);
      Slot program = slot(runtime, loaded);
      LoadedCode ones = runtime.programs().load(code(), register(runtime));
      assertEquals(DONE, await(runtime, runtime.publish(program)));
      long first = runtime.publish(List.of(program, program, Slot.of(Opcode.BATCH_FENCE)));
      assertEquals(DONE, await(runtime, first + 2));
      assertEquals(3, runtime.results(first + 2), "all before the fence had completed");
      long last = runtime.publish(List.of(program, Slot.of(FakeBackend.YIELDS), program));
      assertEquals(DONE, await(runtime, last + 2));
      assertEquals(DONE, await(runtime, runtime.publish(slot(runtime, ones))));
    }
    assertEquals(
        "reserve reserve program" // none at all
            + " slice program program slice" // for the fence: to claim it, and to settle it
            + " program slice program" // for the other slot, and the program behind it
            + " slice program", // for the tenant's
        String.join(" ", backend.started));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRunProgramsRoundTheRing(boolean claimedByHost) throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.mostClaims = 3;
    backend.claimsPrograms = claimedByHost;
    try (SlotRuntime runtime = open(backend)) {
      LoadedCode loaded = runtime.programs().load(code(), null);
      Slot program = slot(runtime, loaded);
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
      LoadedCode loaded = runtime.programs().load(code(), null);
      Slot program = slot(runtime, loaded);
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
      LoadedCode first = runtime.programs().load(code(), null);
      Slot late = slot(runtime, first);
      runtime.programs().unload(first);
      assertNotEquals(first.opcode(), runtime.programs().load(code(), null).opcode());
      assertEquals(fault(FaultCode.UNKNOWN_OPCODE), await(runtime, runtime.publish(late)));
    }
  }

  @Test
  void shouldWaitForWhatIsInFlightWhenItUnloads() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.programDispatches = 50;
    try (SlotRuntime runtime = open(backend)) {
      LoadedCode program = runtime.programs().load(code(), null);
      long handle = runtime.publish(slot(runtime, program));
      runtime.programs().unload(program);
      assertEquals(DONE, runtime.status(handle));
    }
  }

  private static TenantAccount register(SlotRuntime runtime) {
    TenantGrant grant =
        new TenantGrant(
            0, 160, 200, Set.of(), Long.MAX_VALUE, SLOTS, Long.MAX_VALUE, 0, 100, false);
    return runtime.register(grant, new BitSet());
  }

  @Test
  void shouldTakeTurnsBetweenTenantsAndKeepTheOrderOfEach() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.programDispatches = 3;
    try (SlotRuntime runtime = open(backend)) {
      LoadedCode mine = runtime.programs().load(code(), null);
      LoadedCode ones = runtime.programs().load(code(), register(runtime));
      LoadedCode twos = runtime.programs().load(code(), register(runtime));
      Slot slot = slot(runtime, mine);
      runtime.publish(List.of(slot, slot, slot(runtime, ones), slot(runtime, twos)));
      runtime.drain();
      int a = mine.opcode();
      int b = ones.opcode();
      int c = twos.opcode();
      assertEquals(List.of(a, b, c, a, b, c, a, b, c, a, a, a), backend.programs);
    }
  }

  @Test
  void shouldBeginNoMoreProgramsThanThereIsRoomFor() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.programDispatches = 2;
    backend.mostPrograms = 2;
    try (SlotRuntime runtime = open(backend)) {
      LoadedCode mine = runtime.programs().load(code(), null);
      LoadedCode ones = runtime.programs().load(code(), register(runtime));
      LoadedCode twos = runtime.programs().load(code(), register(runtime));
      Slot slot = slot(runtime, mine);
      runtime.publish(List.of(slot, slot, slot(runtime, ones), slot(runtime, twos)));
      runtime.drain();
      int a = mine.opcode();
      int b = ones.opcode();
      int c = twos.opcode();
      assertEquals(List.of(a, b, a, b, c, a, c, a), backend.programs);
    }
  }

  @Test
  void shouldEndTheProgramsOfARevokedTenant() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    backend.programDispatches = Integer.MAX_VALUE;
    try (SlotRuntime runtime = open(backend)) {
      TenantAccount tenant = register(runtime);
      LoadedCode program = runtime.programs().load(code(), tenant);
      ArenaRange range = runtime.arena().allocate(100, tenant);
      assertThrows(
          TenantException.ResourceBackpressure.class, () -> runtime.arena().allocate(1, tenant));
      int set = runtime.programs().bind(program, List.of(range));
      Slot slot = Slot.of(program.opcode(), set, 1, 1, 1);
      long first = runtime.publish(tenant, List.of(slot, slot));
      while (backend.programs.size() < 3) {
        Thread.onSpinWait();
      }
      runtime.revoke(tenant);
      int disabled = fault(FaultCode.DISABLED_TENANT);
      assertEquals(disabled, await(runtime, first));
      assertEquals(disabled, await(runtime, first + 1));
      assertTrue(range.closed());
      assertThrows(ClosedException.class, () -> runtime.arena().read(range, 0, new int[1], 0, 1));
      assertThrows(TenantException.Revoked.class, () -> runtime.programs().load(code(), tenant));
      assertThrows(TenantException.Revoked.class, () -> runtime.arena().allocate(1, tenant));
      runtime.programs().unload(program);
      runtime.arena().free(range);
      runtime.quiesce(tenant, Duration.ZERO);
      long late = runtime.publish(slot);
      assertEquals(fault(FaultCode.UNKNOWN_OPCODE), await(runtime, late));
    }
  }

  @Test
  void shouldNotTakeARefusedProgramForOneThatRuns() throws InterruptedException {
    FakeBackend backend = new FakeBackend(SLOTS);
    try (SlotRuntime runtime = open(backend)) {
      LoadedCode program = runtime.programs().load(code(), null);
      Slot wrong = Slot.of(program.opcode(), -1, 1, 1, 1);
      long first =
          runtime.publish(List.of(wrong, slot(runtime, program), Slot.of(Opcode.BATCH_FENCE)));
      assertEquals(DONE, await(runtime, first + 2));
      assertEquals(1L | 1L << Integer.SIZE, runtime.results(first + 2), "one done, one faulted");
    }
  }
}
