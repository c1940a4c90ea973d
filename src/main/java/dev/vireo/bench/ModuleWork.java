package dev.vireo.bench;

import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.ShaderFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Work of a shader, which is compiled to a module once and then run in several ways.
 *
 * @param name what it is called
 * @param file the shader's, with bindings in the order of the contents
 * @param contents words of the buffers
 * @param output number of the buffer that holds the result
 * @param groups workgroups of the grid, along x
 * @param items what throughput counts
 * @param unit what an item is
 */
record ModuleWork(
    String name, String file, int[][] contents, int output, int groups, long items, String unit) {
  private static final int SEED = 20_261_123;
  private static final int GROUP = 256;
  private static final int LARGE = 1 << 23;

  /**
   * Returns the shaders of the six programs, and four with shared memory or arrays.
   *
   * @param words words of the large ones, a multiple of 65,536
   */
  static List<ModuleWork> all(int words) {
    List<ModuleWork> all = new ArrayList<>();
    for (ProgramWork work : ProgramWork.all(words)) {
      String file = "bench/programs/" + work.shader() + ".comp";
      all.add(
          new ModuleWork(
              work.name(),
              file,
              work.contents(),
              work.output(),
              work.groups(),
              work.items(),
              work.unit()));
    }
    Random random = new Random(SEED);
    all.add(matmul(words < LARGE ? 128 : 512, random));
    all.add(ofGroups("scan", words / 16, random));
    all.add(ofGroups("bitonic", words / 64, random));
    all.add(edits(words / 256, random));
    return all;
  }

  private static String own(String name) {
    return "bench/modules/" + name + ".comp";
  }

  /** Sums stay below 2^24, where floats are exact. */
  private static ModuleWork matmul(int size, Random random) {
    int[][] contents = new int[3][size * size];
    for (int[] matrix : List.of(contents[0], contents[1])) {
      Arrays.setAll(matrix, i -> Float.floatToRawIntBits(random.nextInt(16)));
    }
    int[][] all = {contents[0], contents[1], contents[2], {size}};
    long items = (long) size * size * size;
    return new ModuleWork("matmul", own("matmul"), all, 2, size * size / GROUP, items, "products");
  }

  private static ModuleWork ofGroups(String name, int words, Random random) {
    int[][] contents = {random.ints(words).toArray(), new int[words]};
    return new ModuleWork(name, own(name), contents, 1, words / GROUP, words, "words");
  }

  private static ModuleWork edits(int pairs, Random random) {
    int[] letters = random.ints(8L * pairs).map(word -> word & 0x0303_0303).toArray();
    int[][] contents = {letters, new int[pairs]};
    return new ModuleWork("edits", own("edits"), contents, 1, pairs / 64, pairs, "pairs");
  }

  /** Compiles it; the same bytes run in all ways. */
  byte[] module(ShaderCompiler compiler) {
    return compile(compiler, file);
  }

  static byte[] compile(ShaderCompiler compiler, String file) {
    String source = "#line 1 \"shaders/" + file + "\"\n" + ShaderFiles.read(file);
    ByteBuffer module = compiler.compile(file, source);
    byte[] bytes = new byte[module.remaining()];
    module.get(bytes);
    return bytes;
  }
}
