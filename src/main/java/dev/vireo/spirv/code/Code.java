package dev.vireo.spirv.code;

import static dev.vireo.vir0.bytecode.BytecodeOp.F2B;
import static dev.vireo.vir0.bytecode.BytecodeOp.F2S;
import static dev.vireo.vir0.bytecode.BytecodeOp.F2U;
import static dev.vireo.vir0.bytecode.BytecodeOp.FADD;
import static dev.vireo.vir0.bytecode.BytecodeOp.FEQ;
import static dev.vireo.vir0.bytecode.BytecodeOp.FLE;
import static dev.vireo.vir0.bytecode.BytecodeOp.FLOG2;
import static dev.vireo.vir0.bytecode.BytecodeOp.FNEG;
import static dev.vireo.vir0.bytecode.BytecodeOp.OR;
import static dev.vireo.vir0.bytecode.BytecodeOp.ROTL;
import static dev.vireo.vir0.bytecode.BytecodeOp.SELECT;
import static dev.vireo.vir0.bytecode.BytecodeOp.SHL;
import static dev.vireo.vir0.bytecode.BytecodeOp.SHRU;
import static dev.vireo.vir0.bytecode.BytecodeOp.SUB;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeMath;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.values.FloatOps;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects instructions, and computes at once what depends on constants alone. Registers are
 * numbers from 0 up; constants are operands from -1 down, of which only those that are used come
 * into the bytecode. Not thread-safe.
 */
public final class Code {
  /** Operand that is not used. */
  public static final int NONE = Integer.MIN_VALUE;

  private final List<Draft> drafts = new ArrayList<>();
  private final List<Integer> constants = new ArrayList<>();
  private final Map<Integer, Integer> constantNumbers = new HashMap<>();

  /**
   * Where results are that were computed since the last label, of operands that have not changed.
   */
  private final Map<Computed, Integer> computed = new HashMap<>();

  /** The same the other way round. */
  private final Map<Integer, Computed> made = new HashMap<>();

  /** Registers of floats that may not be canonical. */
  private final BitSet raw = new BitSet();

  /** What a record would do, but for its slow first hundred times. */
  private static final class Computed {
    private final BytecodeOp op;
    private final int a;
    private final int b;
    private final int c;

    Computed(BytecodeOp op, int a, int b, int c) {
      this.op = op;
      this.a = a;
      this.b = b;
      this.c = c;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Computed that
          && op == that.op
          && a == that.a
          && b == that.b
          && c == that.c;
    }

    @Override
    public int hashCode() {
      return ((op.code() * 31 + a) * 31 + b) * 31 + c;
    }
  }

  private Instruction place;
  private int registers;
  private int labels;

  List<Draft> drafts() {
    return drafts;
  }

  int registers() {
    return registers;
  }

  int labels() {
    return labels;
  }

  /** Sets the instruction of the module that what follows comes from. */
  public void at(Instruction instruction) {
    place = instruction;
  }

  Instruction place() {
    return place;
  }

  /** Returns the operand of a constant. */
  public int constant(int bits) {
    Integer known = constantNumbers.get(bits);
    if (known == null) {
      constants.add(bits);
      known = -constants.size();
      constantNumbers.put(bits, known);
    }
    return known;
  }

  /** Returns the operand of a constant float. */
  public int constant(float value) {
    return constant(Float.floatToRawIntBits(value));
  }

  public static boolean isConstant(int operand) {
    return operand < 0 && operand != NONE;
  }

  public boolean is(int operand, int bits) {
    return isConstant(operand) && bits(operand) == bits;
  }

  /** Returns the bits of a constant. */
  public int bits(int operand) {
    return constants.get(-1 - operand);
  }

  public int register() {
    return registers++;
  }

  public int label() {
    return labels++;
  }

  /** Computes a from one operand. */
  public int op(BytecodeOp op, int a) {
    return op(op, a, NONE, NONE);
  }

  /** Computes from two operands. */
  public int op(BytecodeOp op, int a, int b) {
    return op(op, a, b, NONE);
  }

  /** Computes from three operands. */
  public int op(BytecodeOp op, int first, int second, int third) {
    boolean floats = op != FNEG && (floats(op) || op == F2U || op == F2S || op == F2B);
    int a = floats ? canonical(first) : first;
    int b = floats ? canonical(second) : second;
    int c = floats ? canonical(third) : third;
    boolean known = isConstant(a) && (b == NONE || isConstant(b)) && (c == NONE || isConstant(c));
    if (known && BytecodeMath.pure(op)) {
      int last = c == NONE ? 0 : bits(c);
      return constant(BytecodeMath.compute(op, bits(a), b == NONE ? 0 : bits(b), last));
    }
    int same = unchanged(op, a, b, c);
    same = same == NONE && op == OR ? rotated(a, b) : same;
    if (same != NONE) {
      return same;
    }
    if (!BytecodeMath.pure(op)) {
      int d = register();
      emit(op, d, a, b, c);
      return d;
    }
    Computed key = new Computed(op, a, b, c);
    Integer before = computed.get(key);
    if (before == null) {
      before = register();
      emit(op, before, a, b, c);
      computed.put(key, before);
      made.put(before, key);
    }
    if (op == SELECT && (isRaw(a) || isRaw(b))) {
      keepRaw(before);
    }
    return before;
  }

  private static boolean floats(BytecodeOp op) {
    boolean compares = op.compareTo(FEQ) >= 0 && op.compareTo(FLE) <= 0;
    return compares || (op.compareTo(FADD) >= 0 && op.compareTo(FLOG2) <= 0);
  }

  /**
   * Says that an operand, if it is a register, holds bits that may be none of a canonical float.
   */
  public void keepRaw(int register) {
    if (register >= 0) {
      raw.set(register);
    }
  }

  /** Says whether an operand may be none of a canonical float. */
  public boolean isRaw(int operand) {
    return isConstant(operand)
        ? FloatOps.canonical(bits(operand)) != bits(operand)
        : operand >= 0 && raw.get(operand);
  }

  /** Returns a float as arithmetic wants it: the same, unless it may not be canonical. */
  public int canonical(int operand) {
    if (!isRaw(operand)) {
      return operand;
    }
    // Two negations make it so.
    return isConstant(operand)
        ? constant(FloatOps.canonical(bits(operand)))
        : op(FNEG, op(FNEG, operand));
  }

  /** Returns the operand that the result is, if it is one; else NONE. */
  private int unchanged(BytecodeOp op, int a, int b, int c) {
    return switch (op) {
      case ADD, OR, XOR -> is(b, 0) ? a : is(a, 0) ? b : NONE;
      case SUB, SHL, SHRU, SHRS -> is(b, 0) ? a : NONE;
      case MUL -> is(b, 1) || is(a, 0) ? a : is(a, 1) || is(b, 0) ? b : NONE;
      case AND -> is(b, -1) || is(a, 0) ? a : is(a, -1) || is(b, 0) ? b : NONE;
      case DIVU -> is(b, 1) ? a : NONE;
      case SELECT -> a == b ? a : !isConstant(c) ? NONE : bits(c) != 0 ? a : b;
      default -> NONE;
    };
  }

  /** Returns {@code a} if the condition is not 0, else {@code b}. */
  public int select(int condition, int a, int b) {
    return op(BytecodeOp.SELECT, a, b, condition);
  }

  /** Returns the rotation that two shifts together are, if they are one; else NONE. */
  private int rotated(int a, int b) {
    Computed left = made.get(a);
    Computed right = made.get(b);
    if (left == null || right == null) {
      return NONE;
    }
    if (left.op == SHRU) {
      left = right;
      right = made.get(a);
    }
    boolean rotates = left.op == SHL && right.op == SHRU && left.a == right.a;
    return rotates && whole(left.b, right.b) ? op(ROTL, left.a, left.b) : NONE;
  }

  /** Says whether two shifts go round a word together; only their lowest bits count. */
  private boolean whole(int left, int right) {
    if (isConstant(left) && isConstant(right)) {
      return (bits(left) + bits(right)) % Integer.SIZE == 0;
    }
    return rest(left, right) || rest(right, left);
  }

  private boolean rest(int shift, int whole) {
    Computed difference = made.get(whole);
    return difference != null
        && difference.b == shift
        && difference.op == SUB
        && isConstant(difference.a)
        && bits(difference.a) % Integer.SIZE == 0;
  }

  private void forget() {
    computed.clear();
    made.clear();
  }

  /** Adds an instruction as it is. */
  public void emit(BytecodeOp op, int d, int a, int b, int c) {
    add(new Draft(Draft.Kind.CODE, op, d, a, b, c, NONE, place));
  }

  /** Copies a value into a register. */
  public void move(int d, int a) {
    if (d != a) {
      forget();
      emit(BytecodeOp.MOV, d, a, NONE, NONE);
      if (isRaw(a)) {
        keepRaw(d);
      }
    }
  }

  /** Adds a jump on operands a and b, which may be NONE. */
  public void jump(BytecodeOp op, int a, int b, int label) {
    add(new Draft(Draft.Kind.CODE, op, NONE, a, b, NONE, label, place));
  }

  public void bind(int label) {
    forget();
    add(new Draft(Draft.Kind.LABEL, null, NONE, NONE, NONE, NONE, label, place));
  }

  public void beginLoop(int label) {
    forget();
    add(new Draft(Draft.Kind.LOOP, null, NONE, NONE, NONE, NONE, label, place));
  }

  public void endLoop() {
    forget();
    add(new Draft(Draft.Kind.END_LOOP, null, NONE, NONE, NONE, NONE, NONE, place));
  }

  private void add(Draft draft) {
    // What is not needed goes later; so there may be more than bytecode has room for.
    if (drafts.size() == 4 * Bytecode.MAX_INSTRUCTIONS) {
      throw place.unsupported(
          "more than " + drafts.size() + " instructions of bytecode", "split the shader");
    }
    drafts.add(draft);
  }
}
