package dev.vireo.vir0;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Operations of collectives between devices; none runs on one device. */
public enum CollectiveOp {
  /** Sum. */
  SUM(0x01),
  /** Least. */
  MIN(0x02),
  /** Greatest. */
  MAX(0x03),
  /** Bitwise and. */
  AND(0x04),
  /** Bitwise or. */
  OR(0x05),
  /** Bitwise exclusive or. */
  XOR(0x06);

  private static final CollectiveOp[] BY_CODE = byCode();

  private final int code;

  CollectiveOp(int code) {
    this.code = code;
  }

  private static CollectiveOp[] byCode() {
    CollectiveOp[] table = new CollectiveOp[256];
    for (CollectiveOp op : values()) {
      table[op.code] = op;
    }
    return table;
  }

  /** Returns the number on the wire, 1 to 127. */
  public int code() {
    return code;
  }

  /** Returns the operation of that number, or null. */
  public static @Nullable CollectiveOp of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
