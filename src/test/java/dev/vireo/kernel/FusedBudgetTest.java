package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.glsl.ProgramGlsl;
import org.junit.jupiter.api.Test;

class FusedBudgetTest {
  private static ProgramGlsl turns(int times) {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 2);
    var zero = program.u32(0);
    var to = times < 0 ? out.load(program.u32(1)) : program.u32(times);
    program.loop("i", zero, to, i -> out.store(zero, i));
    return ProgramGlsl.of(program.build());
  }

  @Test
  void shouldTakeProofBeforeWhatWasMeasured() {
    FusedBudget budget = new FusedBudget(1000, 1);
    assertTrue(budget.suits(turns(1000), 1000));
    assertFalse(budget.suits(turns(1001), 0), "it may be another branch's turn next");
  }

  @Test
  void shouldTakeWhatWasMeasuredWithAMargin() {
    FusedBudget budget = new FusedBudget(1000, 1);
    assertTrue(budget.suits(turns(-1), 62));
    assertFalse(budget.suits(turns(-1), 63));
  }
}
