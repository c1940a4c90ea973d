package dev.vireo.kernel;

/**
 * Layout of the buffer through which workers run small grids of compiled programs themselves: the
 * board, which belongs to the device and holds the grid that invocations share, and a table of
 * binding sets, which the host writes between slices.
 */
final class InlineLayout {
  /** Bindings of the worker kernel behind {@link KernelBindings}. */
  static final int BINDING_ARENA = KernelBindings.BINDINGS;

  static final int BINDING_INLINE = KernelBindings.BINDINGS + 1;

  static final int INLINE_BINDINGS = KernelBindings.BINDINGS + 2;

  // The board. Its first word is FUSED_REPORT_TRAP of programs that never trap.

  /** Next part of the grid, and above it how many there are. */
  static final int INLINE_TICKET = 1;

  /** Invocations that have ended. */
  static final int INLINE_DONE = 2;

  /** Not 0 while a grid is on the board. */
  static final int INLINE_OWNER = 3;

  /** First word of its binding set's entry. */
  static final int INLINE_AT = 4;

  /** Position of its slot. */
  static final int INLINE_POSITION = 5;

  /** Its invocations. */
  static final int INLINE_TOTAL = 6;

  /** Those of a part. */
  static final int INLINE_PART = 7;

  /** Its invocations along x and y. */
  static final int INLINE_EXTENT_X = 8;

  static final int INLINE_EXTENT_Y = 9;

  static final int INLINE_TABLE = 16;

  static final int INLINE_PARTS_SHIFT = 16;
  static final int INLINE_NEXT_MASK = (1 << INLINE_PARTS_SHIFT) - 1;

  /** As many parts as a grid has at least, where it has as many invocations. */
  static final int INLINE_LEAST_PARTS = 32;

  /** Invocations of a part at most. */
  static final int INLINE_MOST_PART = 32;

  /** Fuel for the turn that takes a part, and for leaving the loop over its invocations. */
  static final int INLINE_PART_FUEL = 2;

  /** Fuel with which an invocation takes no part any more. */
  static final int INLINE_LEAST_FUEL = 2 * INLINE_MOST_PART;

  // An entry of the table.

  /** Number of the binding set; 0 when the entry is free. */
  static final int INLINE_BINDING = 0;

  static final int INLINE_OPCODE = 1;

  /** Number of the program in the kernel. */
  static final int INLINE_NUMBER = 2;

  /** Workgroups of a grid at most. */
  static final int INLINE_MOST_GROUPS = 3;

  /** Invocations of a workgroup along x, y and z. */
  static final int INLINE_SIZE_X = 4;

  static final int INLINE_SIZE_Y = 5;
  static final int INLINE_SIZE_Z = 6;

  /** Always 0. */
  static final int INLINE_ZERO = 7;

  /** First word in the arena and words of each buffer. */
  static final int INLINE_BUFFERS = 8;

  static final int INLINE_ENTRY_WORDS = 40;

  /** A binding set's entry is that of its number below this. */
  static final int INLINE_ENTRIES = 64;

  static final int INLINE_ENTRY_MASK = INLINE_ENTRIES - 1;

  static final int INLINE_WORDS = INLINE_TABLE + INLINE_ENTRIES * INLINE_ENTRY_WORDS;

  private InlineLayout() {}
}
