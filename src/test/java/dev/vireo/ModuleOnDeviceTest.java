package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.InjectedFaults;
import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.protocol.Slot;
import dev.vireo.vir0.UnsupportedProgramException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What modules do on a Vulkan device, interpreted and as pipelines. */
@Tag("device")
@ExtendWith(SilentValidation.class)
class ModuleOnDeviceTest extends ModuleContract {
  private static final int DEVICE_LOST = -4;
  private static final int WORD = 170;
  private static final int PRODUCERS = 4;
  private static final int AFTERWARDS = 5; // slots of each producer in the new tier

  @Override
  String device() {
    return TestDevice.named();
  }

  @Override
  ProgramTier best() {
    return ProgramTier.COMPILED;
  }

  @Test
  void shouldSwapTheTierWhileProducersPublish() throws Exception {
    Megakernel kernel = kernel();
    int promotions = kernel.promotions();
    int added = kernel.word(WORD);
    ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS);
    try (LoadedProgram program = kernel.load(ProgramSpec.spirv(COUNT).withNative());
        Resource out = kernel.resource("out", 1)) {
      BindingSet set = program.bind(Map.of("0.0", out), 1);
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        counts.add(producers.submit(producer(kernel, program, set)));
      }
      int slots = 0;
      for (Future<Integer> count : counts) {
        slots += count.get();
      }
      assertEquals(4 * 2 * slots, out.read()[0], "each slot ran once");
      assertEquals(slots, kernel.word(WORD) - added, "and so did the others");
      assertEquals(1, kernel.promotions() - promotions);
    } finally {
      producers.shutdownNow();
    }
  }

  private static Callable<Integer> producer(
      Megakernel kernel, LoadedProgram program, BindingSet set) {
    return () -> {
      int slots = 0;
      for (int after = 0; after < AFTERWARDS; slots++) {
        after += program.tier() == ProgramTier.COMPILED ? 1 : 0;
        long add = kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, WORD));
        runWell(kernel, set, 2);
        assertEquals(CompletionStatus.DONE, kernel.await(add).status());
      }
      return slots;
    };
  }

  @Test
  void shouldInterpretARunThatTheDeviceCannotDispatchAtOnce() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(ProgramSpec.spirv(COUNT).withNative());
        Resource out = kernel.resource("out", 1)) {
      BindingSet set = program.bind(Map.of("0.0", out), 1);
      runWell(kernel, set, 1);
      awaitTier(program, ProgramTier.COMPILED);
      Completion done = kernel.await(kernel.submit(set.slot(1, 65_536, 1)));
      assertEquals(CompletionStatus.DONE, done.status(), done::toString);
      assertEquals(4 * 65_537, out.read()[0]);
      assertTrue(program.tierReason().contains("grid"), program.tierReason());
    }
  }

  @Test
  void shouldGoOnWhenTheArenaGrows() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(ProgramSpec.spirv(COUNT).withNative());
        Resource out = kernel.resource("out", 1)) {
      BindingSet set = program.bind(Map.of("0.0", out), 1);
      runWell(kernel, set, 1);
      awaitTier(program, ProgramTier.COMPILED);
      runWell(kernel, set, 1);
      kernel.resource("large", 5 << 20).close();
      runWell(kernel, set, 1);
      assertEquals(12, out.read()[0]);
    }
  }

  @Test
  void shouldCompileAtLoadWhereAllAreAndAgainOnAnotherDevice() throws InterruptedException {
    try (InjectedFaults faults = new InjectedFaults();
        Megakernel kernel = Megakernel.open(config().withProgramTier(ProgramTier.FUSED))) {
      LoadedProgram compiled = kernel.load(ProgramSpec.spirv(COUNT).withNative());
      LoadedProgram interpreted = kernel.load(ProgramSpec.spirv(COUNT));
      assertEquals(ProgramTier.COMPILED, compiled.tier());
      assertEquals(ProgramTier.INTERPRETER, interpreted.tier());
      Resource out = kernel.resource("out", 1);
      BindingSet first = compiled.bind(Map.of("0.0", out), 1);
      BindingSet second = interpreted.bind(Map.of("0.0", out), 100);
      runWell(kernel, first, 1);
      runWell(kernel, second, 1);
      assertEquals(404, out.read()[0]);
      faults.add("vkQueueSubmit", DEVICE_LOST, 0, 1);
      faults.arm();
      kernel.await(kernel.submit(Slot.of(Opcode.NOP)));
      runWell(kernel, second, 1);
      assertEquals(400, out.read()[0], "another device, the same push constants");
      awaitTier(compiled, ProgramTier.COMPILED);
      runWell(kernel, first, 1);
      assertEquals(404, out.read()[0]);
      assertEquals(1, faults.injected());
    }
  }

  @Test
  void shouldRefuseAModuleThatIsToBeCompiledAndTooLargeForTheDevice() {
    byte[] large =
        compile(
            "large",
            """
            #version 450
            layout(local_size_x = 4) in;
            layout(set = 0, binding = 0) buffer Out { uint out_[]; };
            shared uint words[20000];
            void main() {
              words[gl_LocalInvocationID.x] = out_[0];
              barrier();
              out_[gl_LocalInvocationID.x] = words[out_[1]];
            }
            """);
    try (Megakernel kernel = Megakernel.open(config().withProgramTier(ProgramTier.FUSED))) {
      UnsupportedProgramException refused =
          assertThrows(
              UnsupportedProgramException.class,
              () -> kernel.load(ProgramSpec.spirv(large).withNative()));
      assertTrue(refused.construct().contains("workgroup memory"), refused.getMessage());
    }
  }
}
