package dev.vireo.vir0;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Operations on one value. Source: VIR0 section 6. */
public enum UnaryOp {
  /** Zero minus the value. */
  NEGATE(0x01),
  /** Bitwise complement. */
  BIT_NOT(0x02),
  /** Whether the value is zero. */
  LOGICAL_NOT(0x03),
  /** Number of one bits. */
  POPCOUNT(0x04),
  /** Leading zero bits; 32 of zero. */
  CLZ(0x05),
  /** Trailing zero bits; 32 of zero. */
  CTZ(0x06),
  /** Bits in reverse order. */
  REVERSE_BITS(0x07),
  /** Cosine. */
  COS(0x08),
  /** Sine. */
  SIN(0x09),
  /** Absolute value. */
  ABS(0x0A),
  /** Square root, correctly rounded. */
  SQRT(0x0B),
  /** Next integer down. */
  FLOOR(0x0C),
  /** Next integer up. */
  CEIL(0x0D),
  /** Nearest integer, halves away from zero. */
  ROUND(0x0E),
  /** Next integer towards zero. */
  TRUNC(0x0F),
  /** -1, 0 or 1. */
  SIGN(0x10),
  /** Whether it is no number. */
  IS_NAN(0x11),
  /** Whether it is infinite. */
  IS_INF(0x12),
  /** Whether it is finite. */
  IS_FINITE(0x13),
  /** e to the power of the value. */
  EXP(0x14),
  /** Natural logarithm. */
  LOG(0x15),
  /** Logarithm to base 2. */
  LOG2(0x16),
  /** 2 to the power of the value. */
  EXP2(0x17),
  /** Tangent. */
  TAN(0x18),
  /** Inverse cosine. */
  ACOS(0x19),
  /** Inverse sine. */
  ASIN(0x1A),
  /** Inverse tangent. */
  ATAN(0x1B),
  /** Hyperbolic tangent. */
  TANH(0x1C),
  /** Hyperbolic sine. */
  SINH(0x1D),
  /** Hyperbolic cosine. */
  COSH(0x1E),
  /** 1 / sqrt of the value, two roundings. */
  INVERSE_SQRT(0x1F),
  /** Unpacks 4-bit values, never valid. */
  UNPACK4_LOW(0x20),
  /** Unpacks 4-bit values, never valid. */
  UNPACK4_HIGH(0x21),
  /** Unpacks bytes, never valid. */
  UNPACK8_LOW(0x22),
  /** Unpacks bytes, never valid. */
  UNPACK8_HIGH(0x23),
  /** 1 / the value. */
  RECIPROCAL(0x24);

  private static final UnaryOp[] BY_CODE = byCode();

  private final int code;

  UnaryOp(int code) {
    this.code = code;
  }

  private static UnaryOp[] byCode() {
    UnaryOp[] table = new UnaryOp[256];
    for (UnaryOp op : values()) {
      table[op.code] = op;
    }
    return table;
  }

  /** Returns the number on the wire, 1 to 127. */
  public int code() {
    return code;
  }

  /** Returns the operation of that number, or null. */
  public static @Nullable UnaryOp of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Says whether the operand is taken apart as packed bits; no program may use these. */
  public boolean unpack() {
    return code >= UNPACK4_LOW.code && code <= UNPACK8_HIGH.code;
  }

  /** Says whether the operation works on the bits of an integer. */
  public boolean bitwise() {
    return this == BIT_NOT || (code >= POPCOUNT.code && code <= REVERSE_BITS.code);
  }

  /** Says whether the result of an f32 is a truth value. */
  public boolean classifies() {
    return code >= IS_NAN.code && code <= IS_FINITE.code;
  }

  /** Says whether results are approximations, good to 128 ULP on every engine. */
  public boolean transcendental() {
    return switch (this) {
      case COS, SIN, EXP, LOG, LOG2, EXP2, TAN, ACOS, ASIN, ATAN, TANH, SINH, COSH -> true;
      default -> false;
    };
  }
}
