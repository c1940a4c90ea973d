package dev.vireo.spirv.lowering;

/** What {@code control.comp} computes. */
final class Controls {
  private Controls() {}

  static int[] all(int v) {
    int divisor = v % 7;
    int quotient = divisor == 0 ? 0 : v / divisor;
    int rest = 1000 + v - quotient * divisor;
    int third = quotient / 3;
    rest += quotient - 3 * third;
    int[] swizzled = {v + 3, v + 2, v + 1, v};
    swizzled[v & 3] += 1000;
    return new int[] {
      kind(v),
      collatz(v + 1),
      firstPair(v),
      third << 16 | rest,
      fibonacci(v % 12),
      swizzled[v >> 2 & 3] + swizzled[2]
    };
  }

  private static int kind(int v) {
    return switch (v % 9) {
      case 0 -> 100;
      case 1, 2 -> (v + 5) * 3 + 1;
      case 3 -> v * 3 + 1;
      case 7 -> v > 50 ? v + 1 : v;
      default -> (v ^ 0xFF) + 1;
    };
  }

  private static int collatz(int start) {
    int n = start;
    int steps = 0;
    while (n != 1) {
      n = (n & 1) == 0 ? n / 2 : 3 * n + 1;
      steps++;
    }
    return steps;
  }

  private static int firstPair(int target) {
    for (int i = 0; i < 20; i++) {
      for (int j = i; j < 20 && (i & 3) != 3; j++) {
        if (j != i + 7 && i * j == target) {
          return i << 8 | j;
        }
        if (j != i + 7 && i * j > target) {
          break;
        }
      }
    }
    return 0;
  }

  private static int fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }
}
