package dev.vireo.vir0.values;

import dev.vireo.vir0.DataType;

/**
 * Values while a program runs, packed into a long: the type above, the 32 bits below. The type of a
 * value can differ from its static one: loads of bool give u32, and bit operations on i32 give i32.
 * Source: VIR0 section 10.
 */
public final class Values {
  public static final int U32_TYPE = 0;
  public static final int I32_TYPE = 1;
  public static final int F32_TYPE = 2;
  public static final int BOOL_TYPE = 3;

  private static final String[] NAMES = {"u32", "i32", "f32", "bool"};

  private Values() {}

  public static long of(int type, int bits) {
    return (long) type << 32 | (bits & IntOps.MAX_U32);
  }

  public static long u32(int bits) {
    return bits & IntOps.MAX_U32;
  }

  public static long bool(boolean value) {
    return of(BOOL_TYPE, value ? 1 : 0);
  }

  public static int type(long value) {
    return (int) (value >>> 32);
  }

  public static int bits(long value) {
    return (int) value;
  }

  public static String name(int type) {
    return NAMES[type];
  }

  /** Says whether a value counts as true. */
  public static boolean truth(long value) {
    return type(value) == F32_TYPE ? FloatOps.truth(bits(value)) : bits(value) != 0;
  }

  /** Returns the value as an index, or -1 if it has no place in u32. */
  public static long index(long value) {
    int bits = bits(value);
    return switch (type(value)) {
      case I32_TYPE -> bits < 0 ? -1 : bits;
      case F32_TYPE -> {
        float number = Float.intBitsToFloat(bits);
        yield number >= 0 && number < 0x1p32f ? (long) number : -1;
      }
      default -> bits & IntOps.MAX_U32;
    };
  }

  /** Returns the value as another core type, by its number here. */
  public static long cast(int target, long value) {
    int bits = bits(value);
    int from = type(value);
    return switch (target) {
      case U32_TYPE -> u32(from == F32_TYPE ? FloatOps.toU32(bits) : bits);
      case I32_TYPE -> of(I32_TYPE, from == F32_TYPE ? FloatOps.toI32(bits) : bits);
      case F32_TYPE -> of(F32_TYPE, toFloat(from, bits));
      default -> bool(truth(value));
    };
  }

  private static int toFloat(int from, int bits) {
    return switch (from) {
      case F32_TYPE -> bits;
      case I32_TYPE -> FloatOps.fromI32(bits);
      default -> FloatOps.fromU32(bits);
    };
  }

  /** Returns the number here of a core type, or -1. */
  public static int typeOf(DataType type) {
    if (type instanceof DataType.Scalar scalar) {
      return switch (scalar) {
        case U32 -> U32_TYPE;
        case I32 -> I32_TYPE;
        case F32 -> F32_TYPE;
        case BOOL -> BOOL_TYPE;
        default -> -1;
      };
    }
    return -1;
  }

  /** Returns the type that loads of such elements give, or -1 for one that is not core. */
  public static int loadedType(DataType element) {
    int type = typeOf(element);
    return type == BOOL_TYPE ? U32_TYPE : type;
  }
}
