package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.gpu.InjectedFaults;
import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.protocol.Slot;
import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Programs whose small grids the workers run themselves, among other slots. */
@Tag("device")
@Timeout(120)
@ExtendWith(SilentValidation.class)
class InlineProgramsTest {
  private static final int DEVICE_LOST = -4;
  private static final int WORD = 170;
  private static final int PRODUCERS = 8;
  private static final int SLOTS = 60; // of each producer
  private static final int ROUNDS = 6;
  private static final int FEW = 9; // a quarter of the slots
  private static final int LARGE = 300; // workgroups, so many that a dispatch runs them
  private static final String DISPATCH = "vkQueueSubmit of \"fused\"";

  private static Megakernel open() {
    return Megakernel.open(
        MegakernelConfig.defaults()
            .withDevice(TestDevice.named())
            .withRingSlots(256)
            .withObservableWords(1000)
            .withProgramTier(ProgramTier.FUSED));
  }

  /** Invocation (x, y, z) adds 1 to word x + 8 y + 64 z of out, and to word 0 of count. */
  private static byte[] counts() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(4, 2, 1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var count = program.buffer("count", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var row = program.invocation(1).mul(program.u32(8));
    var at = program.invocation(0).add(row).add(program.invocation(2).mul(program.u32(64)));
    out.store(at, out.load(at).add(program.u32(1)));
    program.let("old", count.atomic(AtomicOp.ADD, program.u32(0), program.u32(1)));
    return ProgramCodec.encode(program.build());
  }

  private static Completion run(Megakernel kernel, Slot slot) throws InterruptedException {
    return kernel.await(kernel.submit(slot));
  }

  private static void runWell(Megakernel kernel, Slot slot) throws InterruptedException {
    Completion completion = run(kernel, slot);
    assertEquals(CompletionStatus.DONE, completion.status(), completion::toString);
  }

  /** Has the kernel contain a program, and know a binding set; returns the slots that it took. */
  private static int heat(Megakernel kernel, LoadedProgram program, Slot slot)
      throws InterruptedException {
    int slots = 1;
    for (; !program.inKernel(); slots++) {
      runWell(kernel, slot); // the test's own time limit ends it
    }
    runWell(kernel, slot);
    return slots;
  }

  @Test
  void shouldRunSmallGridsOfHotProgramsWithoutADispatch() throws InterruptedException {
    try (InjectedFaults faults = new InjectedFaults();
        Megakernel kernel = open()) {
      LoadedProgram program = kernel.load(counts());
      Resource out = kernel.resource("out", 512);
      Resource count = kernel.resource("count", 1);
      BindingSet set = program.bind(Map.of("out", out, "count", count));
      int slots = heat(kernel, program, set.slot(1, 1, 1));
      int[] expected = new int[512];
      add(expected, 4, 2, 1, slots);
      // A worker whose turns in a slice are just over leaves a slot to the host.
      faults.add(DISPATCH, DEVICE_LOST, FEW, 1);
      faults.arm();
      int done = kernel.done();
      int[][] grids = {{1, 1, 1}, {2, 1, 1}, {1, 4, 1}, {2, 3, 2}, {1, 1, 8}, {2, 4, 8}};
      for (int i = 0; i < ROUNDS; i++) {
        for (int[] grid : grids) {
          runWell(kernel, set.slot(grid[0], grid[1], grid[2]));
          add(expected, 4 * grid[0], 2 * grid[1], grid[2], 1);
        }
      }
      assertEquals(0, faults.injected(), "more than " + FEW + " dispatches");
      assertArrayEquals(expected, out.read());
      assertEquals(Arrays.stream(expected).sum(), count.read()[0]);
      assertEquals(done + ROUNDS * grids.length, kernel.done());
    }
  }

  private static void add(int[] words, int x, int y, int z, int value) {
    for (int i = 0; i < x * y * z; i++) {
      words[i % x + 8 * (i / x % y) + 64 * (i / x / y)] += value;
    }
  }

  @Test
  void shouldRunEachSlotOnceAmongOthersAndDispatches() throws Exception {
    ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS);
    try (Megakernel kernel = open()) {
      LoadedProgram program = kernel.load(counts());
      Resource out = kernel.resource("out", 64);
      Resource count = kernel.resource("count", 1);
      BindingSet set = program.bind(Map.of("out", out, "count", count));
      int invocations = 8 * heat(kernel, program, set.slot(1, 1, 1));
      List<Future<Integer>> sums = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        sums.add(producers.submit(producer(kernel, set, i)));
      }
      for (Future<Integer> sum : sums) {
        invocations += sum.get();
      }
      assertEquals(invocations, count.read()[0]);
      assertEquals(PRODUCERS * SLOTS, kernel.word(WORD));
    } finally {
      producers.shutdownNow();
    }
  }

  // Now and then one whose grid is too large.
  private static Callable<Integer> producer(Megakernel kernel, BindingSet set, int number) {
    return () -> {
      int invocations = 0;
      for (int i = 0; i < SLOTS; i++) {
        int groups = i % 20 == number ? 2 * LARGE : 1 + (i + number) % 16;
        long add = kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, WORD));
        runWell(kernel, set.slot(1, groups, 1));
        invocations += 8 * groups;
        assertEquals(CompletionStatus.DONE, kernel.await(add).status());
      }
      return invocations;
    };
  }

  @Test
  void shouldRefuseWhatWasClosed() throws InterruptedException {
    try (Megakernel kernel = open()) {
      LoadedProgram program = kernel.load(counts());
      Resource out = kernel.resource("out", 64);
      Resource other = kernel.resource("other", 64);
      Resource count = kernel.resource("count", 1);
      BindingSet closed = program.bind(Map.of("out", out, "count", count));
      BindingSet kept = program.bind(Map.of("out", other, "count", count));
      heat(kernel, program, closed.slot(1, 1, 1));
      runWell(kernel, kept.slot(1, 1, 1));
      runWell(kernel, kept.slot(1, 1, 1));
      closed.close();
      assertEquals(FaultCode.BAD_ARGUMENT, run(kernel, closed.slot(1, 1, 1)).fault());
      runWell(kernel, kept.slot(1, 1, 1));
      runWell(kernel, kept.slot(1, 1, 1));
      other.close();
      assertEquals(FaultCode.BAD_ARGUMENT, run(kernel, kept.slot(1, 1, 1)).fault());
      Slot late = kept.slot(1, 1, 1);
      program.close();
      assertEquals(FaultCode.UNKNOWN_OPCODE, run(kernel, late).fault());
    }
  }

  @Test
  void shouldBeginAgainWhenTheKernelChangesOrTheDeviceIsLost() throws InterruptedException {
    try (InjectedFaults faults = new InjectedFaults();
        Megakernel kernel = open()) {
      LoadedProgram program = kernel.load(counts());
      Resource out = kernel.resource("out", 64);
      Resource count = kernel.resource("count", 1);
      Slot slot = program.bind(Map.of("out", out, "count", count)).slot(2, 1, 1);
      int slots = heat(kernel, program, slot);
      runWell(kernel, Slot.of(Opcode.LOAD_U32, WORD, WORD)); // an operation that is not there yet
      slots += heat(kernel, program, slot);
      assertEquals(16 * slots, count.read()[0]);
      kernel.resource("large", 1 << 22); // the arena grows
      runWell(kernel, slot);
      assertEquals(16 * (slots + 1), count.read()[0]);
      faults.add("vkQueueSubmit", DEVICE_LOST, 0, 1);
      faults.arm();
      run(kernel, Slot.of(Opcode.NOP));
      assertEquals(1, faults.injected());
      assertEquals(16 * heat(kernel, program, slot), count.read()[0], "another device");
    }
  }
}
