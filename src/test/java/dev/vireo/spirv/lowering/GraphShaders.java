package dev.vireo.spirv.lowering;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Shaders that search: ways, trees, lists, mazes. */
final class GraphShaders {
  private static final int[] NO_PUSH = {};

  private GraphShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        floyd(random), queens(), tree(random), lists(random), flood(random), merge(random));
  }

  private static ShaderCase floyd(Random random) {
    int size = 12;
    int[] ways = random.ints(size * size, 1, 100).toArray();
    int[] least = ways.clone();
    int[] through = new int[size * size];
    for (int i = 0; i < size * size; i++) {
      through[i] = i / size;
      least[i] = i / size == i % size ? 0 : least[i];
    }
    for (int k = 0; k < size; k++) {
      for (int i = 0; i < size * size; i++) {
        int sum = least[i / size * size + k] + least[k * size + i % size];
        if (sum < least[i]) {
          least[i] = sum;
          through[i] = through[k * size + i % size];
        }
      }
    }
    int[] expected = new int[size * size];
    for (int i = 0; i < size * size; i++) {
      int steps = 0;
      for (int node = i % size; node != i / size; node = through[i / size * size + node]) {
        steps++;
      }
      expected[i] = least[i] | steps << 24;
    }
    return ShaderCase.exact("floyd", 1, NO_PUSH, List.of(ways), Map.of(0, expected));
  }

  private static ShaderCase queens() {
    int size = 6;
    int all = (1 << size) - 1;
    int[] expected = new int[1 + size];
    for (int first = 0; first < size; first++) {
      int[] counts = new int[2];
      place(all, 1 << first, 2 << first, 1 << first >> 1, counts);
      expected[0] += counts[0];
      expected[1 + first] = counts[1];
    }
    return ShaderCase.exact(
        "queens", 1, NO_PUSH, List.of(new int[expected.length]), Map.of(0, expected));
  }

  private static void place(int all, int columns, int left, int right, int[] counts) {
    for (int open = all & ~(columns | left | right); open != 0; open &= open - 1) {
      int place = open & -open;
      counts[1]++;
      if ((columns | place) == all) {
        counts[0]++;
      } else {
        place(all, columns | place, (left | place) << 1, (right | place) >> 1, counts);
      }
    }
  }

  private static ShaderCase tree(Random random) {
    int[] keys = random.ints(64, -1000, 1000).toArray();
    int[] sorted = keys.clone();
    Arrays.sort(sorted);
    List<int[]> inputs = List.of(keys, new int[193], new int[64]);
    return ShaderCase.exact("tree", 1, NO_PUSH, inputs, Map.of(2, sorted));
  }

  private static ShaderCase lists(Random random) {
    int groups = 3;
    int[] values = Words.random(random, 16 * groups, 100_000);
    int[] expected = new int[16 * groups];
    for (int bucket = 0; bucket < 4 * groups; bucket++) {
      int group = bucket / 4;
      int own = bucket % 4;
      int[] found =
          Arrays.stream(values, 16 * group, 16 * (group + 1)).filter(v -> (v & 3) == own).toArray();
      int[] sums = {
        found.length,
        Arrays.stream(found).sum(),
        Arrays.stream(found).min().orElse(-1),
        Arrays.stream(found).max().orElse(0)
      };
      System.arraycopy(sums, 0, expected, 4 * bucket, 4);
    }
    return ShaderCase.exact(
        "lists", groups, NO_PUSH, List.of(values, new int[16 * groups]), Map.of(1, expected));
  }

  private static ShaderCase flood(Random random) {
    int[] rows = new int[16];
    for (int i = 0; i < 256; i++) {
      rows[i / 16] |= random.nextInt(10) < 3 && i != 0 ? 1 << i % 16 : 0;
    }
    int[] distances = new int[256];
    Arrays.fill(distances, -1);
    distances[0] = 0;
    for (int round = 0; round < 256; round++) {
      for (int i = 0; i < 256; i++) {
        if (distances[i] == round) {
          reach(rows, distances, i % 16 + 1, i / 16, round + 1);
          reach(rows, distances, i % 16 - 1, i / 16, round + 1);
          reach(rows, distances, i % 16, i / 16 + 1, round + 1);
          reach(rows, distances, i % 16, i / 16 - 1, round + 1);
        }
      }
    }
    return ShaderCase.exact("flood", 1, NO_PUSH, List.of(rows, new int[256]), Map.of(1, distances));
  }

  private static void reach(int[] rows, int[] distances, int x, int y, int distance) {
    boolean inside = x >= 0 && y >= 0 && x < 16 && y < 16;
    if (inside && (rows[y] >>> x & 1) == 0 && distances[16 * y + x] < 0) {
      distances[16 * y + x] = distance;
    }
  }

  private static ShaderCase merge(Random random) {
    int[] data = random.ints(128, -50, 50).toArray();
    int[] sorted = data.clone();
    Arrays.sort(sorted, 0, 64);
    Arrays.sort(sorted, 64, 128);
    return ShaderCase.exact("merge", 2, NO_PUSH, List.of(data), Map.of(0, sorted));
  }
}
