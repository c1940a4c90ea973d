package dev.vireo.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MannWhitneyTest {
  @Test
  void shouldCountArrangementsExactly() {
    // Of C(8,4) = 70 orders two are as uneven as this one.
    assertEquals(
        2.0 / 70,
        MannWhitney.twoSided(new double[] {1, 2, 3, 4}, new double[] {5, 6, 7, 8}),
        1e-12);
    // U = 1: the orders with U = 0 and U = 1, twice.
    assertEquals(
        4.0 / 70,
        MannWhitney.twoSided(new double[] {1, 2, 3, 5}, new double[] {4, 6, 7, 8}),
        1e-12);
    assertEquals(2.0 / 48_620, MannWhitney.twoSided(range(0, 9), range(9, 18)), 1e-12);
    assertEquals(2.0 / 3432, MannWhitney.twoSided(range(7, 14), range(0, 7)), 1e-12);
  }

  private static double[] range(int from, int to) {
    return java.util.stream.IntStream.range(from, to).mapToDouble(i -> i).toArray();
  }

  @Test
  void shouldFindNothingInEqualOrEmptySamples() {
    assertEquals(1, MannWhitney.twoSided(new double[] {3, 3, 3}, new double[] {3, 3, 3}));
    assertEquals(1, MannWhitney.twoSided(new double[0], new double[] {1, 2}));
    assertEquals(1, MannWhitney.twoSided(new double[] {1, 4}, new double[] {2, 3}));
  }
}
