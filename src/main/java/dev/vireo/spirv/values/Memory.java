package dev.vireo.spirv.values;

/** What a pointer points into. */
public sealed interface Memory {
  /**
   * Registers, or constants, one for each slot.
   *
   * @param stored whether stores may go there
   */
  record Registers(int[] operands, boolean stored) implements Memory {}

  /**
   * Words of workgroup memory, one for each slot.
   *
   * @param buffer number in the bytecode
   * @param step words from a slot to the next: 1, or the invocations of a workgroup where each has
   *     a variable of its own
   */
  record Slots(int buffer, int step) implements Memory {}

  /**
   * A table: what a variable holds that only ever holds one constant.
   *
   * @param buffer number in the bytecode
   * @param slots operands of its constants
   */
  record Table(int buffer, int[] slots) implements Memory {}

  /**
   * A buffer whose layout decorations give.
   *
   * @param buffer number in the bytecode
   * @param writable whether stores may go there
   * @param coherent whether other workgroups may look on while the program runs
   */
  record Laid(int buffer, boolean writable, boolean coherent) implements Memory {}
}
