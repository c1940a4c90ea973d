package dev.vireo.vir0.bytecode;

import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts bytecode together: instructions over as many registers as one likes, constants, labels and
 * loops. {@link #finish} gives registers their numbers by liveness: two that are never needed at
 * the same time share one.
 *
 * <p>Rules for callers: a register is written before every instruction that reads it on every way
 * there; what is written before a loop and read in it stays until its end; loops nest, and every
 * jump backwards is the last of a loop begun with {@link #beginLoop}. Not thread-safe.
 */
public final class BytecodeAssembler {
  /** Operand that is not used. */
  public static final int NONE = Integer.MIN_VALUE;

  private static final int UNBOUND = -1;

  private final List<Bytecode.Buffer> buffers = new ArrayList<>();
  private final Map<Integer, Integer> constantNumbers = new HashMap<>();
  private final List<Integer> constants = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();
  private int[] tables = {};
  private int clearedWords = Integer.MAX_VALUE;
  private final List<Integer> labels = new ArrayList<>();
  private final LiveRanges ranges = new LiveRanges();
  private NodePath place = NodePath.ROOT;

  /** An instruction whose operands are registers from 0 up and constants {@code -1 - number}. */
  private record Draft(BytecodeOp op, int d, int a, int b, int c, int label, NodePath place) {}

  /** Starts with no instructions. */
  public BytecodeAssembler() {}

  /** Sets the statement or expression that the following instructions come from. */
  public void at(NodePath path) {
    place = path;
  }

  /** Returns the statement or expression that instructions come from now. */
  public NodePath place() {
    return place;
  }

  /** Adds a buffer and returns its number. */
  public int buffer(Bytecode.Buffer buffer) {
    if (buffers.size() == Bytecode.MAX_BUFFERS) {
      throw tooMany(Bytecode.MAX_BUFFERS, "buffers");
    }
    buffers.add(buffer);
    return buffers.size() - 1;
  }

  /**
   * Sets the words of all tables. Buffers that are tables are added with their first word among
   * these as their base.
   */
  public void tables(int[] words) {
    tables = words.clone();
  }

  /** Sets how many words of workgroup memory a workgroup finds cleared; else it does all. */
  public void clear(int words) {
    clearedWords = words;
  }

  private UnsupportedProgramException tooMany(int limit, String what) {
    return new UnsupportedProgramException(
        "more than " + limit + " " + what, place, "split the program");
  }

  /** Returns a register of its own. */
  public int register() {
    return ranges.add();
  }

  /** Returns the operand that stands for a constant. */
  public int constant(int bits) {
    Integer number = constantNumbers.get(bits);
    if (number == null) {
      if (constants.size() + tables.length == Bytecode.MAX_CONSTANTS) {
        throw tooMany(Bytecode.MAX_CONSTANTS, "constants");
      }
      number = constants.size();
      constantNumbers.put(bits, number);
      constants.add(bits);
    }
    return -1 - number;
  }

  /** Says whether an operand is a constant. */
  public static boolean isConstant(int operand) {
    return operand < 0 && operand != NONE;
  }

  /** Returns the bits of an operand that is a constant. */
  public int bits(int operand) {
    return constants.get(-1 - operand);
  }

  /** Returns a new label, to be bound once. */
  public int label() {
    labels.add(UNBOUND);
    return labels.size() - 1;
  }

  /** Binds a label to the next instruction. */
  public void bind(int label) {
    labels.set(label, drafts.size());
  }

  /** Begins a loop at the next instruction and returns the label of its begin. */
  public int beginLoop() {
    int label = label();
    bind(label);
    ranges.beginLoop(drafts.size());
    return label;
  }

  /** Ends the innermost loop behind the last instruction. */
  public void endLoop() {
    ranges.endLoop(drafts.size() - 1);
  }

  /**
   * Adds an instruction that does not jump. Fields that its form does not use are {@link #NONE}.
   */
  public void emit(BytecodeOp op, int d, int a, int b, int c) {
    add(op, d, a, b, c, UNBOUND);
  }

  /** Adds an instruction that computes d from a and b. */
  public void emit(BytecodeOp op, int d, int a, int b) {
    emit(op, d, a, b, NONE);
  }

  /** Adds an instruction that computes d from a. */
  public void emit(BytecodeOp op, int d, int a) {
    emit(op, d, a, NONE, NONE);
  }

  /** Adds a jump on operands a and b, which may be {@link #NONE}. */
  public void jump(BytecodeOp op, int a, int b, int label) {
    add(op, NONE, a, b, NONE, label);
  }

  private void add(BytecodeOp op, int d, int a, int b, int c, int label) {
    if (drafts.size() == Bytecode.MAX_INSTRUCTIONS) {
      throw tooMany(Bytecode.MAX_INSTRUCTIONS, "instructions");
    }
    int pc = drafts.size();
    BytecodeOp.Form form = op.form();
    use(form.readsA, a, pc);
    use(form.readsB, b, pc);
    use(form.readsC, c, pc);
    use(form.readsD(), d, pc);
    use(form.writesD, d, pc);
    drafts.add(new Draft(op, d, a, b, c, label, place));
  }

  private void use(boolean used, int operand, int pc) {
    if (used && operand >= 0) {
      ranges.use(operand, pc);
    }
  }

  /**
   * Returns the bytecode.
   *
   * @param maxRegisters most registers that an invocation may have, up to {@link
   *     Bytecode#MAX_REGISTERS}
   * @throws UnsupportedProgramException if it needs more registers, or the code is too long
   */
  public Bytecode finish(WorkgroupSize size, int maxRegisters) {
    int[] numbers = ranges.allocate();
    int registers = 0;
    for (int number : numbers) {
      registers = Math.max(registers, number + 1);
    }
    if (registers > maxRegisters) {
      throw new UnsupportedProgramException(
          registers + " registers (" + maxRegisters + " are allowed)",
          NodePath.ROOT,
          "keep fewer values at the same time");
    }
    int[] code = new int[Bytecode.INSTRUCTION_WORDS * drafts.size()];
    NodePath[] places = new NodePath[drafts.size()];
    for (int pc = 0; pc < drafts.size(); pc++) {
      Draft draft = drafts.get(pc);
      code[Bytecode.INSTRUCTION_WORDS * pc] = word0(draft, numbers);
      code[Bytecode.INSTRUCTION_WORDS * pc + 1] = word1(draft, numbers);
      places[pc] = draft.place();
    }
    return new Bytecode(size, registers, cleared(), placed(), pool(), code, places);
  }

  /** Returns the constants, and behind them those of tables: fewer constants can be field c. */
  private int[] pool() {
    int[] pool = new int[constants.size() + tables.length];
    for (int i = 0; i < constants.size(); i++) {
      pool[i] = constants.get(i);
    }
    System.arraycopy(tables, 0, pool, constants.size(), tables.length);
    return pool;
  }

  private List<Bytecode.Buffer> placed() {
    List<Bytecode.Buffer> placed = new ArrayList<>(buffers);
    placed.replaceAll(
        buffer ->
            buffer.table()
                ? new Bytecode.Buffer(
                    0, false, false, constants.size() + buffer.base(), buffer.words(), true)
                : buffer);
    return placed;
  }

  private int cleared() {
    int words = 0;
    for (Bytecode.Buffer buffer : buffers) {
      words = buffer.workgroup() ? Math.max(words, buffer.base() + buffer.words()) : words;
    }
    return Math.min(words, clearedWords);
  }

  private int word0(Draft draft, int[] numbers) {
    int word = draft.op().code();
    if (draft.label() != UNBOUND) {
      return word | labels.get(draft.label()) << 8;
    }
    if (draft.d() >= 0) {
      word |= numbers[draft.d()] << 8;
    }
    if (draft.c() == NONE) {
      return word;
    }
    int c = draft.c();
    if (draft.op().form().readsC) {
      c = c >= 0 ? numbers[c] : -1 - c | Bytecode.CONSTANT_C;
    }
    return word | c << 20;
  }

  private static int word1(Draft draft, int[] numbers) {
    BytecodeOp.Form form = draft.op().form();
    int a = form.readsA ? operand(draft.a(), numbers) : draft.a() == NONE ? 0 : draft.a();
    int b = form.readsB ? operand(draft.b(), numbers) : 0;
    return a | b << 16;
  }

  private static int operand(int operand, int[] numbers) {
    return operand >= 0 ? numbers[operand] : -1 - operand | Bytecode.CONSTANT;
  }

  /** Keeps a register's content until behind the last instruction. */
  public void keep(int register) {
    ranges.use(register, drafts.size());
  }

  /** Returns an operand that field c can name: constants beyond its reach go through a register. */
  public int forFieldC(int operand) {
    if (operand >= 0 || -1 - operand < Bytecode.CONSTANT_C) {
      return operand;
    }
    int register = register();
    emit(BytecodeOp.MOV, register, operand);
    return register;
  }
}
