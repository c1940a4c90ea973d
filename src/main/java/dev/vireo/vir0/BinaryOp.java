package dev.vireo.vir0;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Operations on two values. Source: VIR0 section 6. */
public enum BinaryOp {
  /** Sum; integers wrap. */
  ADD(0x01),
  /** Difference; integers wrap. */
  SUB(0x02),
  /** Product; integers wrap. */
  MUL(0x03),
  /** Quotient; u32 by zero is 2^32-1, i32 by zero and MIN/-1 trap. */
  DIV(0x04),
  /** Remainder with the sign of the dividend; u32 by zero is 0. */
  MOD(0x05),
  /** Bitwise and. */
  BIT_AND(0x06),
  /** Bitwise or. */
  BIT_OR(0x07),
  /** Bitwise exclusive or. */
  BIT_XOR(0x08),
  /** Shift left by the low 5 bits. */
  SHL(0x09),
  /** Shift right by the low 5 bits; arithmetic on i32. */
  SHR(0x0A),
  /** Equal. */
  EQ(0x0B),
  /** Not equal. */
  NE(0x0C),
  /** Less. */
  LT(0x0D),
  /** Greater. */
  GT(0x0E),
  /** Less or equal. */
  LE(0x0F),
  /** Greater or equal. */
  GE(0x10),
  /** Both are non-zero; both are evaluated. */
  AND(0x11),
  /** One is non-zero; both are evaluated. */
  OR(0x12),
  /** Absolute difference. */
  ABS_DIFF(0x13),
  /** The smaller; of f32 the one that is a number. */
  MIN(0x14),
  /** The greater; of f32 the one that is a number. */
  MAX(0x15),
  /** Sum, clamped. */
  SAT_ADD(0x16),
  /** Difference, clamped. */
  SAT_SUB(0x17),
  /** Product, clamped. */
  SAT_MUL(0x18),
  /** Wave operation, never valid. */
  SHUFFLE(0x19),
  /** Wave operation, never valid. */
  BALLOT(0x1A),
  /** Wave operation, never valid. */
  WAVE_REDUCE(0x1B),
  /** Wave operation, never valid. */
  WAVE_BROADCAST(0x1C),
  /** Rotate left by the low 5 bits. */
  ROTL(0x1D),
  /** Rotate right by the low 5 bits. */
  ROTR(0x1E),
  /** Sum that wraps. */
  WRAP_ADD(0x1F),
  /** Difference that wraps. */
  WRAP_SUB(0x20),
  /** High 32 bits of the product of u32. */
  MUL_HIGH(0x21);

  private static final BinaryOp[] BY_CODE = byCode();

  private final int code;

  BinaryOp(int code) {
    this.code = code;
  }

  private static BinaryOp[] byCode() {
    BinaryOp[] table = new BinaryOp[256];
    for (BinaryOp op : values()) {
      table[op.code] = op;
    }
    return table;
  }

  /** Returns the number on the wire, 1 to 127. */
  public int code() {
    return code;
  }

  /** Returns the operation of that number, or null. */
  public static @Nullable BinaryOp of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Says whether the result is a truth value. */
  public boolean comparison() {
    return code >= EQ.code && code <= GE.code;
  }

  /** Says whether this is one of the wave operations, which no program may use. */
  public boolean wave() {
    return code >= SHUFFLE.code && code <= WAVE_BROADCAST.code;
  }
}
