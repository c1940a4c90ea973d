package dev.vireo.vir0.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.fuzz.RandomPrograms;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramValidator;
import dev.vireo.vir0.TestSeed;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Random programs give the same results as bytecode, as trees, as bytes and as text. */
@Tag("once")
class DifferentialProgramTest {
  private static final int PROGRAMS = 3_000;

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void shouldGiveTheSameResultsAsBytecodeAndAsATree() {
    Random seeds = new Random(TestSeed.seed());
    int ran = 0;
    int trapped = 0;
    for (int round = 0; round < PROGRAMS; round++) {
      long seed = seeds.nextLong();
      RandomPrograms.Made made = RandomPrograms.make(new Random(seed), true);
      try {
        TrapCode trap = compare(made, new Random(seed));
        ran += trap == TrapCode.NONE ? 1 : 0;
        trapped += trap == TrapCode.DIVISION ? 1 : 0;
      } catch (UnsupportedProgramException e) {
        assertTrue(e.construct().contains("control flow"), e.getMessage());
      } catch (RuntimeException | AssertionError failed) {
        throw new AssertionError(
            TestSeed.again(DifferentialProgramTest.class, round)
                + "\n"
                + Assembly.print(made.program()),
            failed);
      }
    }
    assertTrue(ran > PROGRAMS * 6 / 10, ran + " of " + PROGRAMS + " programs ran to their end");
    assertTrue(trapped > 0, "no program divided by zero");
  }

  private static TrapCode compare(RandomPrograms.Made made, Random random) {
    Program program = made.program();
    ProgramValidator.require(program, true);
    Bytecode code = ProgramLowering.lower(program);
    ProgramMemory memory = ProgramMemory.ofInputs(program, made.inputs());
    MachineRuns.Result found = MachineRuns.machine(code, memory, 1_000_000, random);
    MachineRuns.Result expected = MachineRuns.evaluator(memory, 10_000_000);
    boolean trapped = expected.trap() != TrapCode.NONE;
    assertEquals(trapped, found.trap() != TrapCode.NONE, expected.trap() + " and " + found.trap());
    if (!trapped) {
      for (int i = 0; i < expected.results().size(); i++) {
        assertArrayEquals(expected.results().get(i), found.results().get(i), "result " + i);
      }
    }
    return expected.trap();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void shouldSurviveBytesAndText() {
    Random random = new Random(TestSeed.seed());
    for (int round = 0; round < 500; round++) {
      Program program = RandomPrograms.make(random, true).program();
      assertEquals(
          program, Assembly.parse("random", Assembly.print(program)), () -> "text of " + program);
      byte[] blob = ProgramCodec.encode(program);
      assertArrayEquals(blob, ProgramCodec.encode(ProgramCodec.decode(blob)));
    }
  }
}
