package dev.vireo.spirv.lowering;

import java.util.Random;

/** Words of test data. */
final class Words {
  private Words() {}

  static int[] random(Random random, int count, int bound) {
    return random.ints(count, 0, bound).toArray();
  }

  static int[] floats(float... values) {
    int[] words = new int[values.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = Float.floatToRawIntBits(values[i]);
    }
    return words;
  }

  /** Floats from -1 to 1. */
  static int[] randomFloats(Random random, int count) {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = Float.floatToRawIntBits(2 * random.nextFloat() - 1);
    }
    return words;
  }

  static float f(int bits) {
    return Float.intBitsToFloat(bits);
  }

  static int bits(double value) {
    return Float.floatToRawIntBits((float) value);
  }
}
