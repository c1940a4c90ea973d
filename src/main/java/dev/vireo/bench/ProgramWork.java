package dev.vireo.bench;

import dev.vireo.gpu.ShaderFiles;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.Program;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The same work as a program and as a shader written by hand.
 *
 * @param name what it is called
 * @param program the program
 * @param shader the shader's file, with bindings in the order of the program's buffers
 * @param contents words of the buffers
 * @param output number of the buffer that holds the result
 * @param groups workgroups of the grid, along x
 * @param items what throughput counts
 * @param unit what an item is
 */
record ProgramWork(
    String name,
    Program program,
    String shader,
    int[][] contents,
    int output,
    int groups,
    long items,
    String unit) {
  private static final int SEED = 20_261_123;
  private static final int AUTOMATON_SHARE = 64;
  private static final int AUTOMATON_LEAD = 4;
  private static final List<String> PATTERNS =
      List.of("vulkan", "kernel", "slot", "lane", "ring", "doorbell", "fuel", "trap");

  /**
   * Returns the six.
   *
   * @param words words of the large ones, a multiple of 65,536
   */
  static List<ProgramWork> all(int words) {
    Random random = new Random(SEED);
    return List.of(
        saxpy(words, random),
        stencil(words / 4, random),
        histogram(words, random),
        mandelbrot(Math.min(1 << 20, words / 4)),
        sha256(words / 256, random),
        automaton(words / 16, random));
  }

  private static Program read(String name) {
    String file = "bench/programs/" + name + ".vir";
    return Assembly.parse(file, ShaderFiles.read(file));
  }

  private static ProgramWork of(
      String name, int[][] contents, int output, int groups, long items, String unit) {
    return new ProgramWork(name, read(name), name, contents, output, groups, items, unit);
  }

  /** Numbers of few bits: no sum or product is rounded, whether a driver makes an fma of them. */
  private static int[] floats(int count, Random random) {
    int[] words = new int[count];
    Arrays.setAll(words, i -> Float.floatToRawIntBits(random.nextInt(4096) / 4096f));
    return words;
  }

  private static int[] words(int count, Random random) {
    return random.ints(count).toArray();
  }

  private static ProgramWork saxpy(int words, Random random) {
    int[][] contents = {floats(words, random), floats(words, random), new int[words]};
    return of("saxpy", contents, 2, words / 256, words, "words");
  }

  private static ProgramWork stencil(int words, Random random) {
    int[][] contents = {floats(words, random), new int[words]};
    return of("stencil", contents, 1, words / 256, words, "words");
  }

  private static ProgramWork histogram(int words, Random random) {
    return of(
        "histogram",
        new int[][] {words(words, random), new int[256]},
        1,
        words / 256,
        words,
        "words");
  }

  private static ProgramWork mandelbrot(int points) {
    return of("mandelbrot", new int[][] {new int[points]}, 0, points / 64, points, "points");
  }

  private static ProgramWork sha256(int blocks, Random random) {
    Program program = Assembly.parse("sha256.vir", Sha256Text.text());
    int[][] contents = {words(16 * blocks, random), new int[8 * blocks]};
    return new ProgramWork("sha256", program, "sha256", contents, 1, blocks / 64, blocks, "blocks");
  }

  private static ProgramWork automaton(int words, Random random) {
    int shares = words / AUTOMATON_SHARE;
    int[] text = new int[words + AUTOMATON_LEAD];
    byte[] bytes = new byte[4 * text.length];
    for (int at = 0; at < bytes.length; ) {
      String word = PATTERNS.get(random.nextInt(PATTERNS.size()));
      String piece = random.nextInt(4) == 0 ? word : word.substring(random.nextInt(word.length()));
      byte[] next = (piece + " ").getBytes(StandardCharsets.US_ASCII);
      int count = Math.min(next.length, bytes.length - at);
      System.arraycopy(next, 0, bytes, at, count);
      at += count;
    }
    for (int i = 0; i < bytes.length; i++) {
      text[i / 4] |= (bytes[i] & 0xFF) << 8 * (i % 4);
    }
    int[][] contents = {text, PatternTable.of(PATTERNS), new int[shares]};
    return of("automaton", contents, 2, shares / 64, 4L * words, "bytes");
  }
}
