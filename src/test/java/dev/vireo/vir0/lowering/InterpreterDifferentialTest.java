package dev.vireo.vir0.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.fuzz.RandomPrograms;
import dev.vireo.kernel.ProgramPaces;
import dev.vireo.kernel.ProgramRunner;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TestSeed;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs end alike on a device and on the reference, however little a dispatch does. */
@Tag("device")
class InterpreterDifferentialTest {
  private static final int PROGRAMS = 300;
  private static final long FUEL = 10_000_000;

  private static ProgramRunner runner;

  @BeforeAll
  static void open() {
    runner = InterpreterRuns.open();
  }

  @AfterAll
  static void close() {
    InterpreterRuns.close(runner);
  }

  @Test
  void shouldGiveTheReferencesResultsOfRandomPrograms() {
    Random seeds = new Random(TestSeed.seed());
    int ran = 0;
    for (int round = 0; round < PROGRAMS; round++) {
      RandomPrograms.Made made = RandomPrograms.make(new Random(seeds.nextLong()), false);
      try {
        ran += compare(made.program(), made.inputs()) == TrapCode.NONE ? 1 : 0;
      } catch (UnsupportedProgramException e) {
        assertTrue(e.construct().contains("control flow"), e.getMessage());
      } catch (RuntimeException | AssertionError failed) {
        throw new AssertionError(
            TestSeed.again(InterpreterDifferentialTest.class, round)
                + "\n"
                + Assembly.print(made.program()),
            failed);
      }
    }
    assertTrue(ran > PROGRAMS / 2, ran + " of " + PROGRAMS + " programs ran to their end");
  }

  private TrapCode compare(Program program, List<byte[]> inputs) {
    Bytecode code = ProgramLowering.lower(program);
    // Programs of one invocation a workgroup store anywhere: their results depend on the order.
    runner.runInOrder(program.workgroupSize().volume() == 1);
    ProgramMemory memory = ProgramMemory.ofInputs(program, inputs);
    MachineRuns.Result found = InterpreterRuns.run(runner, code, memory, memory.grid(), FUEL);
    ProgramMemory same = ProgramMemory.ofInputs(program, inputs);
    MachineRuns.Result expected = MachineRuns.evaluator(same, 10 * FUEL);
    boolean trapped = expected.trap() != TrapCode.NONE;
    assertEquals(trapped, found.trap() != TrapCode.NONE, expected.trap() + " and " + found.trap());
    for (int i = 0; i < expected.results().size() && !trapped; i++) {
      assertArrayEquals(expected.results().get(i), found.results().get(i), "result " + i);
    }
    return expected.trap();
  }

  @Test
  void shouldGiveTheSameResultsHoweverLittleADispatchDoes() {
    int[][] paces = {{1, 1, 1, 1}, {3, 2, 1, 2}, {32, 1, 3, 1}, {5, 7, 2, 1000}, {8, 50, 16, 3}};
    Random seeds = new Random(TestSeed.seed());
    for (int round = 0; round < 3; round++) {
      long seed = seeds.nextLong();
      for (int[] pace : paces) {
        ProgramPaces.set(runner, pace[0], pace[1], pace[2], pace[3]);
        compare(SWEPT, List.of(new byte[64]));
        RandomPrograms.Made made = RandomPrograms.make(new Random(seed), false);
        try {
          compare(made.program(), made.inputs());
        } catch (UnsupportedProgramException e) {
          assertTrue(e.construct().contains("control flow"), e.getMessage());
        }
      }
    }
  }

  /**
   * Barriers in a loop, workgroup memory, subgroups, bytes, atomics, invocations that end early.
   */
  private static final Program SWEPT =
      Assembly.parse(
          "swept",
          """
          workgroup 2, 3
          buffer out: read_write u32[24] output
          buffer count: read_write u32[16]
          buffer shared: workgroup u32[6]
          main {
            let me = lid.y * 2 + lid.x
            let v = subgroup_add(me + gid.x)
            shared[me] = v
            barrier
            for k in 0..3 {
              let other = shared[(me + 1) % 6]
              barrier
              shared[me] = other * 3 + k
              barrier
            }
            let old = atomic_add(count, me, 1)
            if me == 4 { return }
            barrier
            let f = f32(shared[me]) / 3.0
            out[wgid.x * 12 + wgid.y * 6 + me] = u32(fma(f, f, 0.5)) + shared[5] % 7
          }
          """);

  @Test
  void shouldStopProgramsThatNeverEnd() {
    Program endless =
        Assembly.parse(
            "endless",
            """
            workgroup 4
            buffer out: read_write u32[16] output
            main { forever { out[gid.x] = out[gid.x] + 1 } }
            """);
    Bytecode code = ProgramLowering.lower(endless);
    ProgramMemory memory = ProgramMemory.ofInputs(endless, List.of());
    ProgramTrapException error =
        assertThrows(
            ProgramTrapException.class, () -> runner.run(code, memory, memory.grid(), 20_000));
    assertEquals(TrapCode.FUEL, error.code());
    assertTrue(error.getMessage().contains("20000"), error.getMessage());
    assertTrue(error.path().startsWith("body[0]"), error.getMessage());
  }

  @Test
  void shouldRunExactlyAsFarAsTheFuelGoes() {
    Program counted =
        Assembly.parse(
            "counted",
            """
            workgroup 1
            buffer out: read_write u32[1] output
            main { for k in 0..100 { out[0] = k } }
            """);
    Bytecode code = ProgramLowering.lower(counted);
    ProgramMemory memory = ProgramMemory.ofInputs(counted, List.of());
    WorkgroupSize one = new WorkgroupSize(1, 1, 1);
    runner.run(code, memory, one, 99);
    assertEquals(99, memory.word(0, 0));
    assertThrows(ProgramTrapException.class, () -> runner.run(code, memory, one, 98));
  }

  @Test
  void shouldNameThePlaceOfATrap() {
    Program program =
        Assembly.parse(
            "trap",
            """
            workgroup 4
            buffer out: read_write u32[4] output
            buffer i: read_only i32[4]
            main { out[gid.x] = u32(7i / i[gid.x]) }
            """);
    Bytecode code = ProgramLowering.lower(program);
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of(new byte[16]));
    ProgramTrapException error =
        assertThrows(
            ProgramTrapException.class, () -> runner.run(code, memory, memory.grid(), FUEL));
    assertEquals(TrapCode.DIVISION, error.code());
    assertTrue(error.path().startsWith("body[0].body[0].value"), error.getMessage());
    assertEquals(0, memory.word(0, 0), "the memory is as it was");
  }

  @Test
  void shouldCountFarBeyondTheLoopsOfADriver() {
    Program program =
        Assembly.parse(
            "long",
            """
            workgroup 8
            buffer out: read_write u32[8] output
            main {
              let s = 0
              for k in 0..200000 { s = s + (k ^ gid.x) }
              out[gid.x] = s
            }
            """);
    compare(program, List.of());
  }

  @Test
  void shouldRefuseGridsAndWorkgroupsThatAreTooLarge() {
    Program program =
        Assembly.parse(
            "large",
            """
            workgroup 1024, 1024
            buffer out: read_write u32[1] output
            main { let x = 1.5 barrier out[0] = u32(x) }
            """);
    Bytecode code = ProgramLowering.lower(program);
    ProgramMemory memory = ProgramMemory.ofInputs(program, List.of());
    assertThrows(
        LaunchException.class,
        () -> runner.run(code, memory, new WorkgroupSize(1 << 20, 1 << 20, 1), FUEL));
  }
}
