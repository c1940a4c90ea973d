package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeAssembler.NONE;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.tree.AsyncCopy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns async copies into instructions. Of each tag three registers are kept: 1 + the number of the
 * copy that is pending, or 0; its offset; its size. The copy happens at the wait: by words where
 * offset and size allow it, else by bytes.
 */
final class LoweredCopies {
  private final BytecodeAssembler out;
  private final LoweredBuffers buffers;
  private final LoweredVariables variables;
  private final LoweredValues values;
  private final LoweredExpressions expressions;
  private final Map<String, Tag> tags = new LinkedHashMap<>();

  /** A tag's registers, and the copies that are begun with it. */
  private static final class Tag {
    int pending;
    int offset;
    int size;
    final List<AsyncCopy> copies;

    Tag(List<AsyncCopy> copies) {
      this.copies = copies;
    }
  }

  LoweredCopies(
      Program program,
      BytecodeAssembler out,
      LoweredBuffers buffers,
      LoweredVariables variables,
      LoweredValues values,
      LoweredExpressions expressions) {
    this.out = out;
    this.buffers = buffers;
    this.variables = variables;
    this.values = values;
    this.expressions = expressions;
    AsyncCopy.byTag(program).forEach((name, copies) -> tags.put(name, new Tag(copies)));
  }

  boolean any() {
    return !tags.isEmpty();
  }

  /** Marks all tags as not pending, at the begin of the program. */
  void prepare() {
    for (Tag tag : tags.values()) {
      tag.pending = zero();
      tag.offset = zero();
      tag.size = zero();
    }
  }

  private int zero() {
    int register = variables.own(out.register());
    out.emit(BytecodeOp.MOV, register, out.constant(0));
    return register;
  }

  private void trap(int value) {
    out.emit(BytecodeOp.TRAP, NONE, TrapCode.ASYNC_TAG.ordinal(), value);
  }

  /** Traps if a tag is pending at the end of the program. */
  void checkPending() {
    for (Tag tag : tags.values()) {
      int ended = out.label();
      out.jump(BytecodeOp.BRF, tag.pending, NONE, ended);
      trap(tag.pending);
      out.bind(ended);
    }
  }

  void begin(
      String name,
      String source,
      String destination,
      Expr offset,
      Expr size,
      boolean load,
      NodePath at) {
    Tag tag = tags.get(name);
    int start = byteCount(offset, at.field("offset"));
    int length = byteCount(size, at.field("size"));
    int idle = out.label();
    out.jump(BytecodeOp.BRF, tag.pending, NONE, idle);
    trap(tag.pending);
    out.bind(idle);
    int number = 1 + tag.copies.indexOf(new AsyncCopy(source, destination, load));
    out.emit(BytecodeOp.MOV, tag.pending, out.constant(number));
    out.emit(BytecodeOp.MOV, tag.offset, start);
    out.emit(BytecodeOp.MOV, tag.size, length);
  }

  private int byteCount(Expr expr, NodePath at) {
    return values.index(expressions.compute(expr, at), "a number of bytes");
  }

  void await(String name) {
    Tag tag = tags.get(name);
    int done = out.label();
    for (int i = 0; i < tag.copies.size(); i++) {
      int other = out.label();
      out.jump(BytecodeOp.JNE, tag.pending, out.constant(i + 1), other);
      copy(tag, tag.copies.get(i));
      out.jump(BytecodeOp.JUMP, NONE, NONE, done);
      out.bind(other);
    }
    trap(out.constant(0));
    out.bind(done);
    out.emit(BytecodeOp.MOV, tag.pending, out.constant(0));
  }

  private void copy(Tag tag, AsyncCopy copy) {
    int bytes = out.label();
    int done = out.label();
    int low = compute(BytecodeOp.OR, tag.offset, tag.size);
    int misfit = compute(BytecodeOp.AND, low, out.constant(3));
    out.jump(BytecodeOp.BRT, misfit, NONE, bytes);
    int two = out.constant(2);
    int offset = compute(BytecodeOp.SHRU, tag.offset, two);
    int size = compute(BytecodeOp.SHRU, tag.size, two);
    loop(copy, offset, size, false);
    out.jump(BytecodeOp.JUMP, NONE, NONE, done);
    out.bind(bytes);
    loop(copy, tag.offset, tag.size, true);
    out.bind(done);
  }

  private int compute(BytecodeOp op, int a, int b) {
    int d = out.register();
    out.emit(op, d, a, b);
    return d;
  }

  /** Copies units, words or bytes, one by one, as many as the destination has room for. */
  private void loop(AsyncCopy copy, int offset, int size, boolean bytes) {
    int source = buffers.number(copy.source(), out.place());
    int destination = buffers.number(copy.destination(), out.place());
    int zero = out.constant(0);
    int room = out.register();
    out.emit(BytecodeOp.LEN, room, NONE, NONE, destination);
    if (bytes) {
      room = compute(BytecodeOp.SHL, room, out.constant(2));
    }
    if (!copy.load()) {
      room = compute(BytecodeOp.SATSUBU, room, offset);
    }
    int count = compute(BytecodeOp.MINU, room, size);
    int i = out.register();
    int behind = out.label();
    out.emit(BytecodeOp.MOV, i, zero);
    out.jump(BytecodeOp.JGEU, i, count, behind);
    int again = out.beginLoop();
    int shifted = compute(BytecodeOp.SATADDU, i, offset);
    int unit = out.register();
    boolean fromShared = buffers.workgroup(copy.source());
    boolean toShared = buffers.workgroup(copy.destination());
    BytecodeOp load =
        bytes
            ? fromShared ? BytecodeOp.LDBW : BytecodeOp.LDB
            : fromShared ? BytecodeOp.LDW : BytecodeOp.LD;
    BytecodeOp store =
        bytes
            ? toShared ? BytecodeOp.STBW : BytecodeOp.STB
            : toShared ? BytecodeOp.STW : BytecodeOp.ST;
    out.emit(load, unit, copy.load() ? shifted : i, NONE, source);
    out.emit(store, NONE, copy.load() ? i : shifted, unit, destination);
    out.jump(BytecodeOp.NEXT, i, count, again);
    out.endLoop();
    out.bind(behind);
  }
}
