package dev.vireo.spirv.lowering;

import static dev.vireo.spirv.lowering.Words.bits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.codec.digest.Blake3;

/** Shaders that compute with integers. */
final class IntegerShaders {
  private static final int[] NO_PUSH = {};

  private IntegerShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        blake3(random),
        sha256(),
        life(random),
        smithWaterman(random),
        kmeans(random),
        quantised(random));
  }

  private static ShaderCase sha256() {
    int messages = 6;
    ByteBuffer blocks = ByteBuffer.allocate(64 * messages);
    ByteBuffer digests = ByteBuffer.allocate(32 * messages);
    for (int i = 0; i < messages; i++) {
      byte[] message = "message %d".formatted(i * i).repeat(i).getBytes(StandardCharsets.UTF_8);
      blocks.position(64 * i).put(message).put((byte) 0x80);
      blocks.putLong(64 * i + 56, 8L * message.length);
      digests.put(digest(message));
    }
    int[] inputs = new int[16 * messages];
    int[] expected = new int[8 * messages];
    blocks.rewind().asIntBuffer().get(inputs);
    digests.rewind().asIntBuffer().get(expected);
    return ShaderCase.exact(
        "sha256", 2, NO_PUSH, List.of(inputs, new int[expected.length]), Map.of(1, expected));
  }

  private static ShaderCase blake3(Random random) {
    int messages = 9;
    ByteBuffer blocks = ByteBuffer.allocate(68 * messages).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer digests = ByteBuffer.allocate(32 * messages).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < messages; i++) {
      byte[] message = new byte[8 * i];
      random.nextBytes(message);
      blocks.position(68 * i).put(message).position(68 * i + 64).putInt(message.length);
      digests.put(Blake3.hash(message));
    }
    int[] inputs = new int[17 * messages];
    int[] expected = new int[8 * messages];
    blocks.rewind().asIntBuffer().get(inputs);
    digests.rewind().asIntBuffer().get(expected);
    return ShaderCase.exact(
        "blake3", 3, NO_PUSH, List.of(inputs, new int[expected.length]), Map.of(1, expected));
  }

  private static byte[] digest(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static ShaderCase life(Random random) {
    int[] world = random.ints(32).toArray();
    int[] now = world.clone();
    for (int generation = 0; generation < 3; generation++) {
      int[] next = new int[32];
      for (int cell = 0; cell < 1024; cell++) {
        int around = 0;
        for (int k = 0; k < 9; k++) {
          int y = cell / 32 + k / 3 - 1 & 31;
          int x = cell % 32 + k % 3 - 1 & 31;
          around += k == 4 ? 0 : now[y] >>> x & 1;
        }
        boolean alive = (now[cell / 32] >>> cell % 32 & 1) != 0;
        next[cell / 32] |= around == 3 || (around == 2 && alive) ? 1 << cell % 32 : 0;
      }
      now = next;
    }
    return ShaderCase.exact("life", 1, new int[] {3}, List.of(world), Map.of(0, now));
  }

  private static ShaderCase smithWaterman(Random random) {
    int[] texts = Words.random(random, 128, 4);
    int[][] scores = new int[65][65];
    int best = 0;
    for (int row = 1; row <= 64; row++) {
      for (int column = 1; column <= 64; column++) {
        int match = texts[row - 1] == texts[64 + column - 1] ? 3 : -3;
        int score = Math.max(0, scores[row - 1][column - 1] + match);
        score = Math.max(score, scores[row - 1][column] - 2);
        scores[row][column] = Math.max(score, scores[row][column - 1] - 2);
        best = Math.max(best, scores[row][column]);
      }
    }
    return ShaderCase.exact(
        "smithwaterman", 1, NO_PUSH, List.of(texts, new int[1]), Map.of(1, new int[] {best}));
  }

  private static ShaderCase kmeans(Random random) {
    int[] points = random.ints(100, -500, 500).toArray();
    int[] centres = random.ints(8, -500, 500).toArray();
    int[] sums = new int[16];
    int[] nearest = new int[50];
    for (int i = 0; i < 50; i++) {
      int least = Integer.MAX_VALUE;
      for (int k = 0; k < 4; k++) {
        int x = points[2 * i] - centres[2 * k];
        int y = points[2 * i + 1] - centres[2 * k + 1];
        if (x * x + y * y < least) {
          least = x * x + y * y;
          nearest[i] = k;
        }
      }
      sums[4 * nearest[i]] += points[2 * i];
      sums[4 * nearest[i] + 1] += points[2 * i + 1];
      sums[4 * nearest[i] + 2]++;
    }
    List<int[]> inputs = List.of(points, centres, new int[16], new int[50]);
    return ShaderCase.exact("kmeans", 2, NO_PUSH, inputs, Map.of(2, sums, 3, nearest));
  }

  private static ShaderCase quantised(Random random) {
    byte[] rows = new byte[8 * 32];
    byte[] vector = new byte[32];
    random.nextBytes(rows);
    random.nextBytes(vector);
    int[] scales = Words.randomFloats(random, 8);
    int[] result = new int[8];
    ByteBuffer narrow = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < 8; row++) {
      int sum = 0;
      for (int i = 0; i < 32; i++) {
        sum += rows[32 * row + i] * vector[i];
      }
      result[row] = bits((float) sum * Words.f(scales[row]));
      narrow.put((byte) Math.max(-128, Math.min(127, sum >> 7)));
    }
    int[] bytes = new int[2];
    narrow.rewind().asIntBuffer().get(bytes);
    List<int[]> inputs = List.of(words(rows), words(vector), scales, new int[8], new int[2]);
    return ShaderCase.exact("quantised", 1, NO_PUSH, inputs, Map.of(3, result, 4, bytes))
        .beyondCore();
  }

  private static int[] words(byte[] bytes) {
    int[] words = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }
}
