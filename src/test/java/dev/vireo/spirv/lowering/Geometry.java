package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Words.f;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What {@code geometry.comp} computes, in doubles. */
final class Geometry {
  private static final int COUNT = 10;

  private Geometry() {}

  static ShaderCase shader(Random random) {
    int[] given = Words.randomFloats(random, 16 * COUNT);
    List<Double> results = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      double[][] columns = new double[4][4];
      for (int k = 0; k < 16; k++) {
        columns[k / 4][k % 4] = f(given[16 * i + k]);
      }
      add(results, columns, i);
    }
    int[] expected = results.stream().mapToInt(Words::bits).toArray();
    List<int[]> inputs = List.of(given, new int[expected.length]);
    return ShaderCase.exact("geometry", 2, new int[0], inputs, Map.of(1, expected)).within(1e-4);
  }

  private static void add(List<Double> out, double[][] m, int number) {
    double[] a = m[0];
    double[] b = m[1];
    double[] c = m[2];
    double[] d = m[3];
    double[] unitB = scale(first(b), 1 / length(first(b)));
    double[] unitA = scale(first(a), 1 / length(first(a)));
    put(out, cross(a, b), length(sum(a, scale(b, -1))));
    put(out, scale(a, 1 / length(a)));
    put(out, sum(first(a), scale(unitB, -2 * dot(unitB, first(a)))), dot(a, b));
    put(out, refract(unitA, unitB, 0.8f), 0);
    put(out, scale(a, dot(c, b) < 0 ? 1 : -1));
    put(out, times(m, a));
    put(out, dot(a, a), dot(a, b), dot(a, c), dot(a, d));
    double[] row = {a[2], b[2], c[2], d[2]};
    put(out, times(m, row));
    put(out, scale(a, b[1]));
    double least = a[0] * b[1] - b[0] * a[1];
    put(out, determinant(m, 4), determinant(m, 3), least, Math.hypot(c[0], c[1]));
    put(out, 1, 0, 0, 0);
    put(out, 0, 0, 0, 1);
    put(out, first(d), 1);
    put(out, each(c, (x, i) -> x * x / (1 + Math.abs(x))));
    put(out, each(a, (x, i) -> c[i] < d[i] ? b[i] : x));
    double positive = java.util.Arrays.stream(a).filter(x -> x > 0).count();
    double element = m[number & 3][number >> 1 & 3];
    put(out, positive > 0 ? 1 : 0, positive == 4 ? 1 : 0, positive == 0 ? 1 : 0, element);
  }

  private interface Each {
    double apply(double x, int index);
  }

  private static double[] each(double[] v, Each function) {
    double[] result = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      result[i] = function.apply(v[i], i);
    }
    return result;
  }

  private static void put(List<Double> out, double... values) {
    for (double value : values) {
      out.add(value);
    }
  }

  private static void put(List<Double> out, double[] values, double more) {
    put(out, values);
    out.add(more);
  }

  private static double[] first(double[] v) {
    return java.util.Arrays.copyOf(v, 3);
  }

  private static double[] scale(double[] v, double by) {
    return each(v, (x, i) -> x * by);
  }

  private static double[] sum(double[] v, double[] w) {
    return each(v, (x, i) -> x + w[i]);
  }

  private static double dot(double[] v, double[] w) {
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      sum += v[i] * w[i];
    }
    return sum;
  }

  private static double length(double[] v) {
    return Math.sqrt(dot(v, v));
  }

  private static double[] cross(double[] v, double[] w) {
    return each(
        new double[3], (x, i) -> v[(i + 1) % 3] * w[(i + 2) % 3] - v[(i + 2) % 3] * w[(i + 1) % 3]);
  }

  private static double[] refract(double[] incident, double[] normal, double eta) {
    double cosine = dot(normal, incident);
    double k = 1 - eta * eta * (1 - cosine * cosine);
    return sum(scale(incident, eta), scale(normal, -eta * cosine - Math.sqrt(k)));
  }

  private static double[] times(double[][] columns, double[] v) {
    double[] result = new double[4];
    for (int i = 0; i < 4; i++) {
      result = sum(result, scale(columns[i], v[i]));
    }
    return result;
  }

  /** By elimination, unlike the shader. */
  private static double determinant(double[][] columns, int size) {
    double[][] m = new double[size][];
    for (int i = 0; i < size; i++) {
      m[i] = java.util.Arrays.copyOf(columns[i], size);
    }
    double result = 1;
    for (int i = 0; i < size; i++) {
      int pivot = i;
      for (int k = i + 1; k < size; k++) {
        pivot = Math.abs(m[k][i]) > Math.abs(m[pivot][i]) ? k : pivot;
      }
      double[] kept = m[i];
      m[i] = m[pivot];
      m[pivot] = kept;
      result *= pivot == i ? m[i][i] : -m[i][i];
      for (int k = i + 1; k < size; k++) {
        m[k] = sum(m[k], scale(m[i], -m[k][i] / m[i][i]));
      }
    }
    return result;
  }
}
