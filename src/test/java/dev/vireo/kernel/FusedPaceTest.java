package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.glsl.ProgramGlsl;
import org.junit.jupiter.api.Test;

/** How far a dispatch of a compiled program may go. */
class FusedPaceTest {
  private static final int WIDTH = 8;
  private static final long ENDLESS = 1L << 40;

  private static ProgramGlsl program(String statements) {
    return ProgramGlsl.of(
        Assembly.parse(
            "pace",
            """
            workgroup 8
            buffer a: read_write u32[64] output
            buffer shared: workgroup u32[4096]
            main { %s }
            """
                .formatted(statements)));
  }

  private static long fuel(String statements, long turns) {
    return new FusedPace(WIDTH, () -> turns).fuel(program(statements), ENDLESS);
  }

  @Test
  void shouldAllowWhatTheProbeMeasured() {
    assertEquals(58_979, fuel("for i in 0..a[gid.x] { a[gid.x] = i }", 58_980));
    assertEquals(
        58_978 / WIDTH,
        fuel("for i in 0..a[gid.x] { for j in 0..a[i] { a[gid.x] = j } }", 58_980),
        "an inner loop may run longest for another invocation each time");
    assertEquals(58_979 - 512, fuel("for i in 0..a[0] { shared[i] = i }", 58_980), "clearing");
    assertEquals((1 << 24) - 1, fuel("for i in 0..a[gid.x] { a[gid.x] = i }", Integer.MAX_VALUE));
  }

  @Test
  void shouldGiveNoMoreThanWasAskedFor() {
    ProgramGlsl program = program("for i in 0..a[gid.x] { a[gid.x] = i }");
    assertEquals(100, new FusedPace(WIDTH, () -> fail("no probe")).fuel(program, 100));
    assertEquals(9_000, new FusedPace(WIDTH, () -> 58_980).fuel(program, 9_000));
  }

  @Test
  void shouldChargeATurnForEveryLoopInTheLoopThatTurns() {
    String loops =
        """
        for i in 0..a[0] {
          if a[i] == 1 { for j in 0..a[j0] { a[j] = i } }
          for k in 0..9 { for l in 0..a[k] { a[l] = i } }
        }
        """
            .replace("j0", "i");
    ProgramGlsl program = program(loops);
    assertEquals(4, program.turnCost());
    String text = program.function("program");
    assertTrue(text.contains("FUSED_CHARGE(fusedFuel, 4u)"), text);
    assertTrue(text.contains("FUSED_CHARGE(fusedFuel, 2u)"), text);
    assertTrue(text.contains("FUSED_CHARGE(fusedFuel, 1u)"), text);
    assertEquals(400, new FusedPace(WIDTH, () -> 58_980).fuel(program, 100), "100 turns");
    ProgramGlsl known = program("for i in 0..10 { for j in 0..20 { a[j] = i } }");
    assertEquals(10 * 2 + 10 * 20, known.mostTurns().orElseThrow());
  }

  @Test
  void shouldNotProbeForLoopsThatAreSurelyShort() {
    FusedPace pace = new FusedPace(WIDTH, () -> fail("no probe"));
    for (String loop :
        new String[] {
          "a[0] = 1",
          "for i in 0..1000 { a[i] = i }",
          "for i in 2..a[0] % 7 { for j in 0..min(a[1], 100) { a[i] = j } }",
          "for i in 0..a[0] & 255 { a[i] = i } for j in 5..2 { a[j] = j }",
          "if a[0] == 1 { for i in 0..9 { a[i] = i } } else { for i in 0..9 { a[i] = 2 } }"
        }) {
      ProgramGlsl program = program(loop);
      assertTrue(FusedPace.brief(program), loop);
      assertTrue(pace.fuel(program, ENDLESS) >= program.mostTurns().orElseThrow(), loop);
    }
  }

  @Test
  void shouldTakeLoopsForLongWhoseBoundsAreNotKnown() {
    for (String loop :
        new String[] {
          "for i in 0..a[0] { a[i] = i }",
          "for i in 0..100 { for j in 0..a[0] { a[j] = i } }",
          "for i in 0..200000 { a[0] = i }",
          "for i in 0..70000 { for j in 0..70000 { a[0] = j } }",
          "if a[0] == 1 { for i in 0..a[0] + 5 { a[i] = i } }"
        }) {
      assertFalse(FusedPace.brief(program(loop)), loop);
    }
  }
}
