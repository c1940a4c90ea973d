package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Arrays of invocations: those that never change lie among the constants. */
class TablesTest {
  private static final String HEAD =
      "#version 450\nlayout(local_size_x = 4) in;\n"
          + "layout(std430, binding = 0) buffer B { uint b[]; };\n";

  private static Bytecode lower(String body) {
    byte[] module = Shaders.compileText("tables", HEAD + body, true);
    return SpirvProgram.of(module, Specialization.DEFAULT).code();
  }

  private static long count(Bytecode code, BytecodeOp op) {
    return IntStream.range(0, code.instructions()).filter(pc -> code.op(pc) == op).count();
  }

  private static int[] run(Bytecode code, int... words) {
    int[] buffer = words.clone();
    new BytecodeMachine(code.image(), new int[][] {buffer}, 1000, null)
        .run(new WorkgroupSize(1, 1, 1));
    return buffer;
  }

  @Test
  void shouldReadConstantArraysWhereTheConstantsAre() {
    Bytecode code =
        lower(
            "const uint T[5] = uint[](7, 70, 700, 7000, 9);\n"
                + "void main() { uint i = gl_LocalInvocationID.x;\n"
                + "  b[i] = T[b[i]] + T[(b[i] + 1) % 5] + T[2]; }\n");
    assertEquals(2, count(code, BytecodeOp.LDT));
    assertEquals(0, code.workgroupWords());
    assertArrayEquals(new int[] {777, 1470, 716, 8400}, run(code, 0, 1, 4, 2));
  }

  @Test
  void shouldTakeNoArrayForATableThatChanges() {
    Bytecode code =
        lower(
            "void main() { uint i = gl_LocalInvocationID.x;\n"
                + "  uint t[4] = uint[](1, 2, 3, 4);\n"
                + "  t[b[i]] = 50;\n"
                + "  b[i] = t[0] + t[(b[i] + i) % 4]; }\n");
    assertEquals(0, count(code, BytecodeOp.LDT));
    assertArrayEquals(new int[] {51, 5, 2, 2}, run(code, 1, 2, 2, 1));
  }

  @Test
  void shouldClearOnlyWhatWorkgroupsShare() {
    Bytecode code =
        lower(
            "shared uint s[3];\n"
                + "void main() { uint i = gl_LocalInvocationID.x;\n"
                + "  uint t[8];\n"
                + "  for (uint k = 0; k < 8; k++) { t[k ^ i] = k; }\n"
                + "  atomicAdd(s[b[i] % 3], t[b[i] % 8]);\n"
                + "  barrier(); b[i] = s[i % 3]; }\n");
    assertEquals(3, code.clearedWords());
    assertEquals(3 + 4 * 8, code.workgroupWords());
    assertArrayEquals(new int[] {3, 3, 0, 3}, run(code, 0, 1, 1, 0));
  }

  @Test
  void shouldTurnWordsInOneInstruction() {
    Bytecode code =
        lower(
            "void main() { uint i = gl_LocalInvocationID.x; uint x = b[i];\n"
                + "  b[i] = (x << 7 | x >> 25) + (x >> i | x << 32 - i) + (x << 3 | x >> 28); }\n");
    assertEquals(2, count(code, BytecodeOp.ROTL));
    int[] words = {0x8000_0001, 5, -77, 0x1234_5678};
    int[] turned = new int[4];
    for (int i = 0; i < 4; i++) {
      int x = words[i];
      turned[i] = Integer.rotateLeft(x, 7) + Integer.rotateRight(x, i) + (x << 3 | x >>> 28);
    }
    assertArrayEquals(turned, run(code, words));
  }
}
