package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Words.bits;
import static dev.vireo.spirv.lowering.Words.f;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Shaders that compute with floats. */
final class NumericShaders {
  private static final int[] NO_PUSH = {};

  private NumericShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        matmul(random),
        convolution(random),
        fft(random),
        nbody(random),
        spmv(random),
        Geometry.shader(random),
        raymarch(),
        mandelbrot());
  }

  private static ShaderCase matmul(Random random) {
    int n = 16;
    int[] a = Words.randomFloats(random, n * n);
    int[] b = Words.randomFloats(random, n * n);
    int[] c = new int[n * n];
    for (int i = 0; i < n * n; i++) {
      double sum = 0;
      for (int k = 0; k < n; k++) {
        sum += (double) f(a[i / n * n + k]) * f(b[k * n + i % n]);
      }
      c[i] = bits(sum);
    }
    List<int[]> inputs = List.of(a, b, new int[n * n]);
    return ShaderCase.exact("matmul", 4, new int[] {n}, inputs, Map.of(2, c)).within(1e-5);
  }

  private static ShaderCase convolution(Random random) {
    int width = 10;
    int height = 7;
    int[] image = Words.randomFloats(random, width * height);
    int[] result = new int[image.length];
    int[] weights = {1, 2, 1};
    for (int i = 0; i < image.length; i++) {
      double sum = 0;
      for (int k = 0; k < 9; k++) {
        int x = Math.max(0, Math.min(width - 1, i % width + k % 3 - 1));
        int y = Math.max(0, Math.min(height - 1, i / width + k / 3 - 1));
        sum += weights[k % 3] * weights[k / 3] / 16.0 * f(image[y * width + x]);
      }
      result[i] = bits(sum);
    }
    return ShaderCase.exact(
            "convolution",
            3,
            new int[] {width, height},
            List.of(image, new int[image.length]),
            Map.of(1, result))
        .within(1e-5);
  }

  private static ShaderCase fft(Random random) {
    int n = 64;
    int[] signal = Words.randomFloats(random, 2 * n);
    int[] expected = new int[2 * n];
    for (int k = 0; k < n; k++) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < n; i++) {
        double angle = -2 * Math.PI * k * i / n;
        double x = f(signal[2 * i]);
        double y = f(signal[2 * i + 1]);
        re += x * Math.cos(angle) - y * Math.sin(angle);
        im += x * Math.sin(angle) + y * Math.cos(angle);
      }
      expected[2 * k] = bits(re);
      expected[2 * k + 1] = bits(im);
    }
    // Vulkan allows sine and cosine an absolute error of 2^-11.
    return ShaderCase.exact("fft", 1, NO_PUSH, List.of(signal), Map.of(0, expected)).within(2e-2);
  }

  private static ShaderCase nbody(Random random) {
    int count = 24;
    int[] bodies = Words.randomFloats(random, 8 * count);
    double seconds = 0.01;
    double softening = 0.5;
    int[] after = bodies.clone();
    for (int i = 0; i < count; i++) {
      double[] sum = new double[3];
      for (int j = 0; j < count; j++) {
        double square = softening * softening;
        for (int axis = 0; axis < 3; axis++) {
          square += Math.pow(f(bodies[8 * j + axis]) - f(bodies[8 * i + axis]), 2);
        }
        for (int axis = 0; axis < 3 && i != j; axis++) {
          double way = f(bodies[8 * j + axis]) - f(bodies[8 * i + axis]);
          sum[axis] += f(bodies[8 * j + 3]) * way / Math.pow(square, 1.5);
        }
      }
      for (int axis = 0; axis < 3; axis++) {
        double velocity = f(bodies[8 * i + 4 + axis]) + seconds * sum[axis];
        after[8 * i + 4 + axis] = bits(velocity);
        after[8 * i + axis] = bits(f(bodies[8 * i + axis]) + seconds * velocity);
      }
    }
    int[] push = Words.floats((float) seconds, (float) softening);
    List<int[]> inputs = List.of(bodies, new int[8 * count]);
    return ShaderCase.exact("nbody", 2, push, inputs, Map.of(1, after)).within(1e-5);
  }

  private static ShaderCase spmv(Random random) {
    int[] starts = {0, 3, 3, 5, 9, 10, 16, 17, 20};
    int[] columns = Words.random(random, 20, 12);
    int[] values = Words.randomFloats(random, 20);
    int[] x = Words.randomFloats(random, 12);
    int[] y = new int[8];
    for (int row = 0; row < 8; row++) {
      double sum = 0;
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        sum += (double) f(values[i]) * f(x[columns[i]]);
      }
      y[row] = bits(sum);
    }
    List<int[]> inputs = List.of(starts, columns, values, x, new int[8]);
    return ShaderCase.exact("spmv", 1, NO_PUSH, inputs, Map.of(4, y)).within(1e-5);
  }

  /** Only pixels that no ray grazes are compared: the sky, the sphere's middle, the plane. */
  private static ShaderCase raymarch() {
    int[] image = new int[4 * 256];
    int[] sky = Words.floats(0.5f, 0.7f, 0.9f, 0);
    return ShaderCase.exact("raymarch", 16, new int[] {16, 16}, List.of(image), Map.of(0, sky))
        .within(1e-3);
  }

  private static ShaderCase mandelbrot() {
    int width = 16;
    int limit = 50;
    int[] counts = new int[width * 8];
    for (int i = 0; i < counts.length; i++) {
      float cx = -2 + 0.1875f * (i % width);
      float cy = -1 + 0.1875f * (i / width);
      float x = 0;
      float y = 0;
      while (counts[i] < limit && x * x + y * y <= 4) {
        float next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
        counts[i]++;
      }
    }
    int[] push = Words.floats(-2, -1, 0.1875f, 0, 0);
    push[3] = width;
    push[4] = limit;
    return ShaderCase.exact(
        "mandelbrot", 8, push, List.of(new int[counts.length]), Map.of(0, counts));
  }
}
