package dev.vireo.vir0.bytecode;

import dev.vireo.vir0.TrapCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Proves that an image is safe to run, whoever made it: every instruction is defined and names
 * registers, constants, buffers and targets that exist; buffers are used as they are declared; only
 * BACK and NEXT go backwards; nothing runs past the end; and every register is written before it is
 * read, on every way, so that nothing is seen that others left in it. A loader runs it on what it
 * is about to write to a device.
 */
public final class BytecodeVerifier {
  private static final long MAX_WORKGROUP_WORDS = 1 << 20;
  private static final int IDS = 12;

  private final int[] image;
  private int registers;
  private int buffers;
  private int constants;
  private int instructions;
  private int workgroupWords;
  private int firstBuffer;
  private int firstCode;

  /**
   * Registers surely written before the instruction that is looked at; null if nothing comes here.
   */
  private long[] written;

  /** The same for targets ahead. */
  private final Map<Integer, long[]> ahead = new HashMap<>();

  private BytecodeVerifier(int[] image) {
    this.image = image;
  }

  /**
   * Returns normally if the image is safe to run.
   *
   * @throws BytecodeException if it is not
   */
  public static void verify(int[] image) {
    BytecodeVerifier verifier = new BytecodeVerifier(image);
    verifier.checkHeader();
    verifier.checkBuffers();
    verifier.checkCode();
  }

  private static void require(boolean holds, int pc, String problem, long... figures) {
    if (!holds) {
      throw new BytecodeException(
          pc, String.format(problem, Arrays.stream(figures).boxed().toArray()));
    }
  }

  private static void header(boolean holds, String problem, long... figures) {
    require(holds, -1, problem, figures);
  }

  private void checkHeader() {
    header(
        image.length >= Bytecode.HEADER_WORDS, "a header has 16 words, here are %d", image.length);
    header(image[0] == Bytecode.MAGIC, "the magic is %d", image[0]);
    header(
        image[1] == image.length, "the header says %d words, here are %d", image[1], image.length);
    header(image[15] == 0, "a reserved word is not 0");
    registers = bounded(4, Bytecode.MAX_REGISTERS, "registers");
    buffers = bounded(5, Bytecode.MAX_BUFFERS, "buffers");
    constants = bounded(6, Bytecode.MAX_CONSTANTS, "constants");
    instructions = bounded(7, Bytecode.MAX_INSTRUCTIONS, "instructions");
    workgroupWords = bounded(8, MAX_WORKGROUP_WORDS, "words of workgroup memory");
    bounded(3, workgroupWords, "words to clear");
    header(instructions > 0, "there are no instructions");
    firstBuffer = Bytecode.HEADER_WORDS;
    int firstConstant = firstBuffer + Bytecode.BUFFER_WORDS * buffers;
    firstCode = firstConstant + constants + 1 & ~1;
    header(image[12] == firstBuffer, "buffers begin at %d, not %d", image[12], firstBuffer);
    header(image[13] == firstConstant, "constants begin at %d, not %d", image[13], firstConstant);
    header(image[14] == firstCode, "code begins at %d, not %d", image[14], firstCode);
    int end = firstCode + Bytecode.INSTRUCTION_WORDS * instructions;
    header(image.length == end, "the image has %d words, its parts %d", image.length, end);
    for (int axis = 0; axis < 3; axis++) {
      header(image[9 + axis] != 0, "the workgroup size along axis %d is 0", axis);
    }
  }

  private int bounded(int word, long max, String what) {
    int value = image[word];
    if (value < 0 || value > max) {
      header(false, "%d " + what + ", at most %d are allowed", value, max);
    }
    return value;
  }

  private void checkBuffers() {
    for (int i = 0; i < buffers; i++) {
      int at = firstBuffer + Bytecode.BUFFER_WORDS * i;
      int flags = image[at];
      long base = image[at + 1];
      long words = image[at + 2];
      boolean known = (flags & ~3) == 0 || flags == Bytecode.TABLE;
      header(known, "buffer %d has flags %d", i, flags);
      header(words >= 0 && image[at + 3] >= 0, "buffer %d has %d words", i, words);
      int room = flags == Bytecode.TABLE ? constants : workgroupWords;
      boolean inside = base >= 0 && base + words <= room;
      header(
          (flags & (Bytecode.WORKGROUP | Bytecode.TABLE)) != 0 ? inside : base == 0,
          "buffer %d lies at words %d to %d of %d of workgroup memory, or of the constants",
          i,
          base,
          base + words,
          room);
    }
  }

  private void checkCode() {
    written = new long[(registers + 63) / 64];
    int flags = 0;
    BytecodeOp op = null;
    for (int pc = 0; pc < instructions; pc++) {
      meet(pc);
      int word0 = image[firstCode + Bytecode.INSTRUCTION_WORDS * pc];
      int word1 = image[firstCode + Bytecode.INSTRUCTION_WORDS * pc + 1];
      op = BytecodeOp.of(word0);
      require(op != null, pc, "operation %d is not defined", word0 & 0xFF);
      flags |= op.flags();
      checkInstruction(op, word0, word1, pc);
      if (op.ends()) {
        written = null;
      }
    }
    require(op.ends(), instructions - 1, "the code runs past its end");
    header(image[2] == flags, "the flags are %d, the code's %d", image[2], flags);
  }

  /** Where ways come together, only what all of them have written is surely written. */
  private void meet(int pc) {
    long[] jumped = ahead.remove(pc);
    if (jumped == null) {
      return;
    }
    if (written != null) {
      for (int i = 0; i < jumped.length; i++) {
        jumped[i] &= written[i];
      }
    }
    written = jumped;
  }

  private void checkInstruction(BytecodeOp op, int word0, int word1, int pc) {
    BytecodeOp.Form form = op.form();
    int a = word1 & 0xFFFF;
    int b = word1 >>> 16;
    if (form == BytecodeOp.Form.D_IMM) {
      require(a < IDS, pc, "id %d is not defined", a);
    } else if (form == BytecodeOp.Form.TRAP) {
      require(a > 0 && a < TrapCode.values().length, pc, "trap code %d is not defined", a);
    } else {
      checkOperand(form.readsA, a, pc);
    }
    checkOperand(form.readsB, b, pc);
    boolean needsRegister = form == BytecodeOp.Form.NEXT || op.subgroup();
    require(!needsRegister || (a & Bytecode.CONSTANT) == 0, pc, "operand a is a constant, %d", a);
    if (form.target == BytecodeOp.Target.NONE) {
      checkFields(op, word0 >>> 8 & 0xFFF, word0 >>> 20, pc);
    } else {
      checkTarget(form.target, word0 >>> 8, pc);
    }
  }

  private void checkOperand(boolean used, int operand, int pc) {
    if (!used) {
      require(operand == 0, pc, "an operand that is not used is %d", operand);
    } else if ((operand & Bytecode.CONSTANT) != 0) {
      int number = operand & ~Bytecode.CONSTANT;
      require(number < constants, pc, "there is no constant %d", number);
    } else {
      checkRead(operand, pc);
    }
  }

  private void checkRead(int register, int pc) {
    require(register < registers, pc, "there is no register %d", register);
    boolean known = written == null || (written[register >> 6] & 1L << register) != 0;
    require(known, pc, "register %d is read before it is written", register);
  }

  private void checkFields(BytecodeOp op, int d, int c, int pc) {
    BytecodeOp.Form form = op.form();
    if (form.readsC) {
      if ((c & Bytecode.CONSTANT_C) != 0) {
        int number = c & ~Bytecode.CONSTANT_C;
        require(number < constants, pc, "there is no constant %d", number);
      } else {
        checkRead(c, pc);
      }
    } else if (form.memory != BytecodeOp.Memory.NONE) {
      checkBuffer(op, c, pc);
    } else {
      require(c == 0, pc, "field c is not used, but %d", c);
    }
    if (form.readsD()) {
      checkRead(d, pc);
    }
    if (form.writesD) {
      require(d < registers, pc, "there is no register %d", d);
      if (written != null) {
        written[d >> 6] |= 1L << d;
      }
    } else {
      require(d == 0 || form.readsD(), pc, "field d is not used, but %d", d);
    }
  }

  private void checkBuffer(BytecodeOp op, int buffer, int pc) {
    require(buffer < buffers, pc, "there is no buffer %d", buffer);
    int flags = image[firstBuffer + Bytecode.BUFFER_WORDS * buffer];
    int kind = flags & (Bytecode.WORKGROUP | Bytecode.TABLE);
    boolean right =
        op.form().memory == BytecodeOp.Memory.ANY ? kind != Bytecode.TABLE : kind == op.kind();
    require(right, pc, "buffer %d is of another kind of memory", buffer);
    boolean writes = op.form().memory == BytecodeOp.Memory.WRITE || op.atomic();
    require(!writes || (flags & 2) != 0, pc, "buffer %d cannot be written", buffer);
  }

  private void checkTarget(BytecodeOp.Target kind, int target, int pc) {
    require(target < instructions, pc, "there is no instruction %d", target);
    if (kind == BytecodeOp.Target.BEHIND) {
      // What was written where the loop begins is still written here: registers stay written.
      require(target <= pc, pc, "the jump backwards goes ahead to %d", target);
      return;
    }
    require(target > pc, pc, "the jump ahead goes backwards to %d", target);
    if (written != null) {
      long[] known = ahead.get(target);
      if (known == null) {
        ahead.put(target, written.clone());
      } else {
        for (int i = 0; i < known.length; i++) {
          known[i] &= written[i];
        }
      }
    }
  }
}
