package dev.vireo.spirv.lowering;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

/** Shaders that work on bytes: texts, codes and sums of them. */
final class TextShaders {
  private static final int[] NO_PUSH = {};

  private TextShaders() {}

  static List<ShaderCase> all(Random random) {
    return List.of(
        levenshtein(random), matcher(random), crc(random), unpack(random), huffman(random), md5());
  }

  private static int[] words(byte[] bytes) {
    int[] words = new int[(bytes.length + 3) / 4];
    ByteBuffer.wrap(Arrays.copyOf(bytes, 4 * words.length))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(words);
    return words;
  }

  private static byte[] letters(Random random, int count, int kinds) {
    byte[] letters = new byte[count];
    for (int i = 0; i < count; i++) {
      letters[i] = (byte) ('a' + random.nextInt(kinds));
    }
    return letters;
  }

  private static ShaderCase levenshtein(Random random) {
    int most = 5;
    int pairs = 30;
    int[] input = new int[12 * pairs];
    int[] expected = new int[pairs];
    for (int i = 0; i < pairs; i++) {
      byte[] a = letters(random, random.nextInt(17), 4);
      byte[] b = i % 3 == 0 ? letters(random, random.nextInt(17), 4) : a.clone();
      for (int change = 0; change < i % 8 && b.length > 0; change++) {
        b[random.nextInt(b.length)] = 'z';
      }
      System.arraycopy(words(Arrays.copyOf(a, 16)), 0, input, 12 * i, 4);
      System.arraycopy(words(Arrays.copyOf(b, 16)), 0, input, 12 * i + 4, 4);
      input[12 * i + 8] = b.length << 16 | a.length;
      int distance = distance(a, b);
      expected[i] = distance > most ? -1 : distance;
    }
    return ShaderCase.exact(
        "levenshtein", 2, new int[] {most}, List.of(input, new int[pairs]), Map.of(1, expected));
  }

  private static int distance(byte[] a, byte[] b) {
    int[][] table = new int[b.length + 1][a.length + 1];
    for (int y = 0; y <= b.length; y++) {
      for (int x = 0; x <= a.length; x++) {
        if (x == 0 || y == 0) {
          table[y][x] = x + y;
        } else {
          int change = table[y - 1][x - 1] + (a[x - 1] == b[y - 1] ? 0 : 1);
          table[y][x] = Math.min(change, 1 + Math.min(table[y - 1][x], table[y][x - 1]));
        }
      }
    }
    return table[b.length][a.length];
  }

  private static ShaderCase matcher(Random random) {
    int count = 14;
    byte[] text = letters(random, 203, 2);
    int[] patterns = new int[2 * count];
    int[] expected = new int[2 * count];
    for (int i = 0; i < count; i++) {
      byte[] pattern = letters(random, 1 + i % 7, 2);
      for (int k = 0; k < pattern.length; k++) {
        patterns[2 * i] |= pattern[k] - 'a' << 4 * k;
      }
      patterns[2 * i + 1] = pattern.length;
      expected[2 * i + 1] = -1;
      for (int at = text.length - pattern.length; at >= 0; at--) {
        if (Arrays.equals(pattern, 0, pattern.length, text, at, at + pattern.length)) {
          expected[2 * i]++;
          expected[2 * i + 1] = at;
        }
      }
    }
    int[] packed = words(text);
    int[] input = new int[1 + packed.length];
    input[0] = text.length;
    System.arraycopy(packed, 0, input, 1, packed.length);
    return ShaderCase.exact(
        "matcher", 2, NO_PUSH, List.of(input, patterns, new int[2 * count]), Map.of(2, expected));
  }

  private static ShaderCase crc(Random random) {
    int count = 70;
    byte[] messages = new byte[32 * count];
    random.nextBytes(messages);
    int[] sums = new int[count];
    for (int i = 0; i < count; i++) {
      CRC32 crc = new CRC32();
      crc.update(messages, 32 * i, i % 32 + 1);
      sums[i] = (int) crc.getValue();
    }
    return ShaderCase.exact(
        "crc", 2, NO_PUSH, List.of(words(messages), new int[count]), Map.of(1, sums));
  }

  private static ShaderCase unpack(Random random) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    int[] starts = new int[8];
    byte[] expected = new byte[512];
    for (int stream = 0; stream < 8; stream++) {
      starts[stream] = packed.size();
      int to = 0;
      while (to < 64) {
        int size = Math.min(64 - to, 1 + random.nextInt(9));
        boolean copies = to > 0 && random.nextBoolean();
        packed.write(copies ? 0x80 | size : size);
        int back = copies ? 1 + random.nextInt(to) : 0;
        if (copies) {
          packed.write(back);
        }
        for (; size > 0; size--, to++) {
          int own = 64 * stream + to;
          expected[own] = copies ? expected[own - back] : (byte) random.nextInt();
          if (!copies) {
            packed.write(expected[own]);
          }
        }
      }
      packed.write(0);
    }
    int[] bytes = words(packed.toByteArray());
    int[] input = Arrays.copyOf(starts, 8 + bytes.length);
    System.arraycopy(bytes, 0, input, 8, bytes.length);
    return ShaderCase.exact(
            "unpack", 8, NO_PUSH, List.of(input, new int[128]), Map.of(1, words(expected)))
        .beyondCore();
  }

  /** Nine symbols, of which 0 ends a text, with the sizes of their codes. */
  private static ShaderCase huffman(Random random) {
    int[] sizes = {2, 2, 2, 3, 4, 5, 6, 7, 7};
    int[] symbols = {11, 12, 13, 14, 15, 0, 16, 17, 18};
    int[] codes = new int[24];
    int[] values = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      codes[sizes[i] - 1]++;
      codes[8 + i] = symbols[i];
      values[i] = i == 0 ? 0 : values[i - 1] + 1 << sizes[i] - sizes[i - 1];
    }
    int[] streams = new int[64];
    int[] texts = new int[8 * 24];
    for (int stream = 0; stream < 8; stream++) {
      int bits = 0;
      for (int i = 0; i < 24; i++) {
        int own = i == 23 || random.nextInt(30) == 0 ? 5 : random.nextInt(sizes.length);
        for (int bit = sizes[own] - 1; bit >= 0; bit--, bits++) {
          int one = values[own] >>> bit & 1;
          streams[8 * stream + bits / 32] |= one << 31 - bits % 32;
        }
        texts[24 * stream + i] = symbols[own];
        if (own == 5) {
          break;
        }
      }
    }
    return ShaderCase.exact(
        "huffman", 2, NO_PUSH, List.of(codes, streams, new int[texts.length]), Map.of(2, texts));
  }

  private static ShaderCase md5() {
    int count = 8;
    ByteBuffer blocks = ByteBuffer.allocate(64 * count).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer digests = ByteBuffer.allocate(16 * count);
    for (int i = 0; i < count; i++) {
      byte[] message = "block %d,".formatted(i).repeat(i % 7).getBytes(StandardCharsets.UTF_8);
      blocks.position(64 * i).put(message).put((byte) 0x80);
      blocks.putLong(64 * i + 56, 8L * message.length);
      digests.put(digest(message));
    }
    return ShaderCase.exact(
        "md5",
        2,
        NO_PUSH,
        List.of(words(blocks.array()), new int[4 * count]),
        Map.of(1, words(digests.array())));
  }

  private static byte[] digest(byte[] message) {
    try {
      return MessageDigest.getInstance("MD5").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
