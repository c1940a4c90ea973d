package dev.vireo.reference;

/**
 * Where things lie in a PACKED slot's twelve argument words.
 *
 * <pre>
 *  byte  0     1      2          3          4          5          ..
 *      +-----+------+----------+----------+----------+----------+----
 *      |  n  | total| opcode 0 | offset 0 | opcode 1 | offset 1 | ..
 *      +-----+------+----------+----------+----------+----------+----
 * </pre>
 *
 * The packed argument words begin at the next word boundary; offsets count from there. Source:
 * vyre-runtime 0.6.3.
 */
final class PackedForm {
  /** Most inner operations that a device runs. */
  static final int MAX_INNER = 4;

  private PackedForm() {}

  static int count(Operation packed) {
    return packed.packedByte(0);
  }

  static int totalArgs(Operation packed) {
    return packed.packedByte(1);
  }

  static int opcode(Operation packed, int inner) {
    return packed.packedByte(2 + 2 * inner);
  }

  static int offset(Operation packed, int inner) {
    return packed.packedByte(3 + 2 * inner);
  }

  /** Returns the words that {@code count} inner operations need before their arguments. */
  static int metadataWords(int count) {
    return (2 + 2 * count + 3) / 4;
  }
}
