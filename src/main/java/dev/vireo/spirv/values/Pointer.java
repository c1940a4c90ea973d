package dev.vireo.spirv.values;

/**
 * A place in memory while lowering. Its address is {@code fixed} bytes, and {@code words} words,
 * and {@code bytes} bytes from the begin of its memory; of the memory of registers only the first
 * part.
 *
 * @param memory what it points into
 * @param type of what lies there
 * @param fixed bytes that are known
 * @param words operand, or a constant 0
 * @param bytes operand, or a constant 0
 * @param lines how the matrix, or the vector of one, lies there
 */
public record Pointer(Memory memory, Type type, int fixed, int words, int bytes, Lines lines) {
  /**
   * How matrices lie: bytes between columns, or rows, and whether row by row; and behind a chain
   * into a matrix, bytes between the components of the vector, 0 if they lie beside each other.
   */
  public record Lines(int stride, boolean rowMajor, int components) {
    public static final Lines NONE = new Lines(0, false, 0);
  }

  public Pointer at(Type part, int more, Lines own) {
    return new Pointer(memory, part, fixed + more, words, bytes, own);
  }

  public Pointer in(Memory other) {
    return new Pointer(other, type, fixed, words, bytes, lines);
  }

  /** Returns a pointer to the first of other registers. */
  public Pointer choosing(Type part, Memory.Registers chosen) {
    return new Pointer(chosen, part, 0, words, bytes, Lines.NONE);
  }

  public Pointer moved(int newWords, int newBytes) {
    return new Pointer(memory, type, fixed, newWords, newBytes, lines);
  }
}
