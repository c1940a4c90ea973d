package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Words.bits;
import static dev.vireo.spirv.lowering.Words.f;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Shaders that solve equations, and that compute with large numbers and modulo others. */
final class AlgebraShaders {
  private static final int[] NO_PUSH = {};
  private static final long PRIME = 65_521;

  private AlgebraShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        cholesky(random),
        tridiagonal(random),
        givens(random),
        lu(random),
        bigint(random),
        modexp(random),
        montecarlo());
  }

  private static int[] words(double[] values) {
    return Arrays.stream(values).mapToInt(Words::bits).toArray();
  }

  private static double[] floats(int[] words) {
    return Arrays.stream(words).mapToDouble(Words::f).toArray();
  }

  private static ShaderCase cholesky(Random random) {
    int n = 8;
    double[] m = floats(Words.randomFloats(random, n * n));
    double[] input = new double[n * n + n];
    double[] a = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      for (int k = 0; k < n; k++) {
        a[i] += m[i / n * n + k] * m[i % n * n + k];
      }
      a[i] = f(bits(a[i] + (i / n == i % n ? 4 : 0)));
      input[i] = a[i];
    }
    double[] x = floats(Words.randomFloats(random, n));
    System.arraycopy(x, 0, input, n * n, n);
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k <= i; k++) {
        double sum = a[i * n + k];
        for (int j = 0; j < k; j++) {
          sum -= l[i * n + j] * l[k * n + j];
        }
        l[i * n + k] = i == k ? Math.sqrt(sum) : sum / l[k * n + k];
      }
    }
    for (int k = 0; k < n; k++) {
      x[k] /= l[k * n + k];
      for (int i = k + 1; i < n; i++) {
        x[i] -= l[i * n + k] * x[k];
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      x[k] /= l[k * n + k];
      for (int i = 0; i < k; i++) {
        x[i] -= l[k * n + i] * x[k];
      }
    }
    double[] expected = Arrays.copyOf(l, n * n + n);
    System.arraycopy(x, 0, expected, n * n, n);
    List<int[]> inputs = List.of(words(input), new int[n * n + n]);
    return ShaderCase.exact("cholesky", 1, NO_PUSH, inputs, Map.of(1, words(expected)))
        .within(1e-4);
  }

  private static ShaderCase tridiagonal(Random random) {
    int systems = 2;
    double[] rows = floats(Words.randomFloats(random, 64 * systems));
    double[] expected = new double[16 * systems];
    for (int system = 0; system < systems; system++) {
      int base = 64 * system;
      rows[base] = 0;
      rows[base + 62] = 0;
      double[] own = new double[16];
      double[] right = new double[16];
      for (int i = 0; i < 16; i++) {
        rows[base + 4 * i + 1] += 4;
        double factor = i == 0 ? 0 : rows[base + 4 * i] / own[i - 1];
        double above = i == 0 ? 0 : rows[base + 4 * i - 2];
        own[i] = rows[base + 4 * i + 1] - factor * above;
        right[i] = rows[base + 4 * i + 3] - factor * (i == 0 ? 0 : right[i - 1]);
      }
      for (int i = 15; i >= 0; i--) {
        double next = i == 15 ? 0 : expected[16 * system + i + 1];
        expected[16 * system + i] = (right[i] - rows[base + 4 * i + 2] * next) / own[i];
      }
    }
    List<int[]> inputs = List.of(words(rows), new int[16 * systems]);
    return ShaderCase.exact("tridiagonal", systems, NO_PUSH, inputs, Map.of(1, words(expected)))
        .within(1e-5);
  }

  private static ShaderCase givens(Random random) {
    int count = 8;
    int[] given = Words.randomFloats(random, 16 * count);
    given[1] = 0;
    given[2] = 0;
    given[3] = 0; // nothing to turn in this column
    int[] expected = new int[32 * count];
    for (int i = 0; i < count; i++) {
      double[] r = floats(Arrays.copyOfRange(given, 16 * i, 16 * (i + 1)));
      for (int column = 0; column < 3; column++) {
        for (int row = 3; row > column; row--) {
          double x = r[4 * column + row - 1];
          double y = r[4 * column + row];
          double size = Math.hypot(x, y);
          for (int k = 0; k < 4 && size != 0; k++) {
            double upper = r[4 * k + row - 1];
            double lower = r[4 * k + row];
            r[4 * k + row - 1] = (x * upper + y * lower) / size;
            r[4 * k + row] = (x * lower - y * upper) / size;
          }
        }
      }
      System.arraycopy(given, 16 * i, expected, 32 * i, 16);
      System.arraycopy(words(r), 0, expected, 32 * i + 16, 16);
    }
    List<int[]> inputs = List.of(given, new int[expected.length]);
    return ShaderCase.exact("givens", 2, NO_PUSH, inputs, Map.of(1, expected)).within(1e-5);
  }

  private static ShaderCase lu(Random random) {
    int count = 8;
    int[] given = Words.random(random, 36 * count, (int) PRIME);
    Arrays.fill(given, 36, 36 + 3, 0); // rows must change places
    Arrays.fill(given, 42, 42 + 2, 0);
    System.arraycopy(given, 2 * 36 + 6, given, 2 * 36 + 24, 6); // and this one is singular
    int[] expected = new int[2 * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          determinant(Arrays.copyOfRange(given, 36 * i, 36 * (i + 1))), 0, expected, 2 * i, 2);
    }
    return ShaderCase.exact(
        "lu", 2, NO_PUSH, List.of(given, new int[expected.length]), Map.of(1, expected));
  }

  private static int[] determinant(int[] words) {
    long[] m = Arrays.stream(words).asLongStream().toArray();
    long result = 1;
    for (int k = 0; k < 6; k++) {
      int pivot = k;
      while (pivot < 6 && m[6 * pivot + k] == 0) {
        pivot++;
      }
      if (pivot == 6) {
        return new int[] {0, k};
      }
      for (int i = 0; i < 6 && pivot != k; i++) {
        long kept = m[6 * k + i];
        m[6 * k + i] = m[6 * pivot + i];
        m[6 * pivot + i] = kept;
      }
      result = pivot == k ? result : PRIME - result;
      result = result * m[7 * k] % PRIME;
      long inverse = BigInteger.valueOf(m[7 * k]).modInverse(BigInteger.valueOf(PRIME)).longValue();
      for (int row = k + 1; row < 6; row++) {
        long factor = m[6 * row + k] * inverse % PRIME;
        for (int i = k; i < 6; i++) {
          m[6 * row + i] = Math.floorMod(m[6 * row + i] - factor * m[6 * k + i], PRIME);
        }
      }
    }
    return new int[] {(int) result, 6};
  }

  private static BigInteger big(int[] words, int from) {
    BigInteger value = BigInteger.ZERO;
    for (int i = 7; i >= 0; i--) {
      value = value.shiftLeft(32).add(BigInteger.valueOf(words[from + i] & 0xFFFF_FFFFL));
    }
    return value;
  }

  private static void put(BigInteger value, int[] words, int to) {
    for (int i = 0; i < 8; i++) {
      words[to + i] = value.shiftRight(32 * i).intValue();
    }
  }

  private static ShaderCase bigint(Random random) {
    int count = 8;
    int[] given = random.ints(16L * count).toArray();
    Arrays.fill(given, 0, 8, -1);
    Arrays.fill(given, 9, 16, 0);
    int[] expected = new int[24 * count];
    for (int i = 0; i < count; i++) {
      BigInteger a = big(given, 16 * i);
      BigInteger b = big(given, 16 * i + 8);
      put(a.add(b), expected, 24 * i);
      put(a.subtract(b), expected, 24 * i + 8);
      put(a.multiply(b).multiply(b.add(b)), expected, 24 * i + 16);
    }
    return ShaderCase.exact(
        "bigint", 2, NO_PUSH, List.of(given, new int[expected.length]), Map.of(1, expected));
  }

  private static ShaderCase modexp(Random random) {
    int[] given = new int[32];
    int[] expected = new int[48];
    for (int i = 0; i < 16; i++) {
      BigInteger n =
          i % 4 == 0
              ? BigInteger.probablePrime(i == 0 ? 62 : 20, random)
              : new BigInteger(20, random).setBit(19).setBit(0);
      BigInteger base = n.shiftRight(1).xor(BigInteger.valueOf(0x1_2345_6789L));
      BigInteger power = base.modPow(BigInteger.valueOf(77L * i), n);
      given[2 * i] = n.intValue();
      given[2 * i + 1] = n.shiftRight(32).intValue();
      expected[2 * i] = power.intValue();
      expected[2 * i + 1] = power.shiftRight(32).intValue();
      expected[32 + i] = passes(2, n) && passes(3, n) && passes(5, n) ? 1 : 0;
    }
    return ShaderCase.exact("modexp", 4, NO_PUSH, List.of(given, new int[48]), Map.of(1, expected))
        .beyondCore();
  }

  private static boolean passes(int witness, BigInteger n) {
    BigInteger last = n.subtract(BigInteger.ONE);
    int twos = last.getLowestSetBit();
    BigInteger x = BigInteger.valueOf(witness).modPow(last.shiftRight(twos), n);
    boolean passes = x.equals(BigInteger.ONE) || x.equals(last);
    for (int i = 1; i < twos; i++) {
      x = x.multiply(x).mod(n);
      passes |= x.equals(last);
    }
    return passes;
  }

  private static ShaderCase montecarlo() {
    int inside = 0;
    int least = -1;
    int most = 0;
    for (long me = 0; me < 64; me++) {
      long way = 7L << 32 | me << 1 | 1;
      long state = way + (me << 32 | 42);
      state = state * 0x5851_F42D_4C95_7F2DL + way;
      for (int i = 0; i < 5; i++) {
        int word = Integer.rotateRight((int) ((state >>> 18 ^ state) >>> 27), (int) (state >>> 59));
        state = state * 0x5851_F42D_4C95_7F2DL + way;
        least = Integer.compareUnsigned(word, least) < 0 ? word : least;
        most = Integer.compareUnsigned(word, most) > 0 ? word : most;
        long x = word & 0xFFFF;
        long y = Short.toUnsignedInt((short) (word >>> 16));
        inside += x * x / 2 + y * y / 2 < 0x7FFF_0000L ? 1 : 0;
      }
    }
    return ShaderCase.exact(
        "montecarlo",
        2,
        NO_PUSH,
        List.of(new int[] {0, -1, 0}),
        Map.of(0, new int[] {inside, least, most}));
  }
}
