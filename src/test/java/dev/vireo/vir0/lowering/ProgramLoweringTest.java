package dev.vireo.vir0.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TestSeed;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.Vir0Exception;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeListing;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Ulps;
import dev.vireo.vir0.wire.GoldenPrograms;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ProgramLoweringTest {
  @TestFactory
  Stream<DynamicTest> shouldGiveEveryGoldenResult() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs().stream().filter(golden -> !golden.fails()).toList(),
        golden -> {
          Program program = golden.program();
          Bytecode code = ProgramLowering.lower(program);
          Random random = new Random(TestSeed.seed());
          for (Random order : new Random[] {null, random}) {
            ProgramMemory memory = ProgramMemory.ofInputs(program, golden.inputs());
            MachineRuns.Result result = MachineRuns.machine(code, memory, 1_000_000, order);
            assertEquals(TrapCode.NONE, result.trap(), () -> result.place().toString());
            Ulps.assertResults(program, golden.outputs(), result.results(), golden.tolerant());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldFailWhereTheGoldenProgramFails() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs().stream().filter(GoldenPrograms.Case::fails).toList(),
        golden -> assertThrows(Vir0Exception.class, () -> fail(golden)));
  }

  private static void fail(GoldenPrograms.Case golden) {
    Bytecode code = ProgramLowering.lower(golden.program());
    ProgramMemory memory = ProgramMemory.ofInputs(golden.program(), golden.inputs());
    MachineRuns.Result result = MachineRuns.machine(code, memory, 1_000_000, null);
    if (result.trap() != TrapCode.NONE) {
      throw new ProgramTrapException(result.trap(), result.place(), "it trapped");
    }
  }

  private static Bytecode lower(String text) {
    return ProgramLowering.lower(Assembly.parse("test", text));
  }

  private static final String HEAD =
      """
      workgroup 4
      buffer out: read_write u32[16] output
      buffer a: read_only u32[16]
      buffer i: read_only i32[16]
      buffer f: read_only f32[16]
      buffer flags: read_only bool[16]
      buffer shared: workgroup u32[64]
      buffer spare: read_write u32[16]
      """;

  /** Runs statements on both, and returns how they ended. */
  private static TrapCode same(String statements) {
    Program program = Assembly.parse("test", HEAD + "main {" + statements + "}");
    Bytecode code = ProgramLowering.lower(program);
    byte[] ints = new byte[64];
    byte[] floats = new byte[64];
    for (int k = 0; k < 16; k++) {
      ints[4 * k] = (byte) (3 * k);
      floats[4 * k + 3] = (byte) (0x3D + k % 4);
      floats[4 * k + 2] = (byte) (37 * k);
    }
    floats[7] = (byte) 0xFF;
    floats[6] = (byte) 0xC0;
    List<byte[]> inputs = List.of(ints, ints, floats, ints, ints);
    ProgramMemory memory = ProgramMemory.ofInputs(program, inputs);
    MachineRuns.Result found =
        MachineRuns.machine(code, memory, 100_000, new Random(TestSeed.seed()));
    MachineRuns.Result expected = MachineRuns.evaluator(memory, 1_000_000);
    assertEquals(expected.trap(), found.trap(), () -> BytecodeListing.print(code));
    if (found.trap() == TrapCode.NONE) {
      Ulps.assertResults(program, expected.results(), found.results(), false);
    }
    return found.trap();
  }

  @Test
  void shouldComputeWhatTheEvaluatorComputes() {
    String[] expressions = {
      "a[gid.x] * 3 + gid.x",
      "gid.x + a[gid.x] * a[gid.x + 1]",
      "a[gid.x * 2 + 1 - 1] - a[gid.x]",
      "u32(f[gid.x] * f[gid.x + 1] + f[gid.x + 2])",
      "u32(f[gid.x] * f[gid.x + 1] - f[gid.x + 2] * 3.0)",
      "u32(1.0 - f[gid.x] * 2.0)",
      "u32(select(f[gid.x], 1.5, f[0]))",
      "u32(i[gid.x] - 5i < i[2]) + u32(f[gid.x] >= f[1]) * 2 + u32(!(f[gid.x] != f[1])) * 4",
      "i[gid.x] & -2i",
      "u32(f32(i[gid.x] - 9i) / 2.0) + u32(i32(f[gid.x]))",
      "abs_diff(a[gid.x], 7) + sat_sub(a[gid.x], 9) + rotl(a[gid.x], 31) + mul_high(a[3], ~0)",
      "len(a) + len(shared)",
      "u32(bool(a[gid.x]) && gid.x > 1 || false)",
      "a[f[0]] + a[f[gid.x + 2]] + a[i[1]]",
      "5 + 6 * 7 - u32(1.5 + 2.0)",
      "atomic_compare_exchange(spare, gid.x, expect 3, 99)",
      "atomic_max(spare, gid.x + 100, 1) + atomic_exchange(spare, gid.x, 8)"
    };
    for (String expression : expressions) {
      assertEquals(TrapCode.NONE, same("out[gid.x] = " + expression), expression);
    }
  }

  @Test
  void shouldRunControlFlowAsTheEvaluatorDoes() {
    assertEquals(
        TrapCode.NONE,
        same(
            """
            let s = 0
            for k in gid.x..a[gid.x] {
              if k % 3 == 0 { s = s + k } else if k % 3 == 1 { s = s ^ k } else {
                let t = s
                s = s * 3
                for m in 0..t % 4 { s = s + t + m }
              }
              if s > 1000 { let x = s  s = x - 1000  out[gid.x] = s  return }
            }
            out[gid.x] = s
            """));
    assertEquals(
        TrapCode.NONE,
        same(
            """
            let x = 1u
            let y = x
            x = 7u
            let z = x
            x = x + y
            for k in 0..x { x = x + z }
            out[gid.x] = x * 100 + y * 10 + z
            """));
  }

  @Test
  void shouldHoldInvocationsAtBarriers() {
    assertEquals(
        TrapCode.NONE,
        same(
            """
            shared[lid.x] = a[gid.x] + 1
            barrier
            for k in 0..3 {
              let v = shared[(lid.x + 1) % 4]
              barrier
              shared[lid.x] = v * 2 + k
              barrier<acq_rel>
            }
            if lid.x == 2 { return }
            barrier
            out[gid.x] = shared[lid.x] + subgroup_add(shared[lid.x] * 0)
            """));
    assertEquals(
        TrapCode.NONE,
        same(
            """
            let v = a[gid.x]
            let w = subgroup_add(v) + subgroup_ballot(v > 3)
            out[gid.x] = w + subgroup_shuffle(v, lid.x ^ 1) + u32(subgroup_add(f32(v)))
            """));
  }

  @Test
  void shouldTrapWhereTheEvaluatorTraps() {
    assertEquals(TrapCode.DIVISION, same("out[0] = u32(i[1] / i[0])"));
    assertEquals(TrapCode.INDEX, same("out[0] = a[i[0] - 1i]"));
    assertEquals(TrapCode.INDEX, same("out[0] = a[f[1]]"));
    assertEquals(TrapCode.TYPE, same("let x = flags[0] && true"));
    assertEquals(TrapCode.TYPE, same("out[0] = (i[0] & i[1]) + 1u"));
    assertEquals(TrapCode.TYPE, same("if (i[0] & i[1]) == 1u { out[0] = 1 }"));
    assertEquals(TrapCode.NONE, same("if gid.x > 100 { let x = flags[0] && true }"));
    assertEquals(TrapCode.TRAP, same("if gid.x == 2 { trap(\"t\", 5) }"));
    assertEquals(TrapCode.ASYNC_TAG, same("async_wait(\"t\")"));
    assertEquals(TrapCode.ASYNC_TAG, same("async_load(\"t\", a, out, 0, 4)"));
    assertEquals(
        TrapCode.DIVERGENCE,
        same("let x = 1 if lid.x == 0 { x = 0 } if x { barrier } else { barrier }"));
    assertEquals(TrapCode.FUEL, same("forever { out[0] = 1 }"));
  }

  @Test
  void shouldCopyBytesAndWords() {
    String copies =
        """
        if gid.x == 0 {
          async_load("t", a, out, %d, %d)
          async_load("u", a, shared, 0, 1000)
          async_wait("t")
          async_wait("u")
          async_store("t", shared, out, %d, %d)
          async_wait("t")
        }
        """;
    int[][] figures = {
      {0, 16, 32, 16}, {4, 1000, 60, 1000}, {1, 7, 33, 6}, {3, 99, 61, 9}, {90, 8, 70, 5}
    };
    for (int[] each : figures) {
      assertEquals(TrapCode.NONE, same(String.format(copies, each[0], each[1], each[2], each[3])));
    }
  }

  @Test
  void shouldRefuseWhatItHasNoFormForAndNameIt() {
    refuses("let x = 1u if gid.x > 9 { let y = cast<u8>(x) }", "a cast to u8");
    refuses("let x = i[0] & i[1] if gid.x > 1 { x = 5 } out[0] = x + 1", "control flow");
    refuses("if lid.x > 1 { let x = subgroup_add(1) }", "divergent");
    refuses("let x = call \"op\"(1)", "a call of 'op'");
    refuses("let x = atomic_fetch_nand(spare, 0, 1)", "fetch_nand");
    refuses("resume(\"t\")", "resume");
  }

  private static void refuses(String statements, String construct) {
    UnsupportedProgramException error =
        assertThrows(
            UnsupportedProgramException.class, () -> lower(HEAD + "main {" + statements + "}"));
    assertTrue(error.construct().contains(construct), error.getMessage());
    assertTrue(error.path().startsWith("body[0]"), error.getMessage());
  }

  @Test
  void shouldRefuseProgramsThatNeedTooManyRegisters() {
    StringBuilder lets = new StringBuilder();
    StringBuilder uses = new StringBuilder("out[gid.x] = 0");
    for (int k = 0; k < 40; k++) {
      lets.append("let v").append(k).append(" = a[gid.x + ").append(k).append("] ");
      uses.append(" + v").append(k);
    }
    Program program = Assembly.parse("test", HEAD + "main {" + lets + uses + "}");
    assertTrue(ProgramLowering.lower(program).registers() >= 40);
    UnsupportedProgramException error =
        assertThrows(UnsupportedProgramException.class, () -> ProgramLowering.lower(program, 16));
    assertTrue(error.construct().contains("registers"), error.getMessage());
  }

  @Test
  void shouldShareRegistersOfValuesThatAreNotNeededTogether() {
    StringBuilder statements = new StringBuilder();
    for (int k = 0; k < 100; k++) {
      statements.append("block { let v = a[gid.x] * 3 + 1 let w = v * v out[gid.x] = w ^ v } ");
    }
    Bytecode code = lower(HEAD + "main {" + statements + "}");
    assertTrue(code.registers() <= 4, () -> BytecodeListing.print(code));
  }

  @Test
  void shouldFuseWhatIsOftenTogether() {
    String listing =
        BytecodeListing.print(
            lower(
                HEAD
                    + """
                    main {
                      let s = 0.0
                      for k in 0..4 { s = s + f[gid.x + k] * 2.0 }
                      if s < 3.0 { out[gid.x * 4 + 2] = a[gid.x - 1] }
                    }
                    """));
    for (String op : List.of("FMAD", "LDXF", "NEXT", "JFNLT", "STX", "LDX ")) {
      assertTrue(listing.contains(op), op + " is missing in\n" + listing);
    }
    assertTrue(listing.contains("// body[0].body[1].body[0].value"), listing);
  }
}
