package dev.vireo.script;

import dev.vireo.vir0.values.FloatOps;

/** How far two floats are apart, in units in the last place. */
final class FloatDistance {
  private FloatDistance() {}

  /**
   * Says whether two floats are at most so many units apart; a NaN is near a NaN only, and with 0
   * units nothing is.
   */
  static boolean within(int a, int b, int ulps) {
    if (ulps == 0 || FloatOps.isNan(a) || FloatOps.isNan(b)) {
      return ulps != 0 && FloatOps.isNan(a) && FloatOps.isNan(b);
    }
    return Math.abs(ordered(a) - ordered(b)) <= ulps;
  }

  private static long ordered(int bits) {
    return bits < 0 ? -(long) (bits & Integer.MAX_VALUE) : bits;
  }
}
