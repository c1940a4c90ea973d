package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Words.bits;
import static dev.vireo.spirv.lowering.Words.f;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Shaders of pictures, and of what moves in space. */
final class SceneShaders {
  private static final int[] NO_PUSH = {};
  private static final int[][] SOBEL = {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
  private static final int[][] ACROSS = {{1, 0}, {1, 1}, {0, 1}, {-1, 1}};

  private SceneShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        edges(random),
        median(random),
        noise(random),
        packing(random),
        physics(random),
        joints(random),
        carried(random),
        hlsl(random));
  }

  /** A picture of integers. */
  private record Picture(int[] pixels, int width, int height) {
    int[] gradient(int x, int y) {
      int[] sum = new int[2];
      for (int i = 0; i < 9; i++) {
        int column = Math.max(0, Math.min(width - 1, x + i % 3 - 1));
        int row = Math.max(0, Math.min(height - 1, y + i / 3 - 1));
        sum[0] += pixels[row * width + column] * SOBEL[i / 3][i % 3];
        sum[1] += pixels[row * width + column] * SOBEL[i % 3][i / 3];
      }
      return sum;
    }

    int strength(int x, int y) {
      int[] way = gradient(x, y);
      return Math.abs(way[0]) + Math.abs(way[1]);
    }

    int[] across(int x, int y) {
      int[] way = gradient(x, y);
      int flat = Math.abs(way[0]);
      int steep = Math.abs(way[1]);
      if (flat * 2 >= steep * 5) {
        return ACROSS[0];
      }
      return ACROSS[steep * 2 >= flat * 5 ? 2 : way[0] > 0 == way[1] > 0 ? 1 : 3];
    }
  }

  private static ShaderCase edges(Random random) {
    Picture picture = new Picture(Words.random(random, 20 * 10, 256), 20, 10);
    int least = 300;
    int[] expected = new int[200];
    for (int i = 0; i < 200; i++) {
      int x = i % 20;
      int y = i / 20;
      int own = picture.strength(x, y);
      int[] across = picture.across(x, y);
      boolean most =
          own >= least
              && own > picture.strength(x + across[0], y + across[1])
              && own >= picture.strength(x - across[0], y - across[1]);
      expected[i] = most ? own : 0;
    }
    int[] push = {20, 10, least};
    List<int[]> inputs = List.of(picture.pixels(), new int[200]);
    return ShaderCase.exact("edges", 9, push, inputs, Map.of(1, expected));
  }

  private static ShaderCase median(Random random) {
    int[] values = Words.randomFloats(random, 61);
    int[] expected = new int[64];
    for (int i = 0; i < 64; i++) {
      float[] window = new float[9];
      for (int k = 0; k < 9; k++) {
        window[k] = f(values[(i + 7 * k) % 61]);
      }
      Arrays.sort(window);
      expected[i] = bits(window[4]);
    }
    return ShaderCase.exact(
        "median", 2, NO_PUSH, List.of(values, new int[64]), Map.of(1, expected));
  }

  private static ShaderCase noise(Random random) {
    int count = 32;
    int[] places = new int[4 * count];
    int[] expected = new int[count];
    for (int i = 0; i < count; i++) {
      float[] place = new float[3];
      for (int k = 0; k < 3; k++) {
        place[k] = 20 * random.nextFloat() - 10;
        places[4 * i + k] = bits(place[k]);
      }
      places[4 * i + 3] = bits(i % 4);
      double sum = 0;
      double size = 1;
      for (int octave = 0; octave < i % 4; octave++, size /= 2) {
        sum += size * perlin(place);
        place = new float[] {place[1] * 2 + 0.5f, place[2] * 2 - 0.25f, place[0] * 2 + 7};
      }
      expected[i] = bits(sum);
    }
    return ShaderCase.exact(
            "noise", 2, NO_PUSH, List.of(places, new int[count]), Map.of(1, expected))
        .within(1e-4);
  }

  private static double perlin(float[] place) {
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      double share = 1;
      int[] cell = new int[3];
      double[] way = new double[3];
      for (int k = 0; k < 3; k++) {
        int step = corner >> k & 1;
        cell[k] = (int) Math.floor(place[k]) + step;
        way[k] = (double) place[k] - cell[k];
        double t = way[k] + step;
        double smooth = t * t * t * (t * (t * 6 - 15) + 10);
        share *= step == 0 ? 1 - smooth : smooth;
      }
      int h = cell[0] * 0x8da6b343 + cell[1] * 0xd8163841 + cell[2] * 0xcb1ab31f;
      h ^= h >>> 13;
      h *= 0x5bd1e995;
      h = (h ^ h >>> 15) & 15;
      double u = h < 8 ? way[0] : way[1];
      double v = h < 4 ? way[1] : h == 12 || h == 14 ? way[0] : way[2];
      sum += share * (((h & 1) == 0 ? u : -u) + ((h & 2) == 0 ? v : -v));
    }
    return sum;
  }

  /** Colours are such that every way to mix and to round them gives the same. */
  private static ShaderCase packing(Random random) {
    float[] colours = new float[64];
    for (int i = 0; i < 64; i++) {
      colours[i] = (random.nextInt(48) - 24 + 48 * (i % 2)) / 16f;
    }
    int[] halves = new int[32];
    int[] expected = new int[64];
    for (int i = 0; i < 32; i++) {
      halves[i] = Expressions.half(colours[2 * i + 1]) << 16 | Expressions.half(colours[2 * i]);
    }
    for (int i = 0; i < 16; i++) {
      for (int k = 0; k < 4; k++) {
        float mixed = 0.75f * colours[4 * i + k] + 0.25f * colours[4 * (i ^ 1) + k];
        int steps = (int) Math.rint(Math.min(1, Math.abs(mixed) * 0.25) * 255);
        double sign = Math.max(-1, (byte) steps / 127.0);
        int back = (int) Math.rint((sign * 0.5 - steps / 255.0 * 0.25) * 127);
        expected[4 * i + k / 2] |= Expressions.half(mixed) << k % 2 * 16;
        expected[4 * i + 2] |= steps << 8 * k;
        expected[4 * i + 3] |= (back & 0xFF) << 8 * k;
      }
    }
    return ShaderCase.exact(
        "packing", 2, NO_PUSH, List.of(halves, new int[64]), Map.of(1, expected));
  }

  /** The offsets are those of std140 and std430, as the specification has them. */
  private static ShaderCase physics(Random random) {
    int[] world = Words.randomFloats(random, 62);
    float step = 0.0625f;
    world[3] = bits(step);
    for (int i = 0; i < 3; i++) {
      world[4 + 12 * i] = bits(1 + i);
      world[40 + i] = bits(-0.75);
      world[44 + i] = bits(0.75);
    }
    world[43] = bits(0.5);
    world[60] = 12;
    int[] bodies = Words.randomFloats(random, 144);
    int[] expected = bodies.clone();
    for (int body = 0; body < 16; body++) {
      bodies[128 + body] = body;
      int material = 4 + body % 3 * 12;
      float mass = f(world[material]);
      int hits = 0;
      for (int i = 0; i < 12; i++) {
        float drag = f(world[material + 4 + 4 * (i & 1)]);
        float[] place = new float[3];
        for (int k = 0; k < 3; k++) {
          place[k] = f(expected[4 * body + k]);
        }
        for (int k = 0; k < 3; k++) {
          float speed = f(expected[64 + 4 * body + k]);
          float turned = f(world[48 + k]) * place[0];
          turned += f(world[52 + k]) * place[1];
          turned += f(world[56 + k]) * place[2];
          speed += (f(world[k]) * mass - speed * drag - turned) / mass * step;
          float at = place[k] + speed * step;
          boolean low = at < -0.75f;
          boolean high = at > 0.75f;
          hits += low || high ? 1 : 0;
          at = low ? -0.75f + (-0.75f - at) * 0.5f : high ? 0.75f - (at - 0.75f) * 0.5f : at;
          speed = low ? Math.abs(speed) * 0.5f : high ? -Math.abs(speed) * 0.5f : speed;
          expected[4 * body + k] = bits(at);
          expected[64 + 4 * body + k] = bits(speed);
        }
      }
      expected[128 + body] = body | hits << 8;
    }
    return ShaderCase.exact("physics", 2, NO_PUSH, List.of(world, bodies), Map.of(1, expected))
        .within(1e-4)
        .beyondCore();
  }

  private static ShaderCase joints(Random random) {
    int count = 8;
    int[] joints = Words.randomFloats(random, 12 * count);
    int[] ends = new int[4 * count];
    int[] turned = new int[16 * count];
    for (int i = 0; i < count; i++) {
      double size = 0;
      for (int k : new int[] {0, 4, 5, 6}) {
        size += f(joints[12 * i + k]) * f(joints[12 * i + k]);
      }
      for (int k : new int[] {0, 4, 5, 6}) {
        joints[12 * i + k] = bits(f(joints[12 * i + k]) / Math.sqrt(size));
      }
      joints[12 * i + 11] = (i + 1) / 2 - 1;
    }
    for (int i = 0; i < count; i++) {
      // Each joint turns and moves what its children give.
      double[] whole = {1, 0, 0, 0};
      double[] end = {1, 2, 3};
      double[][] axes = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 0}};
      for (int at = i; at >= 0; at = joints[12 * at + 11]) {
        double[] turn = new double[4];
        for (int k = 0; k < 4; k++) {
          turn[k] = f(joints[12 * at + (k == 0 ? 0 : 3 + k)]);
        }
        whole = times(turn, whole);
        end = turn(turn, end);
        for (int axis = 0; axis < 4; axis++) {
          axes[axis] = turn(turn, axes[axis]);
        }
        for (int k = 0; k < 3; k++) {
          end[k] += f(joints[12 * at + 8 + k]);
          axes[3][k] += f(joints[12 * at + 8 + k]);
        }
      }
      for (int k = 0; k < 3; k++) {
        ends[4 * i + k] = bits(end[k]);
        for (int axis = 0; axis < 4; axis++) {
          // The whole turn is the same matrix, without the place.
          turned[16 * i + 4 * axis + k] = bits(axes[axis][k] * (axis == 3 ? 2 : 1));
        }
      }
      ends[4 * i + 3] = bits(1 + whole[0]);
    }
    List<int[]> inputs = List.of(joints, new int[ends.length], new int[turned.length]);
    // Mesa 22.3.6 gives another matrix for the third of a chain when it runs the shader itself.
    return ShaderCase.exact("joints", 2, NO_PUSH, inputs, Map.of(1, ends, 2, turned))
        .within(1e-4)
        .beyondCore();
  }

  private static double[] times(double[] a, double[] b) {
    return new double[] {
      a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
      a[0] * b[1] + b[0] * a[1] + a[2] * b[3] - a[3] * b[2],
      a[0] * b[2] + b[0] * a[2] + a[3] * b[1] - a[1] * b[3],
      a[0] * b[3] + b[0] * a[3] + a[1] * b[2] - a[2] * b[1]
    };
  }

  private static double[] turn(double[] q, double[] v) {
    double[] back = {q[0], -q[1], -q[2], -q[3]};
    return Arrays.copyOfRange(times(times(q, new double[] {0, v[0], v[1], v[2]}), back), 1, 4);
  }

  private static ShaderCase carried(Random random) {
    int[] places = Words.randomFloats(random, 64);
    int[] expected = new int[64];
    for (int i = 0; i < 16; i++) {
      places[4 * i + 3] = 16 * i + 3;
    }
    for (int i = 0; i < 16; i++) {
      int me = i % 8;
      int base = i - me;
      double least = 1e9;
      int nearest = 0;
      for (int other = 0; other < 8; other++) {
        double apart = 0;
        for (int k = 0; k < 3; k++) {
          double way = f(places[4 * i + k]) - f(places[4 * (base + other) + k]);
          apart += way * way;
        }
        if (other != me && apart < least) {
          least = apart;
          nearest = other;
        }
      }
      int[] kept = {places[4 * (base + nearest) + 3] + nearest, 7 - nearest - 4};
      expected[4 * i] = kept[me & 1];
      expected[4 * i + 1] = kept[1 - (me & 1)];
      expected[4 * i + 2] = (me + 1 & 7) * 3;
      expected[4 * i + 3] = bits(2 * f(0x4000_0000 | me << 20));
    }
    return ShaderCase.exact(
        "carried", 2, NO_PUSH, List.of(places, new int[64]), Map.of(1, expected));
  }

  /** The compiler aligns structs as GLSL does, and constant buffers as HLSL does. */
  private static ShaderCase hlsl(Random random) {
    float[] weights = {0.5f, 0.25f, 2, 1};
    int[] params = Words.randomFloats(random, 17);
    params[11] = 3;
    int[] places = Words.randomFloats(random, 128);
    int[] turned = new int[64];
    int[] counts = new int[5];
    int[] own = new int[4];
    for (int i = 0; i < 32; i++) {
      int kind = random.nextInt(100);
      places[4 * i + 3] = kind;
      float weight = weights[kind % 3];
      for (int row = 0; row < 2; row++) {
        float sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += f(params[4 * row + k]) * (f(places[4 * i + k]) + f(params[8 + k]));
        }
        float more = weight > 1 ? f(params[12 + 4 * (kind & 1)]) : 0;
        turned[2 * i + row] = bits(sum * weight + more);
      }
      own[kind & 3] += weight > 1 ? 2 : 1;
      if (i % 16 == 15) {
        for (int k = 0; k < 4; k++) {
          counts[k] += own[k];
          counts[4] = Math.max(counts[4], own[k] << 4 | Integer.reverse(k) >>> 30);
        }
        Arrays.fill(own, 0);
      }
    }
    List<int[]> inputs = List.of(params, places, new int[64], new int[5]);
    return ShaderCase.exact("turned.hlsl", 2, NO_PUSH, inputs, Map.of(2, turned, 3, counts))
        .within(1e-5)
        .beyondCore();
  }
}
