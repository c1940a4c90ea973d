package dev.vireo.spirv.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Type;
import dev.vireo.vir0.TrapCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where the invocations of a subgroup meet: workgroup memory in which each leaves its words for the
 * others, between two barriers of the workgroup. So all invocations of a workgroup that have not
 * ended must come to the same operation; those that come to another one end the program with
 * DIVERGENCE, as at barriers.
 *
 * <p>An invocation that is present leaves a mark, and takes it away again. The mark has in it how
 * often the loops around have gone round: who comes to the operation in another turn than the
 * others of its subgroup is no part of the same operation, and ends the program too.
 */
final class Meeting {
  /** Spreads turns over the bits of a mark. An odd number. */
  private static final int SPREAD = 0x9E37_79B1;

  private final Code code;
  private final Buffers buffers;
  private final int width;
  private final int volume;
  private final int localIndex;
  private final List<Integer> words = new ArrayList<>();
  private final Deque<Integer> turns = new ArrayDeque<>();
  private int marks = Code.NONE;
  private int mine;

  /** What is done for an invocation that is present. */
  interface Visit {
    /** Takes its number in the subgroup, and its place in what was left. */
    void of(int lane, int place);
  }

  /**
   * Prepares one.
   *
   * @param width invocations of a subgroup, a power of two
   * @param volume invocations of a workgroup
   * @param localIndex operand of the invocation's number in its workgroup
   */
  Meeting(Code code, Buffers buffers, int width, int volume, int localIndex) {
    this.code = code;
    this.buffers = buffers;
    this.width = width;
    this.volume = volume;
    this.localIndex = localIndex;
  }

  int width() {
    return width;
  }

  /** Returns the invocation's number in its subgroup. */
  int lane() {
    return code.op(AND, localIndex, code.constant(width - 1));
  }

  /** Takes the register that counts the turns of a loop which begins. */
  void enter(int counter) {
    turns.push(counter);
  }

  /** Forgets the innermost loop. */
  void leave() {
    turns.pop();
  }

  /** Leaves words, and waits until all others have. */
  void begin(Instruction own, int... left) {
    if (marks == Code.NONE) {
      marks = room(own);
    }
    while (words.size() < left.length) {
      words.add(room(own));
    }
    mine = mark();
    for (int i = 0; i < left.length; i++) {
      code.emit(STW, Code.NONE, localIndex, left[i], words.get(i));
    }
    code.emit(STW, Code.NONE, localIndex, mine, marks);
    code.emit(BARRIER, Code.NONE, Code.NONE, Code.NONE, Code.NONE);
  }

  private int room(Instruction own) {
    Type all = new Type.Array(new Type.Int(32, false), volume, 0);
    return buffers.workgroup(own, all).buffer();
  }

  private int mark() {
    int sum = code.constant(0);
    for (int counter : turns) {
      sum = code.op(MUL, code.op(ADD, sum, counter), code.constant(SPREAD));
    }
    return code.op(OR, code.op(SHL, sum, code.constant(1)), code.constant(1));
  }

  /** Waits until all have read what they want. */
  void end() {
    code.emit(BARRIER, Code.NONE, Code.NONE, Code.NONE, Code.NONE);
    code.emit(STW, Code.NONE, localIndex, code.constant(0), marks);
  }

  /** Returns the place of an invocation of the subgroup. */
  int place(int lane) {
    int first = code.op(AND, localIndex, code.constant(-width));
    return code.op(ADD, first, lane);
  }

  /** Returns a word that was left at a place. */
  int word(int number, int place) {
    return load(words.get(number), place);
  }

  private int load(int buffer, int place) {
    int d = code.register();
    code.emit(LDW, d, place, Code.NONE, buffer);
    return d;
  }

  /** Holds an invocation to the same turn, if it is present. */
  void check(int place) {
    int done = code.label();
    int seen = load(marks, place);
    code.jump(JEQ, seen, code.constant(0), done);
    code.jump(JEQ, seen, mine, done);
    diverged(seen);
    code.bind(done);
  }

  private void diverged(int seen) {
    code.emit(TRAP, Code.NONE, TrapCode.DIVERGENCE.ordinal(), seen, Code.NONE);
  }

  /** Does something for each invocation that is present, of those from one number to another. */
  void each(int from, int to, Visit visit) {
    int lane = code.register();
    int again = code.label();
    int absent = code.label();
    int same = code.label();
    int done = code.label();
    code.move(lane, from);
    code.beginLoop(again);
    code.jump(JGEU, lane, to, done);
    int place = place(lane);
    int seen = load(marks, place);
    code.jump(JEQ, seen, code.constant(0), absent);
    code.jump(JEQ, seen, mine, same);
    diverged(seen);
    code.bind(same);
    visit.of(lane, place);
    code.bind(absent);
    code.move(lane, code.op(ADD, lane, code.constant(1)));
    code.jump(BACK, Code.NONE, Code.NONE, again);
    code.endLoop();
    code.bind(done);
  }
}
