package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Words.bits;
import static dev.vireo.spirv.lowering.Words.f;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Shaders whose control flow, types or workgroups have unusual shapes. */
final class ShapeShaders {
  private static final int[] NO_PUSH = {};

  private ShapeShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        flow(random),
        dims(),
        bytes(random),
        shapes(random),
        specBlocks(4, true, 2),
        specBlocks(7, false, 2),
        specBlocks(6, false, 3));
  }

  private static ShaderCase flow(Random random) {
    int[] values = Words.random(random, 61, 60);
    int[] expected = new int[4 * values.length];
    for (int i = 0; i < values.length; i++) {
      int[] own = {steps(values[i]), blocks(values[i]), search(values[i]), logic(values[i])};
      System.arraycopy(own, 0, expected, 4 * i, 4);
    }
    return ShaderCase.exact(
        "flow", 8, NO_PUSH, List.of(values, new int[expected.length]), Map.of(1, expected));
  }

  private static int logic(int v) {
    int calls = 1;
    boolean first = v > 40;
    if (first) {
      calls++;
      first = v % 3 == 0;
      if (!first) {
        calls++;
        first = v % 5 == 0;
      }
    }
    calls++;
    boolean logic = first ^ v % 2 == 0;
    calls++;
    int chosen = v > 30 ? v : 7;
    if (v >= 5 && v <= 30) {
      calls += 10;
      chosen = calls;
    }
    return calls << 16 | chosen << 1 | (logic ? 1 : 0);
  }

  private static int steps(int n) {
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      int kind = n + i & 7;
      if (kind == 0) {
        continue;
      }
      if (kind == 5) {
        for (int k = i; ; k++) {
          int step = k & 3;
          if (step == 1) {
            continue;
          }
          if (step == 3 && sum > 900) {
            return -sum;
          }
          sum += step == 2 ? k : step == 3 ? 7 : 0;
          if (k > i + 3) {
            break;
          }
        }
      } else if (kind == 6) {
        if (i > 9) {
          return sum;
        }
      } else {
        sum += kind == 3 ? 3 : 103;
      }
      sum ^= i;
    }
    return sum;
  }

  private static int blocks(int n) {
    if (n < 20) {
      return n;
    }
    int result = 2 * n;
    do {
      result++;
      if (result % 5 == 0) {
        continue;
      }
      if (result % 7 == 0) {
        break;
      }
      result += 2;
    } while (result < 3 * n);
    return (result & 1) == 0 ? result : -result;
  }

  private static int search(int n) {
    for (int left = n - 1; left >= 0; left--) {
      int at = (int) Math.ceil(Math.sqrt(left));
      boolean square = at * at == left;
      if (square && at == 4) {
        return 1000 + left;
      }
      if (square && at != 5 && at != 6 && left > 30) {
        return left;
      }
      if (left % 11 == 0 && left < 9) {
        return -at;
      }
    }
    return -1;
  }

  private static ShaderCase dims() {
    int groups = 3;
    int[] expected = new int[groups * 96];
    int[] sizes = {3, 2, 4};
    for (int i = 0; i < groups * 24; i++) {
      int group = i / 24;
      int[] me = {i % 3, i / 3 % 2, i % 24 / 6};
      int axis = me[2] % 3;
      int[] global = {group * 3 + me[0], me[1], me[2]};
      expected[4 * i] = (23 - i % 24) * 10 + group;
      expected[4 * i + 1] = global[axis];
      expected[4 * i + 2] = (axis == 0 ? groups : 1) << 8 | sizes[axis];
      expected[4 * i + 3] = global[0] * 100 + global[1] * 10 + global[2];
    }
    return ShaderCase.exact(
        "dims", groups, NO_PUSH, List.of(new int[expected.length]), Map.of(0, expected));
  }

  private static ShaderCase bytes(Random random) {
    byte[] input = new byte[64];
    random.nextBytes(input);
    ByteBuffer output = ByteBuffer.allocate(320).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 64; i++) {
      int to = Integer.reverse(i) >>> 26;
      int value = input[i] & 0xFF;
      output.put(to, (byte) (input[i] >> 1));
      output.putShort(64 + 2 * to, (short) (value * value - 1));
      output.putShort(192 + 2 * to, (short) Expressions.half(value / 4f));
    }
    int[] bytes = new int[16];
    int[] expected = new int[80];
    ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(bytes);
    output.asIntBuffer().get(expected);
    return ShaderCase.exact("bytes", 64, NO_PUSH, List.of(bytes, new int[80]), Map.of(1, expected))
        .beyondCore();
  }

  private static ShaderCase shapes(Random random) {
    int[] given = Words.randomFloats(random, 24);
    int[] expected = new int[40];
    for (int me = 0; me < 4; me++) {
      float[][] own = new float[3][2];
      for (int i = 0; i < 6; i++) {
        own[i / 2][i % 2] = f(given[6 * me + i]);
      }
      shapes(me, own, expected);
    }
    return ShaderCase.exact("shapes", 1, NO_PUSH, List.of(given, new int[40]), Map.of(1, expected))
        .within(1e-5);
  }

  private static void shapes(int me, float[][] own, int[] expected) {
    int k = me % 3;
    int j = me & 1;
    float[][][] table = {
      {{own[0][0], own[1][0], own[2][0]}, {own[0][1], own[1][1], own[2][1]}},
      {{1, 0, 0}, {0, 1, 0}}
    };
    table[j][1 - j][2] += own[k][0];
    table[j][1 - j][0] += own[k][1];
    table[1 - j][j][k] = -own[k][j];
    float[][] square = new float[2][2];
    float[][] product = new float[2][3];
    for (int i = 0; i < 12; i++) {
      square[i % 2][i / 2 % 2] += i / 4 < 3 ? own[i / 4][i / 2 % 2] * table[0][i % 2][i / 4] : 0;
    }
    for (int i = 0; i < 12; i++) {
      product[i % 2][i / 4] += table[1][i / 2 % 2][i / 4] * square[i % 2][i / 2 % 2];
    }
    float[] v = {square[0][0], square[0][1], square[1][0], square[1][1]};
    v[me & 3] = 8;
    float[] turned = {v[3] + 4, (v[2] + 3) * 2, (v[1] + 2) * 2, v[0] + 1};
    boolean some = false;
    boolean all = true;
    float sum = 0;
    for (int row = 0; row < 3; row++) {
      boolean less = own[k][row % 2] < product[j][row];
      some |= less;
      all &= less;
      for (int column = 0; column < 2; column++) {
        sum += table[j][column][row] * (1 << row + 3 * column);
        expected[6 * me + 2 * row + column] = bits(product[column][row]);
      }
    }
    float[] more = {me == 1 ? 16 : 0, 32, some && !all ? 64 : 0, sum};
    for (int i = 0; i < 4; i++) {
      expected[24 + 4 * me + i] = bits(turned[i] + more[i]);
    }
  }

  private static ShaderCase specBlocks(int count, boolean once, int kind) {
    int[][] own = new int[8][count];
    int last = count > 4 ? 4 : 0;
    for (int me = 0; me < 8; me++) {
      for (int i = 0; i < count; i++) {
        own[me][i] =
            me
                + i
                + (count > 4 && i == 4 ? 100 : 0)
                + (i == last ? 7 : 0)
                + (count > 5 && i == 2 ? 9 : i == 3 ? 2 : 0);
      }
      own[me][0] += 1000;
      while (kind != 3 && !once && own[me][0] < 5000) {
        own[me][0] += 1000;
      }
      own[me][1] = kind == 3 ? 5 : own[me][1];
      own[me][0] ^= kind == 2 ? 6 : 4;
    }
    int[] expected = new int[8];
    for (int me = 0; me < 8; me++) {
      int sum = (int) (count * 1.5f);
      for (int i = 0; i < count; i++) {
        sum = sum * 31 + own[(me + 1) % 8][i];
      }
      expected[me] = sum;
    }
    Map<Integer, Long> constants =
        Map.of(
            0, 4L, 1, 2L, 2, (long) count, 3, once ? 1L : 0L, 4, (long) kind, 5, (long) bits(1.5));
    return ShaderCase.exact("specblocks", 1, NO_PUSH, List.of(new int[8]), Map.of(0, expected))
        .with(constants)
        .beyondCore();
  }
}
