package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scalar instructions give what the specification says, over edge values. */
class ExpressionsTest {
  private static final long FUEL = 10_000_000;

  @Test
  void shouldComputeWhatTheSpecificationSays() {
    List<Expression> expressions = Expressions.all();
    int[] results = reference(expressions, true);
    assertEquals(List.of(), ExpressionShader.mismatches(expressions, results));
  }

  @Test
  void shouldComputeTheSameWithoutTheCompilersOptimisation() {
    List<Expression> expressions = Expressions.all();
    int[] results = reference(expressions, false);
    assertEquals(List.of(), ExpressionShader.mismatches(expressions, results));
  }

  static int[] reference(List<Expression> expressions, boolean optimised) {
    byte[] module =
        Shaders.compileText("expressions", ExpressionShader.source(expressions), optimised);
    SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
    ShaderCase shader = ExpressionShader.shader(expressions);
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), shader.contents(program));
    BytecodeMachine.run(program.code(), memory, shader.grid(), FUEL);
    int[] results = new int[memory.bytes(1) / 4];
    Arrays.setAll(results, word -> memory.word(1, word));
    return results;
  }
}
