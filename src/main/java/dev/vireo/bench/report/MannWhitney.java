package dev.vireo.bench.report;

import java.util.Arrays;

/**
 * The exact two-sided Mann-Whitney U test: how likely ranks as uneven as these are when both
 * samples come from one distribution, whatever that is. H. B. Mann and D. R. Whitney, "On a Test of
 * Whether one of Two Random Variables is Stochastically Larger than the Other", Annals of
 * Mathematical Statistics 18 (1947), whose recurrence counts the arrangements. Ties count half, and
 * the distribution without ties is used for them, which errs towards "no difference" little: values
 * that are measured seldom tie.
 */
final class MannWhitney {
  private MannWhitney() {}

  /** Returns the probability; 1 when a sample is empty. */
  static double twoSided(double[] first, double[] second) {
    int n = first.length;
    int m = second.length;
    if (n == 0 || m == 0) {
      return 1;
    }
    double u = 0;
    for (double a : first) {
      for (double b : second) {
        u += a > b ? 1 : a == b ? 0.5 : 0;
      }
    }
    double[] ways = arrangements(n, m);
    int smaller = (int) Math.ceil(Math.min(u, (double) n * m - u));
    double tail = 0;
    for (int i = 0; i <= smaller; i++) {
      tail += ways[i];
    }
    return Math.min(1, 2 * tail / Arrays.stream(ways).sum());
  }

  /** Returns in how many orders of n and m values each U comes out. */
  private static double[] arrangements(int n, int m) {
    double[][] rows = new double[m + 1][];
    for (int j = 0; j <= m; j++) {
      rows[j] = new double[] {1};
    }
    for (int i = 1; i <= n; i++) {
      double[][] next = new double[m + 1][];
      next[0] = new double[] {1};
      for (int j = 1; j <= m; j++) {
        next[j] = new double[i * j + 1];
        // The largest value is one of the first sample, above j others, or one of the second.
        for (int u = 0; u < rows[j].length; u++) {
          next[j][u + j] += rows[j][u];
        }
        for (int u = 0; u < next[j - 1].length; u++) {
          next[j][u] += next[j - 1][u];
        }
      }
      rows = next;
    }
    return rows[m];
  }
}
