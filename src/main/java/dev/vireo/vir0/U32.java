package dev.vireo.vir0;

/** Checks of values that the wire format keeps in 32 bits, unsigned. */
final class U32 {
  /** Largest 32-bit value. */
  static final long MAX = 0xFFFF_FFFFL;

  private U32() {}

  /** Returns {@code value}, or refuses it: a mistake of the caller's. */
  static long require(String what, long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(
          what + " is " + value + "; pass an unsigned 32-bit value, 0 to " + MAX);
    }
    return value;
  }
}
