package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.spirv.lowering.Specialization;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the benchmark's own shaders compute, by other means, in their first workgroup. */
@Tag("once")
class ModuleWorkTest {
  private static final int WORDS = 65_536;

  private static int[] first(String name, int count) {
    ModuleWork work = work(name);
    try (ShaderCompiler compiler = new ShaderCompiler()) {
      SpirvProgram program = SpirvProgram.of(work.module(compiler), Specialization.DEFAULT);
      int[][] contents = Arrays.stream(work.contents()).map(int[]::clone).toArray(int[][]::new);
      new BytecodeMachine(program.code().image(), contents, 1L << 30, null)
          .run(new WorkgroupSize(1, 1, 1));
      return Arrays.copyOf(contents[work.output()], count);
    }
  }

  private static ModuleWork work(String name) {
    return ModuleWork.all(WORDS).stream()
        .filter(own -> own.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldMultiplyRowsByColumns() {
    int[][] contents = work("matmul").contents();
    int size = contents[3][0];
    int[] expected = new int[16];
    for (int column = 0; column < 16; column++) {
      float sum = 0;
      for (int k = 0; k < size; k++) {
        float a = Float.intBitsToFloat(contents[0][k]);
        sum += a * Float.intBitsToFloat(contents[1][k * size + column]);
      }
      expected[column] = Float.floatToRawIntBits(sum);
    }
    assertArrayEquals(expected, first("matmul", 16));
  }

  @Test
  void shouldSumWhatStandsBefore() {
    int[] words = work("scan").contents()[0];
    int[] expected = new int[256];
    for (int i = 1; i < 256; i++) {
      expected[i] = expected[i - 1] + words[i - 1];
    }
    assertArrayEquals(expected, first("scan", 256));
  }

  @Test
  void shouldSort() {
    int[] sorted =
        Arrays.stream(work("bitonic").contents()[0], 0, 256)
            .boxed()
            .sorted(Integer::compareUnsigned)
            .mapToInt(word -> word)
            .toArray();
    assertArrayEquals(sorted, first("bitonic", 256));
  }

  @Test
  void shouldCountEdits() {
    int[] pairs = work("edits").contents()[0];
    int[] expected = new int[64];
    for (int i = 0; i < 64; i++) {
      int[][] table = new int[17][17];
      for (int at = 0; at < 17 * 17; at++) {
        int x = at % 17;
        int y = at / 17;
        if (x == 0 || y == 0) {
          table[y][x] = x + y;
          continue;
        }
        int own = letter(pairs, 8 * i, x - 1);
        int change = table[y - 1][x - 1] + (own == letter(pairs, 8 * i + 4, y - 1) ? 0 : 1);
        table[y][x] = Math.min(change, 1 + Math.min(table[y - 1][x], table[y][x - 1]));
      }
      expected[i] = table[16][16];
    }
    assertArrayEquals(expected, first("edits", 64));
  }

  private static int letter(int[] words, int from, int at) {
    return words[from + at / 4] >>> 8 * (at % 4) & 0xFF;
  }
}
