package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeAssembler.NONE;

import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.tree.TreeWalk;
import dev.vireo.vir0.values.RuntimeTypes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Ids and buffer lengths that a program uses, which are read into registers once. */
final class LoweredInputs {
  private final BytecodeAssembler out;
  private final LoweredBuffers buffers;
  private final LoweredVariables variables;
  private final LoweredValues values;
  private final Map<String, Integer> lengths = new HashMap<>();
  private final int[] ids = new int[9];

  LoweredInputs(
      BytecodeAssembler out,
      LoweredBuffers buffers,
      LoweredVariables variables,
      LoweredValues values) {
    this.out = out;
    this.buffers = buffers;
    this.variables = variables;
    this.values = values;
    Arrays.fill(ids, NONE);
  }

  /** Reads them, at the begin of the program. */
  void prepare(Program program) {
    new TreeWalk() {
      @Override
      public Void visit(Expr.InvocationId expr) {
        return readId(expr.axis());
      }

      @Override
      public Void visit(Expr.WorkgroupId expr) {
        return readId(3 + expr.axis());
      }

      @Override
      public Void visit(Expr.LocalId expr) {
        return readId(6 + expr.axis());
      }

      @Override
      public Void visit(Expr.BufferLength expr) {
        if (!lengths.containsKey(expr.buffer())) {
          lengths.put(expr.buffer(), readLength(expr.buffer()));
        }
        return null;
      }
    }.walk(program.body());
  }

  private Void readId(int which) {
    if (ids[which] == NONE) {
      ids[which] = variables.own(out.register());
      out.emit(BytecodeOp.ID, ids[which], which);
    }
    return null;
  }

  /** Computes the number of elements from the number of words. */
  private int readLength(String name) {
    int words = variables.own(out.register());
    out.emit(BytecodeOp.LEN, words, NONE, NONE, buffers.number(name, out.place()));
    DataType element = buffers.declaration(name).element();
    long bits = element.bits().orElse(0);
    if (bits == 32) {
      return words;
    }
    if (bits <= 0 || (32 % bits != 0 && bits % 32 != 0)) {
      throw values.unsupported("the length of a buffer with elements of type " + element);
    }
    int elements = variables.own(out.register());
    boolean wide = bits > 32;
    int factor = out.constant((int) (wide ? bits / 32 : 32 / bits));
    out.emit(wide ? BytecodeOp.DIVU : BytecodeOp.MUL, elements, words, factor);
    return elements;
  }

  /** Returns a buffer's number of elements. */
  Operand length(String buffer) {
    return new Operand(lengths.get(buffer), RuntimeTypes.U32);
  }

  /** Returns an invocation's id along an axis. */
  Operand invocationId(int axis) {
    return id(axis);
  }

  /** Returns a workgroup's id along an axis. */
  Operand workgroupId(int axis) {
    return id(3 + axis);
  }

  /** Returns an invocation's id in its workgroup along an axis. */
  Operand localId(int axis) {
    return id(6 + axis);
  }

  private Operand id(int which) {
    return new Operand(ids[which], RuntimeTypes.U32);
  }
}
