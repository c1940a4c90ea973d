package dev.vireo.kernel;

/** Numbers that kernels of compiled programs share with the host; they get them as defines. */
final class FusedLayout {
  static final int FUSED_BINDING_REQUEST = 0;
  static final int FUSED_BINDING_ARENA = 1;
  static final int FUSED_BINDING_REPORT = 2;

  /** Number of the program in its kernel. */
  static final int FUSED_PROGRAM = 0;

  /** Workgroups of the grid along x. */
  static final int FUSED_GRID_X = 1;

  /** Workgroups of the grid along y. */
  static final int FUSED_GRID_Y = 2;

  /** The dispatch's first workgroup, x fastest. */
  static final int FUSED_FIRST_GROUP = 3;

  /** Loop turns that an invocation may take. */
  static final int FUSED_FUEL = 4;

  /** Always 0. */
  static final int FUSED_ZERO = 5;

  /** First word and words of each buffer of the program, in the order of declaration. */
  static final int FUSED_TABLE = 8;

  /** The first trap: its code, and above it the number of its place; 0 if there is none. */
  static final int FUSED_REPORT_TRAP = 0;

  static final int FUSED_REPORT_WORDS = 4;

  static final int FUSED_TRAP_BITS = 4;

  /** Lower half of a mantissa. */
  static final int FUSED_LOWER_MASK = 0xFFF;

  /** Bits of half a word. */
  static final int FUSED_HALF_BITS = 16;

  private FusedLayout() {}
}
