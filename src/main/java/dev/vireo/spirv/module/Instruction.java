package dev.vireo.spirv.module;

import dev.vireo.spirv.MalformedModuleException;
import dev.vireo.spirv.UnsupportedModuleException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One instruction of a module, with its place in the words and in the source. Immutable. */
public final class Instruction {
  /** Where the source is; {@link #NONE} if the module does not say. */
  public record Line(String file, int line) {
    public static final Line NONE = new Line("", 0);
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
  public Instruction(SpirvOp op, int[] words, int offset, Line line) {
    this.op = op;
    this.words = words;
    this.offset = offset;
    this.line = line;
  }

  public SpirvOp op() {
    return op;
  }

  public int offset() {
    return offset;
  }

  /** Number of words, the first included. */
  public int length() {
    return words.length;
  }

  public int word(int index) {
    if (index >= words.length) {
      throw malformed("it has " + words.length + " words, and needs more than " + index);
    }
    return words[index];
  }

  /** Id of the result's type; of instructions that have one. */
  public int type() {
    return words[1];
  }

  /** Id of the result, 0 if it has none. */
  public int result() {
    return op.hasResult() ? words[op.hasType() ? 2 : 1] : 0;
  }

  /** Index of the first word behind type and result. */
  public int firstOperand() {
    return 1 + (op.hasType() ? 1 : 0) + (op.hasResult() ? 1 : 0);
  }

  /** A word behind type and result. */
  public int operand(int index) {
    return word(firstOperand() + index);
  }

  /** Words behind type and result. */
  public int operands() {
    return words.length - firstOperand();
  }

  /** Words from an index on. */
  public int[] rest(int from) {
    return Arrays.copyOfRange(words, Math.min(from, words.length), words.length);
  }

  /** Text that begins at a word: UTF-8, four bytes a word, ended by a zero byte. */
  public String text(int from) {
    byte[] bytes = new byte[4 * (words.length - Math.min(from, words.length))];
    int length = 0;
    while (length < bytes.length && byteAt(from, length) != 0) {
      bytes[length] = byteAt(from, length);
      length++;
    }
    if (length == bytes.length) {
      throw malformed("its text does not end");
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private byte byteAt(int from, int index) {
    return (byte) (words[from + index / 4] >>> 8 * (index % 4));
  }

  /** Words that text takes. */
  public int textWords(int from) {
    return text(from).getBytes(StandardCharsets.UTF_8).length / 4 + 1;
  }

  /** Returns the exception for an instruction that is wrong; the problem is one clause. */
  public MalformedModuleException malformed(String problem) {
    return new MalformedModuleException(offset, place(), problem);
  }

  /** Returns the exception for what Vireo does not run; the remedy is one clause. */
  public UnsupportedModuleException unsupported(String construct, String remedy) {
    return new UnsupportedModuleException(offset, place(), construct, remedy);
  }

  /** Place for messages: word, instruction, and source line if known. */
  public String place() {
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
