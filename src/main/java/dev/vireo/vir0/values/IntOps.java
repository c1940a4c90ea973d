package dev.vireo.vir0.values;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.UnaryOp;

/** 32-bit integers as programs see them. Source: VIR0 section 10. */
public final class IntOps {
  /** Largest u32; it also keeps the 32 bits of an int in a long, unsigned. */
  public static final long MAX_U32 = 0xFFFF_FFFFL;

  private IntOps() {}

  /** Returns the quotient of u32; 2^32-1 by zero. */
  public static int divU(int a, int b) {
    return b == 0 ? -1 : Integer.divideUnsigned(a, b);
  }

  /** Returns the remainder of u32; 0 by zero. */
  public static int modU(int a, int b) {
    return b == 0 ? 0 : Integer.remainderUnsigned(a, b);
  }

  /** Says whether quotient and remainder of i32 are undefined, which stops a program. */
  public static boolean undefinedDivision(int a, int b) {
    return b == 0 || (a == Integer.MIN_VALUE && b == -1);
  }

  /** Returns the high 32 bits of the product of u32. */
  public static int mulHigh(int a, int b) {
    return (int) ((a & MAX_U32) * (b & MAX_U32) >>> 32);
  }

  /** Returns the smaller u32. */
  public static int minU(int a, int b) {
    return Integer.compareUnsigned(a, b) <= 0 ? a : b;
  }

  /** Returns the greater u32. */
  public static int maxU(int a, int b) {
    return Integer.compareUnsigned(a, b) >= 0 ? a : b;
  }

  /** Returns the difference of u32 without its sign. */
  public static int absDiffU(int a, int b) {
    return Integer.compareUnsigned(a, b) >= 0 ? a - b : b - a;
  }

  /** Returns the difference of i32 without its sign, as a u32. */
  public static int absDiffI(int a, int b) {
    return a >= b ? a - b : b - a;
  }

  /** Returns the sum of u32, clamped. */
  public static int satAdd(int a, int b) {
    int sum = a + b;
    return Integer.compareUnsigned(sum, a) < 0 ? -1 : sum;
  }

  /** Returns the difference of u32, clamped. */
  public static int satSub(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0 ? 0 : a - b;
  }

  /** Returns the product of u32, clamped. */
  public static int satMul(int a, int b) {
    return mulHigh(a, b) != 0 ? -1 : a * b;
  }

  /** Returns whether {@code a == b}, {@code a < b} and so on. */
  public static boolean compare(BinaryOp op, int order) {
    return switch (op) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case GT -> order > 0;
      case LE -> order <= 0;
      case GE -> order >= 0;
      default -> throw new IllegalArgumentException(op + " is no comparison");
    };
  }

  /** Returns the result of an operation on the bits of an integer. */
  public static int bitwise(UnaryOp op, int a) {
    return switch (op) {
      case BIT_NOT -> ~a;
      case POPCOUNT -> Integer.bitCount(a);
      case CLZ -> Integer.numberOfLeadingZeros(a);
      case CTZ -> Integer.numberOfTrailingZeros(a);
      case REVERSE_BITS -> Integer.reverse(a);
      default -> throw new IllegalArgumentException(op + " does not work on bits");
    };
  }

  /** Returns what an atomic operation leaves behind; the reference has no FETCH_NAND. */
  public static int atomic(AtomicOp op, int old, int value) {
    return switch (op) {
      case ADD -> old + value;
      case OR -> old | value;
      case AND -> old & value;
      case XOR -> old ^ value;
      case MIN -> minU(old, value);
      case MAX, LRU_UPDATE -> maxU(old, value);
      case EXCHANGE -> value;
      default -> throw new IllegalArgumentException(op + " has another form");
    };
  }
}
