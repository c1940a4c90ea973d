package dev.vireo.vir0.bytecode;

import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.WorkgroupSize;
import java.util.List;

/**
 * A program as a flat register code of 32-bit words, which the interpreter runs. Immutable.
 *
 * <p>An image is a header of 16 words, buffers, constants and code, in this order:
 *
 * <pre>
 *    0 magic "VBC1"        4 registers           8 words of workgroup memory   12 first word of buffers
 *    1 words of the image  5 buffers             9 workgroup size x            13 first word of constants
 *    2 flags               6 constants          10 workgroup size y            14 first word of code, even
 *    3 words to clear      7 instructions       11 workgroup size z            15 0
 *
 *   buffer:      flags (1 workgroup memory, 2 can be written, 4 table), first word in workgroup
 *                memory, or of a table its first constant; words (of workgroup memory, of the
 *                table, or declared of storage), number in the program
 *   instruction: word 0: operation 0..7, d 8..19, c 20..31, or a target 8..31
 *                word 1: a 0..15, b 16..31
 * </pre>
 *
 * <p>d is a register. a and b are registers, or constants if bit 15 is set; c is a register, or a
 * constant if bit 11 is set, or a buffer; targets are numbers of instructions. Every invocation has
 * {@link #registers()} registers of its own, whose first content does not matter.
 *
 * <p>So many words of workgroup memory as word 3 says are 0 when a workgroup begins; the others are
 * 0, or what an earlier workgroup of the same run left there. A table is read only: constants that
 * LDT finds by their numbers.
 *
 * <p>A machine can stop after any instruction and go on later with the same registers and
 * instruction number. Only BACK and NEXT go backwards, and each costs one unit of fuel when it
 * does. An invocation at a BARRIER goes on when all of its workgroup that have not ended are at the
 * same one; if they wait at different ones, the workgroup traps DIVERGENCE. Subgroups are 32
 * consecutive invocations of a workgroup; around operations on them stand barriers, so that the
 * register that they read in other invocations holds still. Storage buffers are less than 2^30
 * words each.
 */
public final class Bytecode {
  /** First word of an image. */
  public static final int MAGIC = 'V' | 'B' << 8 | 'C' << 16 | '1' << 24;

  /** Words of the header. */
  public static final int HEADER_WORDS = 16;

  /** Words of a buffer's entry. */
  public static final int BUFFER_WORDS = 4;

  /** Words of an instruction. */
  public static final int INSTRUCTION_WORDS = 2;

  /** Set in operands a and b that are constants. */
  public static final int CONSTANT = 0x8000;

  /** Set in operands c that are constants. */
  public static final int CONSTANT_C = 0x800;

  /** Most registers that an instruction can name. */
  public static final int MAX_REGISTERS = 0x800;

  /** Most constants that operands a and b can name; c can name the first 2048. */
  public static final int MAX_CONSTANTS = 0x8000;

  /** Most buffers that an instruction can name. */
  public static final int MAX_BUFFERS = 0x1000;

  /** Most instructions. */
  public static final int MAX_INSTRUCTIONS = 1 << 20;

  /** Header flag: there are barriers. */
  public static final int FLAG_BARRIER = 1;

  /** Header flag: there are subgroup operations. */
  public static final int FLAG_SUBGROUP = 2;

  /** Header flag: there are jumps backwards. */
  public static final int FLAG_LOOP = 4;

  /** Header flag: there are atomic operations. */
  public static final int FLAG_ATOMIC = 8;

  /** Flags of buffers. */
  static final int WORKGROUP = 1;

  static final int WRITABLE = 2;
  static final int TABLE = 4;

  /**
   * A buffer that the code names.
   *
   * @param number the buffer's number in the program
   * @param workgroup whether it is workgroup memory
   * @param writable whether the code may write it
   * @param base first word in the workgroup's memory; first constant of a table; 0 for storage
   * @param words words of workgroup memory or of a table, or declared words of storage
   * @param table whether it is a table among the constants
   */
  public record Buffer(
      int number, boolean workgroup, boolean writable, int base, int words, boolean table) {
    /** Makes one that is no table. */
    public Buffer(int number, boolean workgroup, boolean writable, int base, int words) {
      this(number, workgroup, writable, base, words, false);
    }

    /** Returns whether a caller binds a resource to it. */
    public boolean bound() {
      return !workgroup && !table;
    }
  }

  private final WorkgroupSize size;
  private final int registers;
  private final int clearedWords;
  private final List<Buffer> buffers;
  private final int[] constants;
  private final int[] code;
  private final NodePath[] places;
  private final int flags;

  Bytecode(
      WorkgroupSize size,
      int registers,
      int clearedWords,
      List<Buffer> buffers,
      int[] constants,
      int[] code,
      NodePath[] places) {
    this.size = size;
    this.registers = registers;
    this.clearedWords = clearedWords;
    this.buffers = List.copyOf(buffers);
    this.constants = constants;
    this.code = code;
    this.places = places;
    this.flags = flagsOfCode();
  }

  /** Returns the workgroup size. */
  public WorkgroupSize workgroupSize() {
    return size;
  }

  /** Returns the registers of an invocation. */
  public int registers() {
    return registers;
  }

  /** Returns the buffers, by the numbers that instructions use. */
  public List<Buffer> buffers() {
    return buffers;
  }

  /** Returns the words of workgroup memory. */
  public int workgroupWords() {
    int words = 0;
    for (Buffer buffer : buffers) {
      words = buffer.workgroup() ? Math.max(words, buffer.base() + buffer.words()) : words;
    }
    return words;
  }

  /** Returns how many of them, from the first on, are 0 when a workgroup begins. */
  public int clearedWords() {
    return clearedWords;
  }

  /** Returns the number of constants, those of tables included. */
  public int constants() {
    return constants.length;
  }

  /** Returns a constant. */
  public int constant(int index) {
    return constants[index];
  }

  /** Returns the number of instructions. */
  public int instructions() {
    return code.length / INSTRUCTION_WORDS;
  }

  /** Returns word 0 of an instruction: operation, d and c, or a target. */
  public int word0(int pc) {
    return code[INSTRUCTION_WORDS * pc];
  }

  /** Returns word 1 of an instruction: a and b. */
  public int word1(int pc) {
    return code[INSTRUCTION_WORDS * pc + 1];
  }

  /** Returns the operation of an instruction. */
  public BytecodeOp op(int pc) {
    return BytecodeOp.of(word0(pc));
  }

  /** Returns the statement or expression that an instruction comes from. */
  public NodePath place(int pc) {
    return pc >= 0 && pc < places.length ? places[pc] : NodePath.ROOT;
  }

  /** Returns what the header says that the code has, as a set of {@code FLAG_} bits. */
  public int flags() {
    return flags;
  }

  private int flagsOfCode() {
    int set = 0;
    for (int pc = 0; pc < instructions(); pc++) {
      set |= op(pc).flags();
    }
    return set;
  }

  private static int kind(Buffer buffer) {
    return buffer.workgroup() ? WORKGROUP : buffer.table() ? TABLE : 0;
  }

  /** Returns the image, as it is written to a device. */
  public int[] image() {
    int firstBuffer = HEADER_WORDS;
    int firstConstant = firstBuffer + BUFFER_WORDS * buffers.size();
    int firstCode = firstConstant + constants.length + 1 & ~1;
    int[] image = new int[firstCode + code.length];
    int[] header = {
      MAGIC,
      image.length,
      flags(),
      clearedWords,
      registers,
      buffers.size(),
      constants.length,
      instructions(),
      workgroupWords(),
      (int) size.x(),
      (int) size.y(),
      (int) size.z(),
      firstBuffer,
      firstConstant,
      firstCode,
      0
    };
    System.arraycopy(header, 0, image, 0, HEADER_WORDS);
    for (int i = 0; i < buffers.size(); i++) {
      Buffer buffer = buffers.get(i);
      int at = firstBuffer + BUFFER_WORDS * i;
      image[at] = kind(buffer) | (buffer.writable() ? WRITABLE : 0);
      image[at + 1] = buffer.base();
      image[at + 2] = buffer.words();
      image[at + 3] = buffer.number();
    }
    System.arraycopy(constants, 0, image, firstConstant, constants.length);
    System.arraycopy(code, 0, image, firstCode, code.length);
    return image;
  }
}
