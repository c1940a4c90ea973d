package dev.vireo.spirv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One instruction of a module, with its place in the words and in the source. Immutable. */
final class Instruction {
  /** Where the source is; {@link #NONE} if the module does not say. */
  record Line(String file, int line) {
    static final Line NONE = new Line("", 0);
  }

  private final SpirvOp op;
  private final int[] words;
  private final int offset;
  private final Line line;

  /**
   * Makes one.
   *
   * @param words all its words, the first of which has its length and opcode
   * @param offset of its first word in the module
   */
  Instruction(SpirvOp op, int[] words, int offset, Line line) {
    this.op = op;
    this.words = words;
    this.offset = offset;
    this.line = line;
  }

  SpirvOp op() {
    return op;
  }

  int offset() {
    return offset;
  }

  /** Number of words, the first included. */
  int length() {
    return words.length;
  }

  int word(int index) {
    if (index >= words.length) {
      throw new MalformedModuleException(
          this, "it has " + words.length + " words, and needs more than " + index);
    }
    return words[index];
  }

  /** Id of the result's type; of instructions that have one. */
  int type() {
    return words[1];
  }

  /** Id of the result, 0 if it has none. */
  int result() {
    return op.hasResult() ? words[op.hasType() ? 2 : 1] : 0;
  }

  /** Index of the first word behind type and result. */
  int firstOperand() {
    return 1 + (op.hasType() ? 1 : 0) + (op.hasResult() ? 1 : 0);
  }

  /** A word behind type and result. */
  int operand(int index) {
    return word(firstOperand() + index);
  }

  /** Words behind type and result. */
  int operands() {
    return words.length - firstOperand();
  }

  /** Words from an index on. */
  int[] rest(int from) {
    return Arrays.copyOfRange(words, Math.min(from, words.length), words.length);
  }

  /** Text that begins at a word: UTF-8, four bytes a word, ended by a zero byte. */
  String text(int from) {
    byte[] bytes = new byte[4 * (words.length - Math.min(from, words.length))];
    int length = 0;
    while (length < bytes.length && byteAt(from, length) != 0) {
      bytes[length] = byteAt(from, length);
      length++;
    }
    if (length == bytes.length) {
      throw new MalformedModuleException(this, "its text does not end");
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private byte byteAt(int from, int index) {
    return (byte) (words[from + index / 4] >>> 8 * (index % 4));
  }

  /** Words that text takes. */
  int textWords(int from) {
    return text(from).getBytes(StandardCharsets.UTF_8).length / 4 + 1;
  }

  /** Place for messages: word, instruction, and source line if known. */
  String place() {
    String source = line.line() == 0 ? "" : ", " + line.file() + ":" + line.line();
    return "word " + offset + " (" + spelling() + source + ")";
  }

  /** What the table of instructions does not have stands for nothing, but has a name. */
  private String spelling() {
    int code = words[0] & 0xFFFF;
    return code == op.code() ? op.spelling() : OtherInstructions.name(code);
  }

  @Override
  public String toString() {
    return place();
  }
}
