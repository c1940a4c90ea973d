package dev.vireo.vir0.glsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.ValidationLog;
import dev.vireo.kernel.FusedRunner;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.lowering.MachineRuns;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Ulps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Constructs that programs made at random do not have, compiled: they end as on the reference. */
@Tag("device")
class FusedConstructsDeviceTest {
  private static final long FUEL = 100_000;

  private static final String HEAD =
      """
      workgroup 40
      buffer out: read_write u32[128] output
      buffer more: read_write f32[128]
      buffer a: read_only u32[96]
      buffer i: read_only i32[4]
      buffer shared: workgroup u32[40]
      """;

  private static final List<String> PROGRAMS =
      List.of(
          // Subnormal steps behind sums with what is far larger, or 0.
          """
          let s = a[gid.x]
          let cx = f32(s % 3) * 0.25
          let cy = f32(s % 5) * 1e-15
          let x = f32(s % 11) * 1e-20
          let y = f32(s % 13) * 1e-19
          for k in 0..4 {
            let x2 = x * x
            let y2 = y * y
            if x2 + y2 > 0.1 { out[gid.x] = k }
            y = x * y * 2.0 + cy
            x = x2 - y2 + cx
          }
          if gid.x % 2 == 0 { more[gid.x] = x } else { more[gid.x] = y }
          """,
          // Subgroups of 32, and one of 8.
          """
          let v = a[gid.x]
          barrier
          let sum = subgroup_add(v)
          barrier
          let some = subgroup_ballot((v & 1) == 1)
          barrier
          out[gid.x] = sum + some + subgroup_shuffle(v, lid.x ^ 1)
          """,
          """
          let f = f32(a[gid.x]) * 0.3
          barrier
          more[gid.x] = subgroup_add(f)
          barrier
          out[gid.x] = u32(subgroup_shuffle(f, a[gid.x] % 40))
          """,
          // What they give is different in each subgroup, and may choose.
          """
          let v = a[gid.x]
          barrier
          if subgroup_add(v) % 2 == 0 { out[gid.x] = 7 } else { out[gid.x] = v }
          barrier
          for k in 0..subgroup_shuffle(v, 3) % 5 { out[gid.x] = out[gid.x] * 3 + k }
          """,
          // In loops and branches that all invocations take alike.
          """
          let n = 1
          let x = a[gid.x]
          for k in 0..5 {
            n = n * 2 + k
            if n % 3 != 0 {
              shared[lid.x] = x
              barrier
              x = subgroup_add(x & 255) + shared[(lid.x + n) % 40]
              barrier
            }
          }
          out[gid.x] = x + n
          """,
          // Those that have ended keep up with what decides over barriers.
          """
          let rounds = 2
          let extra = wgid.x + 1
          if a[gid.x] % 3 == 0 { return }
          for k in 0..3 { rounds = rounds + extra }
          extra = rounds * 2
          for k in 0..rounds {
            shared[lid.x] = shared[lid.x] + extra + lid.x
            if k == 1 { extra = extra + 5 }
            barrier
            let other = shared[(lid.x + 1) % 40]
            barrier
            if extra > 12 { barrier shared[lid.x] = other + 1 barrier }
          }
          out[gid.x] = shared[lid.x]
          """,
          // Ways out of loops, one inside the other, with stores that one behind them does for.
          """
          let v = a[gid.x]
          for k in 0..9 {
            let w = v + k
            if w % 17 == 3 { out[gid.x] = w more[gid.x] = 2.0 return }
            if w % 3 == 0 {
              for j in k..6 {
                let u = w * 3 + j
                if u % 29 == 5 { out[gid.x] = u return } else { if u % 31 == 1 { out[gid.x] = j return } }
              }
              out[gid.x] = w + 1
            }
          }
          more[gid.x] = 1.0
          """,
          // The same of a loop in two forms.
          """
          let s = a[gid.x]
          let cx = f32(s % 3) * 0.25
          let cy = f32(s % 5) * 1e-15
          let x = f32(s % 11) * 0.03
          let y = f32(s % 13) * 1e-19
          for k in 0..9 {
            let x2 = x * x
            let y2 = y * y
            if x2 + y2 > 0.1 { out[gid.x] = k return }
            y = x * y * 2.0 + cy
            x = x2 - y2 + cx
          }
          out[gid.x] = s
          """,
          // Beyond the ends of buffers: near, far, and where the bytes before an index overflow.
          """
          let n = gid.x
          let near = a[96 + n] + a[160 + n] + u32(more[128 + n])
          let far = a[1073741824 + n] + a[2147483648 + n] + a[1073741823 - n] + a[0 - n - 1]
          out[n] = near + far + 1
          out[128 + n] = 5
          more[1073741824 + n] = 5.0
          more[2147483648 + n] = 5.0
          more[0 - n - 1] = 5.0
          barrier
          let old = atomic_add(out, 1073741824 + n, 3) + atomic_add(out, 128 + n, 3)
          barrier
          out[n] = out[n] + old
          """,
          // Nobody is left.
          """
          let n = 3
          out[gid.x] = 1
          if len(a) > 5 { return }
          n = n + 1
          for k in 0..n { barrier out[gid.x] = 2 }
          barrier
          out[gid.x] = u32(1i / i[3])
          """,
          // Copies of words and bytes.
          """
          if gid.x == 0 {
            async_load("t", a, out, 4, 100)
            async_load("u", a, shared, 3, 50)
            async_wait("t")
            async_wait("u")
            async_store("t", shared, out, 201, 47)
            async_wait("t")
          }
          """,
          """
          if lid.x == 1 {
            async_load("u", a, shared, 380, 1000)
            async_wait("u")
          }
          barrier
          out[gid.x] = shared[lid.x]
          barrier
          if gid.x == 2 { async_store("v", a, more, 32, 16) async_wait("v") return }
          """,
          "async_load(\"t\", a, out, 0, 4)",
          "if gid.x == 3 { async_wait(\"t\") }",
          "async_load(\"t\", a, out, 0, 4) if gid.x == 9 { return } async_wait(\"t\")",
          "async_load(\"t\", a, out, 0, 4) async_store(\"t\", a, out, 0, 4) async_wait(\"t\")",
          // Traps.
          "barrier out[gid.x] = u32(i[1] / i[3])",
          "let v = i[0] - 5i barrier out[gid.x] = subgroup_shuffle(gid.x, v)",
          "barrier let x = subgroup_add(i[0]) out[gid.x] = 3",
          "forever { barrier out[gid.x] = subgroup_add(1) }",
          "if lid.x == 1 { trap(\"t\", 1) } barrier out[gid.x] = 4");

  private static FusedRunner runner;

  @BeforeAll
  static void open() {
    String name = System.getProperty("vireo.test.device", "");
    assertTrue(!name.isBlank(), "device tests need -Dvireo.test.device=lavapipe or another driver");
    runner = FusedRunner.open(name, false);
  }

  @AfterAll
  static void close() {
    if (runner != null) {
      runner.close();
    }
    List<String> messages = ValidationLog.messages();
    ValidationLog.clear();
    assertEquals(List.of(), messages, "the validation layers are silent");
  }

  @TestFactory
  Stream<DynamicTest> shouldEndAsOnTheReference() {
    FusedBatch batch = new FusedBatch(runner, 1 << 12);
    List<DynamicTest> tests = new ArrayList<>();
    for (String statements : PROGRAMS) {
      Program program = Assembly.parse("constructs", HEAD + "main {\n" + statements + "}");
      ProgramGlsl glsl = batch.add(program);
      String name = statements.strip().lines().findFirst().orElseThrow();
      tests.add(DynamicTest.dynamicTest(name, () -> compare(program, glsl, batch)));
    }
    return tests.stream().onClose(batch::close);
  }

  private static ProgramMemory memory(Program program) {
    ByteBuffer words = ByteBuffer.allocate(4 * 96).order(ByteOrder.LITTLE_ENDIAN);
    for (int word = 0; word < 96; word++) {
      words.putInt(word * 0x9E37_79B9 >>> 20);
    }
    ByteBuffer ints = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    ints.putInt(3).putInt(-7).putInt(1).putInt(0);
    List<byte[]> inputs = List.of(new byte[4 * 128], words.array(), ints.array());
    return ProgramMemory.ofInputs(program, inputs);
  }

  /** Workgroup memory is a buffer of the program, but lies nowhere in the arena. */
  @Test
  void shouldBindNoMoreThanTheArenaHas() {
    Program program =
        Assembly.parse(
            "last",
            "workgroup 4 buffer out: read_write u32[64] output buffer own: workgroup u32[4]\n"
                + "main { own[lid.x] = gid.x barrier out[gid.x] = own[lid.x ^ 1] }");
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of());
    try (FusedRunner.Kernel kernel =
        runner.kernel(List.of(ProgramGlsl.of(program)), FusedRunner.arenaWords(memory))) {
      kernel.run(0, memory, new WorkgroupSize(16, 1, 1), FUEL, 16);
    }
    assertEquals(62, memory.word(0, 63));
    assertEquals(List.of(), ValidationLog.messages());
  }

  private static void compare(Program program, ProgramGlsl glsl, FusedBatch batch) {
    MachineRuns.Result expected = MachineRuns.evaluator(memory(program), FUEL);
    ProgramMemory found = memory(program);
    TrapCode trap = TrapCode.NONE;
    try {
      batch.run(glsl, found, found.grid(), FUEL);
    } catch (ProgramTrapException stopped) {
      trap = stopped.code();
    }
    assertEquals(expected.trap(), trap);
    if (trap == TrapCode.NONE) {
      Ulps.assertResults(program, expected.results(), found.results(), false);
    }
  }
}
