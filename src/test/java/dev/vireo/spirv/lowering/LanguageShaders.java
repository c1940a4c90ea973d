package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Words.bits;
import static dev.vireo.spirv.lowering.Words.f;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Shaders that use what the language has: types, layouts, control flow, constants. */
final class LanguageShaders {
  private static final int[] NO_PUSH = {};

  private LanguageShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        wide(random),
        narrow(random),
        layouts(random),
        control(random),
        specialised(),
        lastBlock(random),
        subgroups(random),
        machine(),
        floatAtomics(random),
        transpose(random),
        outside());
  }

  private static int[] words(List<Long> values) {
    int[] words = new int[2 * values.size()];
    for (int i = 0; i < values.size(); i++) {
      words[2 * i] = (int) (long) values.get(i);
      words[2 * i + 1] = (int) (values.get(i) >>> 32);
    }
    return words;
  }

  private static ShaderCase wide(Random random) {
    List<Long> values = new ArrayList<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 3L));
    values.addAll(List.of(0xFFFF_FFFFL, 0x1_0000_0000L, 63L, random.nextLong(), random.nextLong()));
    List<Long> results = new ArrayList<>();
    for (long a : values) {
      for (long b : values) {
        results.addAll(wide(a, b));
      }
    }
    int count = values.size() * values.size();
    List<int[]> inputs = List.of(words(values), new int[58 * count]);
    return ShaderCase.exact("wide", (count + 7) / 8, NO_PUSH, inputs, Map.of(1, words(results)))
        .beyondCore();
  }

  private static long bool(boolean... values) {
    long bits = 0;
    for (int i = 0; i < values.length; i++) {
      bits |= values[i] ? 1L << i : 0;
    }
    return bits;
  }

  private static List<Long> wide(long a, long b) {
    int order = Long.compareUnsigned(a, b);
    boolean divides = b != 0 && !(a == Long.MIN_VALUE && b == -1);
    float unsigned = toFloat(a);
    return List.of(
        a + b,
        a - b,
        a * b,
        b == 0 ? 7 : Long.divideUnsigned(a, b),
        b == 0 ? 7 : Long.remainderUnsigned(a, b),
        divides ? a / b : 7,
        a << b,
        a >>> b,
        a >> b,
        a & b,
        a | b,
        a ^ b,
        ~a,
        -a,
        bool(order < 0, order <= 0, order > 0, order >= 0),
        bool(a < b, a <= b, a > b, a >= b),
        bool(a == b, a != b),
        (long) (int) a,
        a & 0xFFFF_FFFFL,
        Float.floatToRawIntBits(unsigned) & 0xFFFF_FFFFL,
        Float.floatToRawIntBits(a) & 0xFFFF_FFFFL,
        Math.abs((float) a) < 1e18 ? (long) (float) a : 0,
        order < 0 ? a : b,
        Long.rotateLeft(a, 32),
        Math.abs(a),
        (long) Long.signum(a),
        a ^ b,
        Math.min(Math.max(a, -100), b),
        divides ? Math.floorMod(a, b) : 7);
  }

  private static float toFloat(long unsigned) {
    return new java.math.BigInteger(Long.toUnsignedString(unsigned)).floatValue();
  }

  private static ShaderCase narrow(Random random) {
    ByteBuffer input = ByteBuffer.allocate(320).order(ByteOrder.LITTLE_ENDIAN);
    short[] shorts = new short[64];
    byte[] bytes = new byte[64];
    float[] halves = new float[64];
    for (int i = 0; i < 64; i++) {
      shorts[i] = (short) random.nextInt();
      bytes[i] = (byte) random.nextInt();
      halves[i] = (random.nextInt(4001) - 2000) / 16f;
    }
    random.nextBytes(bytes);
    for (int i = 0; i < 64; i++) {
      input.putShort(2 * i, shorts[i]).put(128 + i, bytes[i]);
      input.putShort(192 + 2 * i, (short) Expressions.half(halves[i]));
    }
    ByteBuffer output = ByteBuffer.allocate(320).order(ByteOrder.LITTLE_ENDIAN);
    int[] results = new int[256];
    for (int i = 0; i < 64; i++) {
      int next = i + 1 & 63;
      output.putShort(2 * i, (short) (shorts[i] + shorts[next] * 3));
      output.put(128 + i, (byte) (bytes[i] * bytes[next] + 1));
      output.putShort(192 + 2 * i, (short) Expressions.half(halves[i] * 2 + 0.25f));
      int[] own = {shorts[i] >> 3, shorts[i] >> 2, (bytes[i] & 0xFF) - 300, (int) (halves[i] * 8)};
      System.arraycopy(own, 0, results, 4 * i, 4);
    }
    List<int[]> inputs = List.of(words(input), new int[80], new int[256]);
    return ShaderCase.exact("narrow", 4, NO_PUSH, inputs, Map.of(1, words(output), 2, results))
        .beyondCore();
  }

  private static int[] words(ByteBuffer bytes) {
    int[] words = new int[bytes.capacity() / 4];
    bytes.rewind().asIntBuffer().get(words);
    return words;
  }

  /** The offsets of the three layouts are written out here as the specification has them. */
  private static ShaderCase layouts(Random random) {
    int[] block = Words.randomFloats(random, 36);
    int outer = 2 * 4 + 12;
    int[] storage = new int[4 + 2 * outer];
    System.arraycopy(Words.randomFloats(random, 2 * outer), 0, storage, 4, 2 * outer);
    int k = 1;
    storage[0] = k;
    int[] packed = Words.randomFloats(random, 18);
    List<Double> result = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      result.add((double) f(block[4 * i]));
    }
    for (int column = 0; column < 3; column++) {
      result.add((double) f(block[12 + 4 * column]));
      result.add((double) f(block[13 + 4 * column]));
      result.add((double) f(block[24 + 4 * k + column]));
    }
    result.add((double) f(block[34]) + f(block[35]));
    for (int o = 0; o < 2; o++) {
      float[] own = new float[outer];
      for (int i = 0; i < outer; i++) {
        own[i] = f(storage[4 + o * outer + i]);
      }
      result.add((double) own[4 * k + k] + own[3]);
      result.add(determinant(own));
      for (int row = 0; row < 3; row++) {
        result.add(
            (double) own[8 + row] * own[4] + own[12 + row] * own[5] + own[16 + row] * own[6]);
      }
    }
    result.add((double) f(packed[3 * k + 1]) + f(packed[11]));
    for (int i = 0; i < 6; i++) {
      result.add((double) f(packed[12 + i % 3 * 2 + i / 3]));
    }
    result.add(2.0);
    int[] expected = result.stream().mapToInt(Words::bits).toArray();
    List<int[]> inputs = List.of(block, storage, packed, new int[expected.length]);
    return ShaderCase.exact("layouts", 1, NO_PUSH, inputs, Map.of(3, expected))
        .within(1e-5)
        .beyondCore();
  }

  private static double determinant(float[] own) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      int next = 8 + 4 * ((i + 1) % 3);
      int last = 8 + 4 * ((i + 2) % 3);
      sum +=
          own[8 + 4 * i]
              * ((double) own[next + 1] * own[last + 2] - (double) own[last + 1] * own[next + 2]);
    }
    return sum;
  }

  private static ShaderCase control(Random random) {
    int[] values = Words.random(random, 60, 400);
    int[] results = new int[6 * values.length];
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(Controls.all(values[i]), 0, results, 6 * i, 6);
    }
    return ShaderCase.exact(
        "control", 4, NO_PUSH, List.of(values, new int[results.length]), Map.of(1, results));
  }

  private static ShaderCase specialised() {
    int area = 36 + 6;
    int[] expected = new int[area];
    for (int i = 0; i < area; i++) {
      expected[i] = bits(-(area - 1f - i) * 0.5f);
    }
    return ShaderCase.exact("specialised", 1, NO_PUSH, List.of(new int[area]), Map.of(0, expected))
        .with(Map.of(0, 4L, 1, 6L, 2, (long) bits(0.5), 3, 1L, 4, 3L))
        .beyondCore();
  }

  private static ShaderCase lastBlock(Random random) {
    int[] values = random.ints(256).toArray();
    int[] total = {Arrays.stream(values).sum()};
    List<int[]> inputs = List.of(values, new int[17], new int[1]);
    return ShaderCase.exact("lastblock", 16, NO_PUSH, inputs, Map.of(2, total));
  }

  private static ShaderCase subgroups(Random random) {
    int[] values = Words.random(random, 64, 1000);
    int[] results = new int[66];
    for (int i = 0; i < 64; i++) {
      results[i + 1] = results[i] + values[i];
    }
    results[65] = 3;
    return ShaderCase.exact(
        "subgroups", 1, NO_PUSH, List.of(values, new int[66]), Map.of(1, results));
  }

  /** Counts down from ten, and then raises the argument to its fourth power. */
  private static ShaderCase machine() {
    int push = 0;
    int argument = 1 << 24;
    int add = 2 << 24;
    int multiply = 3 << 24;
    int copy = 4 << 24;
    int swap = 5 << 24;
    int jump = 6 << 24;
    int end = 7 << 24;
    int[] code = {
      push | 10,
      push | 0xFF_FFFF,
      add,
      copy,
      jump | 1,
      argument,
      swap,
      add,
      copy,
      multiply,
      copy,
      multiply,
      end
    };
    int[] results = new int[8];
    for (int i = 0; i < 8; i++) {
      results[i] = i * i * i * i;
    }
    return ShaderCase.exact("machine", 1, NO_PUSH, List.of(code, new int[8]), Map.of(1, results));
  }

  private static ShaderCase floatAtomics(Random random) {
    int[] values = new int[64];
    int[] parts = new int[256];
    float sum = 0;
    for (int i = 0; i < 64; i++) {
      float value = (random.nextInt(2001) - 1000) / 8f;
      values[i] = bits(value);
      sum += value;
      float whole = (int) value;
      int exponent = value == 0 ? 0 : Math.getExponent(value) + 1;
      float[] own = {value - whole, whole, Math.scalb(value, -exponent), exponent};
      System.arraycopy(Words.floats(own), 0, parts, 4 * i, 4);
    }
    List<int[]> inputs = List.of(values, new int[1], new int[256]);
    Map<Integer, int[]> expected = Map.of(1, new int[] {bits(sum)}, 2, parts);
    return ShaderCase.exact("floatatomics", 2, NO_PUSH, inputs, expected).within(1e-30);
  }

  private static ShaderCase transpose(Random random) {
    int width = 16;
    int height = 8;
    int[] source = random.ints(width * height).toArray();
    int[] target = new int[source.length];
    for (int i = 0; i < source.length; i++) {
      target[i % width * height + i / width] = source[i];
    }
    return ShaderCase.exact(
        "transpose",
        4,
        new int[] {width, height},
        List.of(source, new int[source.length]),
        Map.of(1, target));
  }

  /** A pipeline may do otherwise, so it is not compared with one. */
  private static ShaderCase outside() {
    int[] values = {1, 20, 30, 40};
    int[] results = new int[16];
    int[] list = {1, 2, 3, 4};
    for (int me = 0; me < 8; me++) {
      int far = 3 * me < values.length ? values[3 * me] : 0;
      results[me] = far + (4 * me < 8 ? 5 : 0) + 1;
      boolean inside = 1 + me < 4;
      results[me + 8] = list[me & 3] + (inside && 1 + me == (me & 3) ? 10 : 0);
    }
    return ShaderCase.exact("outside", 1, NO_PUSH, List.of(values, new int[16]), Map.of(1, results))
        .beyondCore();
  }
}
