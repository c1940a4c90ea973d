package dev.vireo.spirv.lowering;

import dev.vireo.vir0.WorkgroupSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A shader with its inputs, and what it must give.
 *
 * @param name of its file; without {@code .comp} if it is such
 * @param groups workgroups, all along x
 * @param push words of push constants
 * @param inputs words of the buffers 0.0, 0.1 and so on
 * @param expected words of those that count, by their numbers
 * @param tolerance 0 for words that must be equal; else floats may differ by so much of 1, or of
 *     their size if that is more
 * @param constants specialization constants
 * @param vulkan11 whether a pipeline of Vulkan 1.1's core features, without specialization
 *     constants, must give the same
 */
record ShaderCase(
    String name,
    int groups,
    int[] push,
    List<int[]> inputs,
    Map<Integer, int[]> expected,
    double tolerance,
    Map<Integer, Long> constants,
    boolean vulkan11) {
  static ShaderCase exact(
      String name, int groups, int[] push, List<int[]> inputs, Map<Integer, int[]> expected) {
    return new ShaderCase(name, groups, push, inputs, expected, 0, Map.of(), true);
  }

  ShaderCase within(double some) {
    return new ShaderCase(name, groups, push, inputs, expected, some, constants, vulkan11);
  }

  ShaderCase expecting(int buffer, int[] words) {
    Map<Integer, int[]> other = Map.of(buffer, words);
    return new ShaderCase(name, groups, push, inputs, other, tolerance, constants, vulkan11);
  }

  ShaderCase with(Map<Integer, Long> some) {
    return new ShaderCase(name, groups, push, inputs, expected, tolerance, some, vulkan11);
  }

  ShaderCase beyondCore() {
    return new ShaderCase(name, groups, push, inputs, expected, tolerance, constants, false);
  }

  WorkgroupSize grid() {
    return new WorkgroupSize(groups, 1, 1);
  }

  /** The contents of a program's buffers, in the order of its signature. */
  List<byte[]> contents(SpirvProgram program) {
    List<byte[]> contents = new ArrayList<>();
    for (var buffer : program.signature().buffers()) {
      String own = buffer.name();
      contents.add(
          bytes(own.equals(Buffers.PUSH) ? push : inputs.get(Integer.parseInt(own.substring(2)))));
    }
    return contents;
  }

  static byte[] bytes(int[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }

  /** Says what is wrong with a buffer's words; null if nothing is. */
  String mismatch(int buffer, int[] found) {
    int[] wanted = expected.get(buffer);
    for (int i = 0; i < wanted.length; i++) {
      if (!close(wanted[i], found[i])) {
        return String.format(
            "%s: word %d of buffer %d is %08X (%s) instead of %08X (%s)",
            name,
            i,
            buffer,
            found[i],
            Float.intBitsToFloat(found[i]),
            wanted[i],
            Float.intBitsToFloat(wanted[i]));
      }
    }
    return null;
  }

  private boolean close(int wanted, int found) {
    if (wanted == found || tolerance == 0) {
      return wanted == found;
    }
    float a = Float.intBitsToFloat(wanted);
    float b = Float.intBitsToFloat(found);
    return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
  }

  @Override
  public String toString() {
    return name;
  }
}
