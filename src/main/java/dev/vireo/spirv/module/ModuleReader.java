package dev.vireo.spirv.module;

import dev.vireo.spirv.MalformedModuleException;
import dev.vireo.spirv.UnsupportedModuleException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the words of a module, of either byte order. It checks what lowering relies on: lengths,
 * ids in their range, each defined once, and those that are named defined somewhere. Memory and
 * time are bounded by the module's length. Source: the SPIR-V specification, section 2.3.
 */
public final class ModuleReader {
  private static final int MAGIC = 0x0723_0203;
  private static final int OLDEST = 0x0001_0000;
  private static final int NEWEST = 0x0001_0600;
  private static final int HEADER_WORDS = 5;

  /** Longest module that is read. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int MAX_INSTRUCTIONS = 1 << 20;

  /** The specification's universal limit. */
  private static final int MAX_BOUND = 1 << 22;

  private final int[] words;
  private final int bound;
  private final List<Instruction> globals = new ArrayList<>();
  private final List<List<Instruction>> functions = new ArrayList<>();
  private final Definitions definitions = new Definitions();

  /** Ids that have to be defined somewhere. */
  private final BitSet named = new BitSet();

  private final Map<Integer, String> strings = new HashMap<>();
  private List<Instruction> function;
  private Instruction.Line line = Instruction.Line.NONE;
  private int count;

  private ModuleReader(IntBuffer words) {
    this.words = new int[words.limit()];
    words.get(0, this.words);
    this.bound = words.get(3);
  }

  /**
   * Returns the module.
   *
   * @throws MalformedModuleException if the bytes are none
   * @throws UnsupportedModuleException if it has an instruction that Vireo does not know
   */
  public static Module read(byte[] bytes) {
    if (bytes.length > MAX_BYTES || bytes.length % 4 != 0 || bytes.length < 4 * HEADER_WORDS) {
      throw new MalformedModuleException(
          0,
          "word 0",
          bytes.length
              + " bytes; a module has whole words, at least 5 and at most "
              + MAX_BYTES / 4);
    }
    IntBuffer words = words(bytes);
    checkHeader(words);
    return new ModuleReader(words).readAll();
  }

  /** Returns the words of a module of either byte order. */
  public static IntBuffer words(byte[] bytes) {
    IntBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    return words.get(0) == Integer.reverseBytes(MAGIC)
        ? ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).asIntBuffer()
        : words;
  }

  private static void checkHeader(IntBuffer words) {
    header(words.get(0) == MAGIC, 0, "the magic is %08X, not %08X", words.get(0), MAGIC);
    int version = words.get(1);
    header(
        version >= OLDEST && version <= NEWEST && (version & 0xFF) == 0,
        1,
        "the version is %08X; 1.0 to 1.6 are read",
        version);
    int bound = words.get(3);
    header(
        bound > 0 && bound <= MAX_BOUND,
        3,
        "the bound of ids is %d, not 1 to %d",
        bound,
        MAX_BOUND);
    header(words.get(4) == 0, 4, "the schema is %d, not 0", words.get(4));
  }

  private static void header(boolean holds, int word, String problem, Object... figures) {
    if (!holds) {
      throw new MalformedModuleException(word, "word " + word, String.format(problem, figures));
    }
  }

  private Module readAll() {
    int at = HEADER_WORDS;
    while (at < words.length) {
      int length = words[at] >>> 16;
      checkLength(at, length);
      take(instruction(at, length));
      at += length;
    }
    header(function == null, at, "the last function does not end");
    checkNamed();
    return new Module(words[1], globals, functions, definitions);
  }

  private void checkLength(int at, int length) {
    int left = words.length - at;
    if (length == 0 || length > left) {
      throw new MalformedModuleException(
          at,
          "word " + at,
          length == 0
              ? "an instruction of 0 words"
              : "an instruction of " + length + " words, but " + left + " are left");
    }
    if (++count > MAX_INSTRUCTIONS) {
      throw new MalformedModuleException(
          at, "word " + at, "more than " + MAX_INSTRUCTIONS + " instructions");
    }
  }

  private Instruction instruction(int at, int length) {
    int[] own = Arrays.copyOfRange(words, at, at + length);
    int code = own[0] & 0xFFFF;
    SpirvOp op = SpirvOp.of(code);
    if (op == null) {
      Instruction unknown = new Instruction(SpirvOp.NOP, own, at, line);
      throw unknown.unsupported(
          OtherInstructions.name(code), "it is none that Vireo runs; leave it out");
    }
    Instruction instruction = new Instruction(op, own, at, line);
    operands(instruction);
    return instruction;
  }

  private void take(Instruction instruction) {
    switch (instruction.op()) {
      case STRING -> strings.put(instruction.result(), instruction.text(2));
      case LINE ->
          line =
              new Instruction.Line(
                  strings.getOrDefault(instruction.word(1), "?"), instruction.word(2));
      case NO_LINE -> line = Instruction.Line.NONE;
      default -> {}
    }
    int result = instruction.result();
    if (result != 0 && !definitions.add(result, instruction)) {
      throw instruction.malformed("id " + result + " is defined twice");
    }
    place(instruction);
  }

  private void place(Instruction instruction) {
    if (instruction.op() == SpirvOp.FUNCTION) {
      if (function != null) {
        throw instruction.malformed("a function in a function");
      }
      function = new ArrayList<>();
      functions.add(function);
    }
    if (function != null) {
      function.add(instruction);
    } else if (functions.isEmpty()) {
      globals.add(instruction);
    } else if (!betweenFunctions(instruction.op())) {
      throw instruction.malformed("it stands between functions");
    }
    if (instruction.op() == SpirvOp.FUNCTION_END) {
      function = null;
    }
    // Formally a line ends with its block, but for a message the line before is better than none.
    if (instruction.op() == SpirvOp.FUNCTION_END) {
      line = Instruction.Line.NONE;
    }
  }

  /** Of instructions of other sets, those without a meaning may stand there. */
  private static boolean betweenFunctions(SpirvOp op) {
    return op == SpirvOp.LINE || op == SpirvOp.NO_LINE || op == SpirvOp.EXT_INST;
  }

  private void checkNamed() {
    for (int id = named.nextSetBit(0); id >= 0; id = named.nextSetBit(id + 1)) {
      if (definitions.get(id) == null) {
        globals.forEach(this::checkNamed);
        functions.forEach(all -> all.forEach(this::checkNamed));
      }
    }
  }

  /** Holds operands to their letters. */
  private void operands(Instruction instruction) {
    String letters = instruction.op().fixedOperands();
    char more = instruction.op().moreOperands();
    int end = letters.length() + 1;
    int length = instruction.length();
    for (int word = 1; word < end; word++) {
      operand(instruction, letters.charAt(word - 1), instruction.word(word));
    }
    if (more != 'l' && more != 's') {
      if (more == 0 && length != end) {
        throw instruction.malformed("it has " + length + " words instead of " + end);
      }
      for (int word = end; word < length; word++) {
        operand(instruction, more, instruction.word(word));
      }
    }
  }

  private void operand(Instruction instruction, char letter, int value) {
    if (letter == 'l') {
      return;
    }
    if (value <= 0 || value >= bound) {
      throw instruction.malformed(
          "id " + Integer.toUnsignedString(value) + "; the bound is " + bound);
    }
    if (letter == 'i' || letter == 't') {
      named.set(value);
    }
  }

  /** Throws if an instruction names an id that is defined nowhere. */
  private void checkNamed(Instruction instruction) {
    String letters = instruction.op().fixedOperands();
    char more = instruction.op().moreOperands();
    for (int word = 1; word < instruction.length(); word++) {
      char letter = word <= letters.length() ? letters.charAt(word - 1) : more;
      int id = instruction.word(word);
      if ((letter == 'i' || letter == 't') && definitions.get(id) == null) {
        throw instruction.malformed("id " + id + " is defined nowhere");
      }
    }
  }
}
