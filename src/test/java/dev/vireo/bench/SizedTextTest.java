package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.lowering.ProgramLowering;
import org.junit.jupiter.api.Test;

class SizedTextTest {
  @Test
  void shouldDoWhatJavaDoes() {
    for (int statements : new int[] {1, 8, 100}) {
      int[] words = new int[SizedText.WORDS];
      words[5] = 0xDEADBEEF;
      var code = ProgramLowering.lower(Assembly.parse("sized.vir", SizedText.vir(statements, 77)));
      new BytecodeMachine(code.image(), new int[][] {words}, 1L << 32, null)
          .run(new WorkgroupSize(SizedText.WORDS / SizedText.LANES, 1, 1));
      assertEquals(SizedText.result(0xDEADBEEF, statements, 77), words[5]);
      assertEquals(SizedText.result(0, statements, 77), words[6]);
    }
  }

  @Test
  void shouldHaveConstantsOfItsOwnForEachNumber() {
    assertTrue(!SizedText.vir(4, 1).equals(SizedText.vir(4, 2)));
    String shader = SizedText.glsl(4, 1);
    assertEquals(4, shader.split("a = \\(a \\^", -1).length - 1, shader);
  }
}
