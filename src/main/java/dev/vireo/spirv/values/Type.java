package dev.vireo.spirv.values;

import dev.vireo.spirv.module.StorageClass;
import java.util.List;

/** Types of values. A value is taken apart into slots, words each of which a register holds. */
public sealed interface Type {
  /** Slots of a value. */
  int slots();

  /** Has no value. */
  record Void() implements Type {
    @Override
    public int slots() {
      return 0;
    }
  }

  /** 0 or 1. */
  record Bool() implements Type {
    @Override
    public int slots() {
      return 1;
    }
  }

  /**
   * An integer. Below 32 bits its slot holds it extended by its sign, or by zeros if unsigned; one
   * of 64 bits has its low word first.
   */
  record Int(int bits, boolean signed) implements Type {
    @Override
    public int slots() {
      return bits == 64 ? 2 : 1;
    }
  }

  /** A float of 32 bits, or one of 16 that its slot holds as one of 32. */
  record Float(int bits) implements Type {
    @Override
    public int slots() {
      return 1;
    }
  }

  /** Two to four scalars. */
  record Vector(Type component, int count) implements Type {
    @Override
    public int slots() {
      return count * component.slots();
    }
  }

  /** Two to four columns. */
  record Matrix(Vector column, int count) implements Type {
    @Override
    public int slots() {
      return count * column.slots();
    }
  }

  /** Equal elements; {@code stride} is in bytes, 0 where none is declared. */
  record Array(Type element, int length, int stride) implements Type {
    @Override
    public int slots() {
      return length * element.slots();
    }
  }

  /** Elements as many as there is room for; only in buffers. */
  record RuntimeArray(Type element, int stride) implements Type {
    @Override
    public int slots() {
      return 0;
    }
  }

  /** Members one after the other. */
  record Struct(List<Member> members, int slots) implements Type {
    Struct(List<Member> members) {
      this(members, slots(members));
    }

    private static int slots(List<Member> members) {
      int slots = 0;
      for (Member member : members) {
        slots += member.type().slots();
      }
      return slots;
    }

    public int slotOf(int index) {
      int slot = 0;
      for (int i = 0; i < index; i++) {
        slot += members.get(i).type().slots();
      }
      return slot;
    }
  }

  /**
   * A member of a struct. Offsets and strides are in bytes, as decorations give them.
   *
   * @param offset -1 where none is declared
   * @param matrixStride between columns, or rows, of the matrices in it
   * @param rowMajor whether those lie row by row
   */
  record Member(Type type, int offset, int matrixStride, boolean rowMajor) {}

  /** A pointer into a kind of storage. */
  record Pointer(StorageClass storage, Type pointee) implements Type {
    @Override
    public int slots() {
      return 0;
    }
  }

  /** A function. */
  record Function(Type result, List<Type> parameters) implements Type {
    @Override
    public int slots() {
      return 0;
    }
  }

  /** Returns the type of the parts of a composite whose parts are alike; null for others. */
  static Type part(Type type) {
    if (type instanceof Vector vector) {
      return vector.component();
    } else if (type instanceof Matrix matrix) {
      return matrix.column();
    } else if (type instanceof Array array) {
      return array.element();
    }
    return type instanceof RuntimeArray array ? array.element() : null;
  }

  /** Returns the number of parts of a composite; 0 of others. */
  static int parts(Type type) {
    if (type instanceof Vector vector) {
      return vector.count();
    } else if (type instanceof Matrix matrix) {
      return matrix.count();
    } else if (type instanceof Array array) {
      return array.length();
    }
    return type instanceof Struct struct ? struct.members().size() : 0;
  }

  /** Returns the scalar of a scalar or vector; null of others. */
  static Type scalar(Type type) {
    if (type instanceof Vector vector) {
      return vector.component();
    }
    return type instanceof Bool || type instanceof Int || type instanceof Float ? type : null;
  }

  /** Says whether a scalar or vector has floats. */
  static boolean floating(Type type) {
    return scalar(type) instanceof Float;
  }

  /** Returns the bits of the scalars of a scalar or vector; 32 for those of booleans. */
  static int bits(Type type) {
    Type scalar = scalar(type);
    if (scalar instanceof Int integer) {
      return integer.bits();
    }
    return scalar instanceof Float number ? number.bits() : 32;
  }
}
