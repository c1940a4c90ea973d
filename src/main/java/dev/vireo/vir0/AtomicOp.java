package dev.vireo.vir0;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Atomic operations on a u32; each returns the old value. Source: VIR0 section 6. */
public enum AtomicOp {
  /** Adds, wrapping. */
  ADD(0x01),
  /** Bitwise or. */
  OR(0x02),
  /** Bitwise and. */
  AND(0x03),
  /** Bitwise exclusive or. */
  XOR(0x04),
  /** Keeps the smaller. */
  MIN(0x05),
  /** Keeps the greater. */
  MAX(0x06),
  /** Replaces. */
  EXCHANGE(0x07),
  /** Replaces what equals the expected value. */
  COMPARE_EXCHANGE(0x08),
  /** Never valid. */
  COMPARE_EXCHANGE_WEAK(0x09),
  /** Complement of the bitwise and; the reference has none. */
  FETCH_NAND(0x0A),
  /** Keeps the greater. */
  LRU_UPDATE(0x0B);

  private static final AtomicOp[] BY_CODE = byCode();

  private final int code;

  AtomicOp(int code) {
    this.code = code;
  }

  private static AtomicOp[] byCode() {
    AtomicOp[] table = new AtomicOp[256];
    for (AtomicOp op : values()) {
      table[op.code] = op;
    }
    return table;
  }

  /** Returns the number on the wire, 1 to 127. */
  public int code() {
    return code;
  }

  /** Returns the operation of that number, or null. */
  public static @Nullable AtomicOp of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
