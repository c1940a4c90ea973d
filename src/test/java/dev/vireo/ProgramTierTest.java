package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.HeldBuild;
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
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs programs on a Vulkan device changes while slots go on. */
@Tag("device")
@Timeout(120)
@ExtendWith(SilentValidation.class)
class ProgramTierTest {
  private static final int DEVICE_LOST = -4;
  private static final int WORD = 170;
  private static final int PRODUCERS = 8;
  private static final int AFTERWARDS = 5; // slots of each producer in the new tier

  private static MegakernelConfig config(ProgramTier tier) {
    return MegakernelConfig.defaults()
        .withDevice(TestDevice.named())
        .withRingSlots(256)
        .withObservableWords(1000)
        .withProgramTier(tier)
        .withPromotionTime(Duration.ZERO); // after the first run
  }

  /** out[0] := out[0] + 1, by each of four invocations. */
  private static byte[] adds() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(4);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 0);
    program.let("old", out.atomic(AtomicOp.ADD, program.u32(0), program.u32(1)));
    return ProgramCodec.encode(program.build());
  }

  /** out[1] := out[1] + 1, out[0] times. */
  private static byte[] turns() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 2);
    var one = program.u32(1);
    program.loop(
        "i", program.u32(0), out.load(program.u32(0)), i -> out.store(one, out.load(one).add(one)));
    return ProgramCodec.encode(program.build());
  }

  /** Has a barrier where only the compiler cannot see that all invocations come. */
  private static byte[] hiddenBarrier() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(4);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 4);
    var all = program.let("all", program.u32(1));
    program.when(program.local(0).lt(program.u32(2)), () -> all.set(program.u32(2)));
    program.when(all.get().ne(program.u32(0)), program::barrier);
    out.store(program.local(0), program.u32(9));
    return ProgramCodec.encode(program.build());
  }

  private static Completion run(Megakernel kernel, BindingSet set, int groups)
      throws InterruptedException {
    return kernel.await(kernel.submit(set.slot(groups, 1, 1)));
  }

  private static void runWell(Megakernel kernel, BindingSet set, int groups)
      throws InterruptedException {
    Completion completion = run(kernel, set, groups);
    assertEquals(CompletionStatus.DONE, completion.status(), completion::toString);
  }

  // The test's own time limit ends it.
  private static void awaitTier(Megakernel kernel, LoadedProgram program, ProgramTier tier)
      throws InterruptedException {
    while (program.tier() != tier) {
      kernel.await(kernel.submit(Slot.of(Opcode.NOP)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "FUSED", "AUTO"})
  void shouldGiveTheSameResultsInEachTier(ProgramTier tier) throws InterruptedException {
    ProgramTier end = tier == ProgramTier.INTERPRETER ? tier : ProgramTier.FUSED;
    int groups = 1500; // more than the first dispatch of a compiled program has
    try (Megakernel kernel = Megakernel.open(config(tier))) {
      LoadedProgram saxpy = kernel.load(ProgramContract.saxpy(3));
      LoadedProgram reverse = kernel.load(ProgramContract.reverse());
      LoadedProgram divide = kernel.load(ProgramContract.divide());
      Resource x = kernel.resource("x", 64 * groups);
      Resource y = kernel.resource("y", 64 * groups);
      Resource numbers = kernel.resource("numbers", 3);
      int[] counting = new int[x.words()];
      for (int i = 0; i < counting.length; i++) {
        counting[i] = i;
      }
      x.write(0, counting);
      BindingSet multiplies = saxpy.bind(Map.of("x", x, "y", y));
      runWell(kernel, multiplies, groups);
      awaitTier(kernel, saxpy, end);
      runWell(kernel, multiplies, groups);
      int[] sums = y.read();
      for (int i = 0; i < sums.length; i++) {
        assertEquals(6 * i, sums[i]);
      }
      BindingSet reverses = reverse.bind(Map.of("words", x));
      runWell(kernel, reverses, 2 * groups);
      awaitTier(kernel, reverse, end);
      runWell(kernel, reverses, 2 * groups);
      assertArrayEquals(counting, x.read(), "across a barrier, there and back");
      BindingSet divides = divide.bind(Map.of("out", numbers));
      numbers.write(0, 0, 84, 2);
      runWell(kernel, divides, 1);
      awaitTier(kernel, divide, end);
      numbers.write(2, 0);
      Completion trapped = run(kernel, divides, 1);
      assertEquals(FaultCode.TRAP, trapped.fault());
      assertEquals(TrapCode.DIVISION.ordinal(), trapped.result1());
      assertEquals("body[0].body[0].value", divide.place(trapped.result0()));
      numbers.write(2, 4);
      runWell(kernel, divides, 1);
      assertEquals(21, numbers.read()[0]);
      runWell(kernel, divides, 0);
      assertEquals(tier == ProgramTier.INTERPRETER ? 0 : 3, kernel.promotions());
    }
  }

  @Test
  void shouldInterpretWhatABlockIsTooShortFor() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config(ProgramTier.FUSED).withBlockWords(128))) {
      LoadedProgram saxpy = kernel.load(ProgramContract.saxpy(5));
      Resource x = kernel.resource("x", 128);
      Resource y = kernel.resource("y", 128);
      Resource small = kernel.resource("small", 64);
      Resource other = kernel.resource("other", 64);
      x.write(127, 2);
      small.write(63, 3);
      runWell(kernel, saxpy.bind(Map.of("x", x, "y", y)), 2);
      runWell(kernel, saxpy.bind(Map.of("x", small, "y", other)), 1);
      assertEquals(10, y.read()[127]);
      assertEquals(15, other.read()[63]);
    }
  }

  @Test
  void shouldGoOnWithACompiledRunWhenTheArenaGrows() throws InterruptedException {
    int groups = 100_000;
    try (Megakernel kernel = Megakernel.open(config(ProgramTier.FUSED));
        LoadedProgram program = kernel.load(adds());
        Resource out = kernel.resource("out", 1)) {
      BindingSet set = program.bind(Map.of("out", out));
      long handle = kernel.submit(set.slot(groups, 1, 1));
      Resource large = kernel.resource("large", 1 << 20);
      Resource larger = kernel.resource("larger", 3 << 20);
      assertEquals(CompletionStatus.DONE, kernel.await(handle).status());
      runWell(kernel, set, groups);
      assertEquals(4 * 2 * groups, out.read()[0]);
      int[] last = new int[1];
      large.read(large.words() - 1, last);
      larger.read(larger.words() - 1, last);
      assertEquals(0, last[0]);
    }
  }

  @Test
  void shouldSwapTheTierWhileProducersPublish() throws Exception {
    ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS);
    try (Megakernel kernel = Megakernel.open(config(ProgramTier.AUTO))) {
      LoadedProgram program = kernel.load(adds());
      Resource out = kernel.resource("out", 1);
      BindingSet set = program.bind(Map.of("out", out));
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        counts.add(producers.submit(producer(kernel, program, set)));
      }
      int slots = 0;
      for (Future<Integer> count : counts) {
        slots += count.get();
      }
      assertEquals(4 * 2 * slots, out.read()[0], "each slot ran once");
      assertEquals(slots, kernel.word(WORD), "and so did the others");
      assertEquals(1, kernel.promotions());
    } finally {
      producers.shutdownNow();
    }
  }

  private static Callable<Integer> producer(
      Megakernel kernel, LoadedProgram program, BindingSet set) {
    return () -> {
      int slots = 0;
      for (int after = 0; after < AFTERWARDS; slots++) {
        after += program.tier() == ProgramTier.FUSED ? 1 : 0;
        long add = kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, WORD));
        runWell(kernel, set, 2);
        assertEquals(CompletionStatus.DONE, kernel.await(add).status());
      }
      return slots;
    };
  }

  @Test
  void shouldReturnToTheInterpreterWhenLoopsTakeTooManyTurns() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config(ProgramTier.AUTO));
        LoadedProgram program = kernel.load(turns());
        Resource out = kernel.resource("out", 2)) {
      BindingSet set = program.bind(Map.of("out", out));
      out.write(0, 100, 0);
      runWell(kernel, set, 1);
      awaitTier(kernel, program, ProgramTier.FUSED);
      runWell(kernel, set, 1);
      assertEquals(200, out.read()[1]);
      out.write(0, 1 << 25, 0); // above what any device may take
      Completion ended = run(kernel, set, 1);
      assertEquals(FaultCode.FUEL, ended.fault(), ended::toString);
      assertEquals(program.opcode(), ended.result1());
      assertEquals("body[0].body[0]", program.place(ended.result0()));
      assertEquals(ProgramTier.INTERPRETER, program.tier());
      out.write(0, 200_000, 0);
      runWell(kernel, set, 1);
      assertEquals(200_000, out.read()[1]);
      out.write(0, 1, 0);
      runWell(kernel, set, 1);
      assertEquals(1, kernel.promotions(), "once and for all");
    }
  }

  @Test
  void shouldRefuseByNameWhatCannotBeCompiledOnlyWhereItHasTo() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config(ProgramTier.FUSED))) {
      UnsupportedProgramException refused =
          assertThrows(UnsupportedProgramException.class, () -> kernel.load(hiddenBarrier()));
      assertTrue(refused.construct().contains("may differ"), refused.getMessage());
      LoadedProgram other = kernel.load(ProgramContract.divide());
      assertEquals(ProgramTier.FUSED, other.tier());
    }
    try (Megakernel kernel = Megakernel.open(config(ProgramTier.AUTO))) {
      LoadedProgram program = kernel.load(hiddenBarrier());
      Resource out = kernel.resource("out", 4);
      BindingSet set = program.bind(Map.of("out", out));
      runWell(kernel, set, 1);
      runWell(kernel, set, 1);
      assertArrayEquals(new int[] {9, 9, 9, 9}, out.read());
      assertEquals(ProgramTier.INTERPRETER, program.tier());
    }
  }

  @Test
  void shouldUnloadAndCloseWhileProgramsAreCompiled() throws InterruptedException {
    try (HeldBuild held = new HeldBuild()) {
      Megakernel kernel = Megakernel.open(config(ProgramTier.AUTO));
      LoadedProgram program = kernel.load(adds());
      LoadedProgram other = kernel.load(ProgramContract.divide());
      Resource out = kernel.resource("out", 3);
      out.write(0, 0, 84, 2);
      runWell(kernel, program.bind(Map.of("out", out)), 1);
      held.awaitReached();
      runWell(kernel, other.bind(Map.of("out", out)), 1); // behind it
      program.close();
      assertEquals(42, out.read()[0]);
      Thread closer = new Thread(kernel::close);
      closer.start();
      while (closer.getState() == Thread.State.NEW || closer.getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
      held.release();
      closer.join();
      assertEquals(0, kernel.promotions());
    }
  }

  @Test
  void shouldCompileAgainForTheDeviceThatTakesThePlaceOfALostOne() throws InterruptedException {
    try (HeldBuild held = new HeldBuild();
        Megakernel kernel = Megakernel.open(config(ProgramTier.AUTO))) {
      LoadedProgram program = kernel.load(adds());
      Resource out = kernel.resource("out", 1);
      BindingSet set = program.bind(Map.of("out", out));
      runWell(kernel, set, 1);
      held.awaitReached();
      held.loseDevice();
      kernel.await(kernel.submit(Slot.of(Opcode.NOP)));
      runWell(kernel, set, 1);
      assertEquals(4, out.read()[0], "another device");
      held.release();
      awaitTier(kernel, program, ProgramTier.FUSED);
      runWell(kernel, set, 1);
      assertEquals(8, out.read()[0]);
      held.loseDevice();
      kernel.await(kernel.submit(Slot.of(Opcode.NOP)));
      awaitTier(kernel, program, ProgramTier.FUSED);
      runWell(kernel, set, 1);
      assertEquals(4, out.read()[0], "and another");
      assertEquals(2, kernel.promotions());
    }
  }

  @Test
  void shouldGoOnWhenTheDeviceIsLostByCompiling() throws InterruptedException {
    try (InjectedFaults faults = new InjectedFaults();
        Megakernel kernel = Megakernel.open(config(ProgramTier.FUSED))) {
      faults.add("vkCreateComputePipelines for \"fused\"", DEVICE_LOST, 0, 1);
      faults.arm();
      LoadedProgram program = kernel.load(adds());
      assertEquals(1, faults.injected());
      assertEquals(ProgramTier.FUSED, program.tier());
      Resource out = kernel.resource("out", 1);
      runWell(kernel, program.bind(Map.of("out", out)), 1);
      assertEquals(4, out.read()[0]);
    }
  }
}
