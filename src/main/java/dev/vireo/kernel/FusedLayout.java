package dev.vireo.kernel;

/** Numbers that kernels of compiled programs share with the host; they get them as defines. */
final class FusedLayout {
  static final int FUSED_BINDING_REQUEST = 0;
  static final int FUSED_BINDING_REPORT = 1;

  /** The arena; or, where each buffer is a binding of its own, the first one of the program. */
  static final int FUSED_BINDING_ARENA = 2;

  /** Words of push constants; every device has so many. */
  static final int FUSED_PUSH_WORDS = 32;

  /** Number of the program in its kernel; words of push constants from here on. */
  static final int FUSED_PROGRAM = 0;

  /** The dispatch's first workgroup along x, y and z. */
  static final int FUSED_FIRST = 1;

  /** Loop turns that an invocation may take. */
  static final int FUSED_FUEL = 4;

  /** Always 0. */
  static final int FUSED_ZERO = 5;

  /**
   * First word and words of each buffer of the program, in the order of declaration. Software
   * drivers read push constants once for a vector, and storage once for each invocation.
   */
  static final int FUSED_TABLE = 6;

  /** Buffers in that table; those behind them are in the request, from its word 0 on. */
  static final int FUSED_PUSHED = 13;

  /** The first trap: its code, and above it the number of its place; 0 if there is none. */
  static final int FUSED_REPORT_TRAP = 0;

  static final int FUSED_REPORT_WORDS = 4;

  static final int FUSED_TRAP_BITS = 4;

  /** Beyond the end of every buffer that is a binding of its own; its byte is below 2^31. */
  static final int FUSED_LAST_INDEX = 0x1FFF_FFFF;

  /** Lower half of a mantissa. */
  static final int FUSED_LOWER_MASK = 0xFFF;

  /** Bits of half a word. */
  static final int FUSED_HALF_BITS = 16;

  private FusedLayout() {}
}
