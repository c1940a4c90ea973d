package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.ShaderFileCompiler;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.InvalidModuleException;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.protocol.TenantException;
import dev.vireo.spirv.MalformedModuleException;
import dev.vireo.spirv.ModuleArgumentException;
import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.LaunchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What SPIR-V modules that slots run do, whatever runs the slots. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ModuleContract {
  /**
   * Each workgroup reverses its words by way of workgroup memory, and adds what a uniform buffer,
   * push constants and a specialization constant say; set 1 has no binding.
   */
  static final byte[] REVERSE =
      compile(
          "reverse",
          """
          #version 450
          layout(local_size_x = 64, local_size_x_id = 0) in;
          layout(constant_id = 1) const uint SCALE = 1;
          layout(set = 0, binding = 0) readonly buffer In { uint x[]; };
          layout(set = 2, binding = 3) buffer Out { uint length; uint y[]; };
          layout(set = 0, binding = 7, std140) uniform Params { uint add[2]; };
          layout(push_constant) uniform Push { uint bias; float factor; };
          shared uint part[64];
          void main() {
            uint i = gl_GlobalInvocationID.x;
            uint l = gl_LocalInvocationID.x;
            part[l] = x[i];
            barrier();
            uint reversed = part[gl_WorkGroupSize.x - 1 - l];
            y[i] = reversed * SCALE + add[1] + bias + uint(factor);
            if (i == 0) {
              length = y.length();
            }
          }
          """);

  /** Turns round in line 7 as often as a word says. */
  static final byte[] SPIN =
      compile(
          "spin",
          """
          #version 450
          layout(local_size_x = 1) in;
          layout(set = 0, binding = 0) buffer Out { uint turns; uint seen; };
          void main() {
            uint n = 0;
            uint most = turns;
            while (n < most) {
              n += 1 + (seen >> 31);
            }
            seen = n;
          }
          """);

  /** Stores and loads a word at an index, wherever that is. */
  static final byte[] POKE =
      compile(
          "poke",
          """
          #version 450
          layout(local_size_x = 1) in;
          layout(set = 0, binding = 0) buffer Words { uint w[]; };
          layout(set = 0, binding = 1) buffer Out { uint read; };
          layout(push_constant) uniform Push { uint index; };
          void main() {
            read = w[index];
            w[index] = 77;
          }
          """);

  /** Adds 1 to a word with each of its four invocations. */
  static final byte[] COUNT =
      compile(
          "count",
          """
          #version 450
          layout(local_size_x = 4) in;
          layout(set = 0, binding = 0) buffer Out { uint count; };
          layout(push_constant) uniform Push { uint step; };
          void main() {
            atomicAdd(count, step);
          }
          """);

  private Megakernel shared;

  /** Shared by tests that leave nothing behind: some drivers compile for seconds. */
  Megakernel kernel() {
    shared = shared == null ? Megakernel.open(config()) : shared;
    return shared;
  }

  @AfterAll
  void closeShared() {
    if (shared != null) {
      shared.close();
    }
  }

  /** Returns the device to run on. */
  abstract String device();

  /** Returns the tier that trusted modules come to. */
  abstract ProgramTier best();

  MegakernelConfig config() {
    return MegakernelConfig.defaults()
        .withDevice(device())
        .withRingSlots(64)
        .withObservableWords(1000)
        .withPromotionTime(Duration.ZERO); // after the first run
  }

  static byte[] compile(String name, String text) {
    var options = new ShaderFileCompiler.Options("main", List.of(), List.of(), false);
    return ShaderFileCompiler.compile(Path.of(name + ".comp"), text, options);
  }

  static void runWell(Megakernel kernel, BindingSet set, int groups) throws InterruptedException {
    Completion completion = kernel.await(kernel.submit(set.slot(groups, 1, 1)));
    assertEquals(CompletionStatus.DONE, completion.status(), completion::toString);
  }

  // The test's own time limit ends it.
  static void awaitTier(LoadedProgram program, ProgramTier tier) {
    while (program.tier() != tier) {
      Thread.onSpinWait();
    }
  }

  private static int[] counting(int length) {
    int[] words = new int[length];
    for (int i = 0; i < length; i++) {
      words[i] = i;
    }
    return words;
  }

  @Test
  void shouldRunAModuleInEachTier() throws InterruptedException {
    Megakernel kernel = kernel();
    int size = 16;
    int groups = 5;
    ProgramSpec spec = ProgramSpec.spirv(REVERSE).withConstant(0, size).withConstant(1, 3);
    try (LoadedProgram interpreted = kernel.load(spec);
        LoadedProgram trusted = kernel.load(spec.withNative());
        Resource in = kernel.resource("in", size * groups);
        Resource params = kernel.resource("params", 5);
        Resource out = kernel.resource("out", 1 + size * groups)) {
      in.write(0, counting(in.words()));
      params.write(0, 0, 0, 0, 0, 1000);
      Map<String, Resource> buffers = Map.of("0.0", in, "2.3", out, "0.7", params);
      int[] push = {20, Float.floatToRawIntBits(4.5f)};
      int[] expected = new int[out.words()];
      expected[0] = size * groups;
      for (int i = 0; i < size * groups; i++) {
        expected[1 + i] = 3 * (i / size * size + size - 1 - i % size) + 1024;
      }
      runWell(kernel, interpreted.bind(buffers, push), groups);
      assertArrayEquals(expected, out.read());
      assertEquals(ProgramTier.INTERPRETER, interpreted.tier());
      assertTrue(interpreted.tierReason().contains("withNative"), interpreted.tierReason());
      out.write(0, new int[out.words()]);
      BindingSet set = trusted.bind(buffers, push);
      runWell(kernel, set, groups);
      assertArrayEquals(expected, out.read());
      awaitTier(trusted, best());
      for (int run = 0; run < 2; run++) {
        out.write(0, new int[out.words()]);
        runWell(kernel, set, groups);
        assertArrayEquals(expected, out.read(), "run " + run + " in tier " + trusted.tier());
      }
      runWell(kernel, set, 0);
      push[0] = 21; // the sets keep their own
      runWell(kernel, trusted.bind(buffers, push), 1);
      assertEquals(expected[1] + 1, out.read()[1]);
      runWell(kernel, set, 1);
      assertEquals(expected[1], out.read()[1]);
    }
  }

  @Test
  void shouldKeepAModuleWithinItsResources() throws InterruptedException {
    Megakernel kernel = kernel();
    try (LoadedProgram interpreted = kernel.load(ProgramSpec.spirv(POKE));
        LoadedProgram trusted = kernel.load(ProgramSpec.spirv(POKE).withNative());
        Resource before = kernel.resource("before", 64);
        Resource words = kernel.resource("words", 3);
        Resource after = kernel.resource("after", 64);
        Resource out = kernel.resource("out", 1)) {
      Resource[] around = {before, after};
      for (Resource each : around) {
        int[] fives = new int[each.words()];
        Arrays.fill(fives, 5);
        each.write(0, fives);
      }
      words.write(0, 1, 2, 3);
      Map<String, Resource> buffers = Map.of("0.0", words, "0.1", out);
      runWell(kernel, trusted.bind(buffers, 2), 1);
      assertEquals(3, out.read()[0]);
      awaitTier(trusted, best());
      for (LoadedProgram program : List.of(interpreted, trusted)) {
        for (int index : new int[] {3, 4, 63, 64, 100, -1, -64, 1 << 20, 1 << 30}) {
          try (BindingSet set = program.bind(buffers, index)) {
            runWell(kernel, set, 1);
            int read = out.read()[0];
            assertTrue(read == 0 || read >= 1 && read <= 2 || read == 77, read + " at " + index);
          }
        }
      }
      for (Resource each : around) {
        for (int word : each.read()) {
          assertEquals(5, word, each.name());
        }
      }
    }
  }

  @Test
  void shouldNameTheSourceLineOfAFault() throws InterruptedException {
    Megakernel kernel = kernel();
    Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 0).withProgramBudget(1000));
    LoadedProgram spin = tenant.load(ProgramSpec.spirv(SPIN).withName("spin.comp"));
    Resource out = tenant.resource("out", 2);
    Resource mine = kernel.resource("mine", 2);
    out.write(0, 500);
    BindingSet set = spin.bind(Map.of("0.0", out));
    Completion done = kernel.await(tenant.submit(set.slot(1, 1, 1)));
    assertEquals(CompletionStatus.DONE, done.status(), done::toString);
    assertArrayEquals(new int[] {500, 500}, out.read());
    out.write(0, -1, 0);
    Completion ended = kernel.await(tenant.submit(set.slot(1, 1, 1)));
    assertEquals(FaultCode.FUEL, ended.fault(), ended::toString);
    assertEquals(spin.opcode(), ended.result1());
    String place = spin.place(ended.result0());
    assertTrue(place.matches("word \\d+ \\(Op\\w+, spin.comp:[7-9]\\)"), place);
    assertThrows(LaunchException.class, () -> spin.bind(Map.of("0.0", mine)));
    tenant.revoke();
    assertThrows(TenantException.Revoked.class, () -> tenant.load(ProgramSpec.spirv(SPIN)));
    mine.close();
  }

  @Test
  void shouldRefuseToCompileWhatATenantIsNotTrustedWith() throws InterruptedException {
    Megakernel kernel = kernel();
    Tenant stranger = kernel.registerTenant(TenantSpec.ofWords(0, 0));
    ProgramSpec spec = ProgramSpec.spirv(COUNT).withNative();
    TenantException.Untrusted refused =
        assertThrows(TenantException.Untrusted.class, () -> stranger.load(spec));
    assertEquals(stranger.id(), refused.tenant());
    stranger.quiesce(Duration.ofSeconds(10));
    Tenant friend = kernel.registerTenant(TenantSpec.ofWords(0, 0).withNative());
    LoadedProgram program = friend.load(spec);
    Resource out = friend.resource("out", 1);
    BindingSet set = program.bind(Map.of("0.0", out), 2);
    for (int run = 1; run <= 2; run++) {
      Completion done = kernel.await(friend.submit(set.slot(3, 1, 1)));
      assertEquals(CompletionStatus.DONE, done.status(), done::toString);
      awaitTier(program, best());
      assertEquals(2 * 4 * 3 * run, out.read()[0]);
    }
    friend.quiesce(Duration.ofSeconds(10));
  }

  @Test
  void shouldSayWhatIsWrongWithAModuleOrItsBindings() throws InterruptedException {
    Megakernel kernel = kernel();
    byte[] flipped = COUNT.clone();
    flipped[4 * 5 + 2] ^= 1; // the length of the first instruction
    byte[] cut = Arrays.copyOf(COUNT, COUNT.length - 8);
    for (byte[] wrong : List.of(flipped, cut, new byte[3])) {
      InvalidModuleException refused =
          assertThrows(
              InvalidModuleException.class,
              () -> kernel.load(ProgramSpec.spirv(wrong).withName("wrong.spv")));
      assertTrue(refused.getMessage().contains("wrong.spv"), refused.getMessage());
    }
    ModuleArgumentException unknown =
        assertThrows(
            ModuleArgumentException.class,
            () -> kernel.load(ProgramSpec.spirv(COUNT).withName("c.spv").withConstant(5, true)));
    assertTrue(unknown.getMessage().startsWith("c.spv: "), unknown.getMessage());
    byte[] tooLong = new byte[SpirvProgram.MOST_BYTES + 4];
    assertThrows(MalformedModuleException.class, () -> kernel.load(ProgramSpec.spirv(tooLong)));
    byte[] doubles =
        compile(
            "doubles",
            """
            #version 450
            layout(set = 0, binding = 0) buffer Out { double d; };
            void main() { d = d * 2; }
            """);
    UnsupportedModuleException unsupported =
        assertThrows(
            UnsupportedModuleException.class,
            () -> kernel.load(ProgramSpec.spirv(doubles).withName("d.spv").withEntryPoint("main")));
    assertTrue(unsupported.getMessage().startsWith("d.spv: "), unsupported.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ProgramSpec.vir0(COUNT).withNative());
    LoadedProgram count = kernel.load(ProgramSpec.spirv(COUNT));
    Resource out = kernel.resource("out", 1);
    assertThrows(LaunchException.class, () -> count.bind(Map.of("0.0", out)));
    assertThrows(LaunchException.class, () -> count.bind(Map.of("0.0", out), 1, 2));
    assertThrows(LaunchException.class, () -> count.bind(Map.of("0.1", out), 1));
    BindingSet set = count.bind(Map.of("0.0", out), 1);
    BindingSet gone = count.bind(Map.of("0.0", out), 1);
    runWell(kernel, gone, 1);
    gone.close();
    gone.close();
    Completion late = kernel.await(kernel.submit(gone.slot(1, 1, 1)));
    assertEquals(FaultCode.BAD_ARGUMENT, late.fault());
    runWell(kernel, set, 1);
    assertEquals(8, out.read()[0]);
    count.close();
    Completion unloaded = kernel.await(kernel.submit(set.slot(1, 1, 1)));
    assertEquals(FaultCode.UNKNOWN_OPCODE, unloaded.fault());
    set.close();
    assertThrows(ClosedException.class, () -> count.bind(Map.of("0.0", out), 1));
    out.close();
  }
}
