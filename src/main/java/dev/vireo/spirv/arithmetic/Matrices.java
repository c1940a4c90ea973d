package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import java.util.Arrays;
import java.util.List;

/** Products of vectors and matrices of floats, column by column as they lie in slots. */
final class Matrices {
  private final Code code;

  Matrices(Code code) {
    this.code = code;
  }

  /** Returns the result of an instruction; null if it is none of these. */
  int[] compute(Instruction own, Type type, List<Value> operands) {
    return switch (own.op()) {
      case VECTOR_TIMES_SCALAR, MATRIX_TIMES_SCALAR ->
          scale(operands.get(0).slots(), operands.get(1).slots()[0]);
      case MATRIX_TIMES_VECTOR -> product(own, operands.get(0), operands.get(1).slots());
      case VECTOR_TIMES_MATRIX ->
          product(own, transposed(own, operands.get(1)), operands.get(0).slots());
      case MATRIX_TIMES_MATRIX -> product(own, type, operands.get(0), operands.get(1));
      case OUTER_PRODUCT -> outer(operands.get(0).slots(), operands.get(1).slots());
      case TRANSPOSE -> transposed(own, operands.get(0)).slots();
      case DOT -> new int[] {dot(own, operands.get(0).slots(), operands.get(1).slots())};
      default -> null;
    };
  }

  private int[] scale(int[] slots, int factor) {
    return Arrays.stream(slots).map(slot -> code.op(FMUL, slot, factor)).toArray();
  }

  private static Type.Matrix matrix(Instruction own, Value value) {
    if (value.type() instanceof Type.Matrix matrix) {
      return matrix;
    }
    throw own.malformed("an operand is no matrix");
  }

  private static Value transposed(Instruction own, Value value) {
    Type.Matrix matrix = matrix(own, value);
    int rows = matrix.column().count();
    int columns = matrix.count();
    int[] slots = new int[rows * columns];
    for (int i = 0; i < slots.length; i++) {
      slots[i % rows * columns + i / rows] = value.slots()[i];
    }
    Type.Vector column = new Type.Vector(matrix.column().component(), columns);
    return new Value(new Type.Matrix(column, rows), slots);
  }

  private int[] product(Instruction own, Value left, int[] vector) {
    Type.Matrix matrix = matrix(own, left);
    int rows = matrix.column().count();
    if (vector.length != matrix.count()) {
      throw own.malformed("its operands do not fit together");
    }
    int[] result = new int[rows];
    for (int row = 0; row < rows; row++) {
      result[row] = code.op(FMUL, left.slots()[row], vector[0]);
      for (int i = 1; i < vector.length; i++) {
        int term = code.op(FMUL, left.slots()[i * rows + row], vector[i]);
        result[row] = code.op(FADD, result[row], term);
      }
    }
    return result;
  }

  private int[] product(Instruction own, Type type, Value left, Value right) {
    Type.Matrix second = matrix(own, right);
    int inner = second.column().count();
    int[] slots = new int[type.slots()];
    int next = 0;
    for (int i = 0; i < second.count(); i++) {
      int[] vector = Arrays.copyOfRange(right.slots(), inner * i, inner * (i + 1));
      int[] column = product(own, left, vector);
      if (next + column.length > slots.length) {
        throw own.malformed("its operands do not fit the result");
      }
      System.arraycopy(column, 0, slots, next, column.length);
      next += column.length;
    }
    return slots;
  }

  private int[] outer(int[] left, int[] right) {
    int[] slots = new int[left.length * right.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = code.op(FMUL, left[i % left.length], right[i / left.length]);
    }
    return slots;
  }

  int dot(Instruction own, int[] a, int[] b) {
    if (a.length != b.length || a.length == 0) {
      throw own.malformed("its operands do not fit together");
    }
    int sum = code.op(FMUL, a[0], b[0]);
    for (int i = 1; i < a.length; i++) {
      sum = code.op(FADD, sum, code.op(FMUL, a[i], b[i]));
    }
    return sum;
  }
}
