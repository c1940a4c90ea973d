package dev.vireo.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.values.ProgramMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs made at random are compared, and what differs is written down. */
class FuzzTest {
  private static final long ENDS = 5; // a seed whose program does not trap

  @TempDir private Path folder;
  private final List<String> lines = new ArrayList<>();

  private Fuzz fuzz(FuzzTier.Runner runner) {
    return new Fuzz(List.of(new FuzzTier("fused", runner)), folder, "lavapipe", lines::add);
  }

  private static void evaluate(
      Program program, ProgramMemory memory, WorkgroupSize grid, long fuel) {
    new ProgramEvaluator(program).run(memory, grid, 10_000_000);
  }

  @Test
  void shouldFindNoDifferenceWhereThereIsNone() throws IOException {
    Fuzz fuzz = fuzz(FuzzTest::evaluate);
    for (int seed = 0; seed < 30; seed++) {
      fuzz.program(seed);
    }
    assertEquals(0, fuzz.mismatches());
    assertEquals(30, fuzz.programs());
    assertTrue(fuzz.trapped() < 15, fuzz.trapped() + " trapped");
    assertEquals(List.of(), lines);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void shouldLeaveWhatRepeatsADifference() throws IOException {
    Fuzz fuzz =
        fuzz(
            (program, memory, grid, fuel) -> {
              evaluate(program, memory, grid, fuel);
              memory.setWord(1, 7, ~memory.word(1, 7));
            });
    fuzz.program(ENDS);
    assertEquals(1, fuzz.mismatches());
    Path made = folder.resolve("seed-" + ENDS);
    Program program = ProgramCodec.decode(Files.readAllBytes(made.resolve("program.vir0")));
    String text = Files.readString(made.resolve("program.vir"));
    assertArrayEquals(
        ProgramCodec.encode(program), ProgramCodec.encode(Assembly.parse("program.vir", text)));
    byte[] expected = Files.readAllBytes(made.resolve("reference-out_u32.bin"));
    byte[] found = Files.readAllBytes(made.resolve("fused-out_u32.bin"));
    assertEquals(28, java.util.Arrays.mismatch(expected, found));
    assertEquals(256, Files.size(made.resolve("in-in_f32.bin")));
    String readme = Files.readString(made.resolve("README.txt"));
    assertTrue(readme.startsWith("out_u32[7]: expected "), readme);
    assertTrue(
        readme.contains("vireo fuzz --seed 5 --programs 1 --tier fused --device lavapipe\n"),
        readme);
    assertTrue(readme.contains("vireo exec program.vir0 --tier reference --buffer "), readme);
    assertTrue(lines.get(0).startsWith("seed 5, tier fused: out_u32[7]: expected "), lines.get(0));
  }

  @Test
  void shouldTakeATrapForADifferenceWhereTheReferenceHasNone() throws IOException {
    Fuzz fuzz =
        fuzz(
            (program, memory, grid, fuel) -> {
              throw new ProgramTrapException(TrapCode.DIVISION, NodePath.ROOT, "on purpose");
            });
    fuzz.program(ENDS);
    assertEquals(1, fuzz.mismatches());
    String trap = Files.readString(folder.resolve("seed-" + ENDS).resolve("fused-trap.txt"));
    assertTrue(trap.contains("on purpose"), trap);
  }

  @Test
  void shouldCountWhatATierRefuses() {
    Fuzz fuzz =
        fuzz(
            (program, memory, grid, fuel) -> {
              throw new UnsupportedProgramException("a thing", NodePath.ROOT, "leave it out");
            });
    fuzz.program(1);
    fuzz.program(2);
    assertEquals(0, fuzz.mismatches());
    assertEquals(Map.of("fused: a thing", 2), fuzz.unsupported());
  }
}
