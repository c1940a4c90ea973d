package dev.vireo.vir0.lowering;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.kernel.ProgramRunner;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.Vir0Exception;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Ulps;
import dev.vireo.vir0.wire.GoldenPrograms;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The interpreter on a device gives what the reference gives. */
@Tag("device")
@ExtendWith(SilentValidation.class)
class InterpreterDeviceTest {
  private static final long FUEL = 1_000_000;

  private static ProgramRunner runner;

  @BeforeAll
  static void open() {
    runner = InterpreterRuns.open();
  }

  @AfterAll
  static void close() {
    InterpreterRuns.close(runner);
  }

  private static ProgramMemory run(GoldenPrograms.Case golden) {
    Program program = golden.program();
    Bytecode code = ProgramLowering.lower(program);
    ProgramMemory memory = ProgramMemory.ofInputs(program, golden.inputs());
    runner.run(code, memory, memory.grid(), FUEL);
    return memory;
  }

  @TestFactory
  Stream<DynamicTest> shouldGiveEveryGoldenResult() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs().stream().filter(golden -> !golden.fails()).toList(),
        golden ->
            Ulps.assertResults(
                golden.program(), golden.outputs(), run(golden).results(), golden.tolerant()));
  }

  @TestFactory
  Stream<DynamicTest> shouldFailWhereTheGoldenProgramFails() {
    return GoldenPrograms.tests(
        GoldenPrograms.programs().stream().filter(GoldenPrograms.Case::fails).toList(),
        golden -> assertThrows(Vir0Exception.class, () -> run(golden)));
  }
}
