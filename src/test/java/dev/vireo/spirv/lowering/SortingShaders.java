package dev.vireo.spirv.lowering;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Shaders that sum, sort and count. */
final class SortingShaders {
  private static final int[] NO_PUSH = {};

  private SortingShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        reduction(random),
        scan(random),
        bitonic(random),
        radix(random),
        compaction(random),
        histogram(random),
        hashTable(random),
        components(random),
        atomics(random));
  }

  private static ShaderCase reduction(Random random) {
    int[] values = random.ints(200).toArray();
    int least =
        Arrays.stream(values).reduce(-1, (a, b) -> Integer.compareUnsigned(a, b) < 0 ? a : b);
    int most = Arrays.stream(values).max().getAsInt();
    int[] expected = {Arrays.stream(values).sum(), least, most};
    int[] start = {0, -1, Integer.MIN_VALUE};
    return ShaderCase.exact("reduction", 4, NO_PUSH, List.of(values, start), Map.of(1, expected));
  }

  private static ShaderCase scan(Random random) {
    int[] values = Words.random(random, 256, 1000);
    int[] sums = values.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += i % 128 == 0 ? 0 : sums[i - 1];
    }
    return ShaderCase.exact("scan", 2, NO_PUSH, List.of(values, new int[256]), Map.of(1, sums));
  }

  private static ShaderCase bitonic(Random random) {
    int[] entries = new int[256];
    for (int i = 0; i < 128; i++) {
      entries[2 * i] = random.nextInt();
      entries[2 * i + 1] = i;
    }
    int[] order =
        IntStream.range(0, 128)
            .boxed()
            .sorted(Comparator.comparingInt(i -> entries[2 * i]))
            .flatMapToInt(i -> IntStream.of(entries[2 * i], entries[2 * i + 1]))
            .toArray();
    return ShaderCase.exact("bitonic", 1, NO_PUSH, List.of(entries), Map.of(0, order));
  }

  private static ShaderCase radix(Random random) {
    int[] keys = random.ints(64).toArray();
    int[] sorted =
        Arrays.stream(keys).boxed().sorted(Integer::compareUnsigned).mapToInt(i -> i).toArray();
    return ShaderCase.exact("radix", 1, NO_PUSH, List.of(keys), Map.of(0, sorted));
  }

  private static ShaderCase compaction(Random random) {
    int[] values = random.ints(150, -100, 100).toArray();
    int[] kept = Arrays.stream(values).filter(value -> value > -20).toArray();
    int[] expected = new int[151];
    expected[0] = kept.length;
    System.arraycopy(kept, 0, expected, 1, kept.length);
    return ShaderCase.exact(
        "compaction", 1, new int[] {-20}, List.of(values, new int[151]), Map.of(1, expected));
  }

  private static ShaderCase histogram(Random random) {
    int[] values = random.ints(300).toArray();
    int[] bins = new int[16];
    Arrays.stream(values).forEach(value -> bins[value & 15]++);
    return ShaderCase.exact("histogram", 3, NO_PUSH, List.of(values, new int[16]), Map.of(1, bins));
  }

  private static ShaderCase hashTable(Random random) {
    int[] keys = random.ints(200, 1, 60).toArray();
    int[] counts =
        Arrays.stream(keys)
            .map(key -> (int) Arrays.stream(keys).filter(other -> other == key).count())
            .toArray();
    return ShaderCase.exact(
        "hashtable", 1, NO_PUSH, List.of(keys, new int[256], new int[200]), Map.of(2, counts));
  }

  private static ShaderCase components(Random random) {
    int[] edges = Words.random(random, 80, 64);
    int[] labels = IntStream.range(0, 64).toArray();
    for (int round = 0; round < 64; round++) {
      for (int i = 0; i < edges.length; i += 2) {
        int least = Math.min(labels[edges[i]], labels[edges[i + 1]]);
        labels[edges[i]] = least;
        labels[edges[i + 1]] = least;
      }
    }
    return ShaderCase.exact(
        "components", 1, NO_PUSH, List.of(edges, new int[64]), Map.of(1, labels));
  }

  private static ShaderCase atomics(Random random) {
    int[] values = random.ints(32).toArray();
    int[] start = {3, -1, 4, 5, -1, 2, 0, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, 6, 7};
    int[] end = start.clone();
    for (int v : values) {
      end[0] += v;
      end[1] &= v;
      end[2] |= v;
      end[3] ^= v;
      end[4] = Integer.compareUnsigned(v, end[4]) < 0 ? v : end[4];
      end[5] = Integer.compareUnsigned(v, end[5]) > 0 ? v : end[5];
      end[8] = Math.min(end[8], v);
      end[9] = Math.max(end[9], v);
      end[10] -= v;
    }
    int[] words = end.clone();
    words[6] = 88;
    int[] shared = Arrays.copyOf(end, 12 + 32);
    shared[6] = 32;
    shared[11] = 77;
    Arrays.fill(shared, 12, 44, 1);
    List<int[]> inputs = List.of(values, start, new int[44]);
    return ShaderCase.exact("atomics", 1, NO_PUSH, inputs, Map.of(1, words, 2, shared));
  }
}
