package dev.vireo.spirv.values;

import dev.vireo.spirv.module.Decorations;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.module.StorageClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The types of a module, built in its order: a type names only those before it. */
public final class Types {
  /** Deepest nesting of composites; lowering walks down into them. */
  private static final int MAX_DEPTH = 64;

  /** Most slots of a value, so that none is larger than what memory a workgroup may have. */
  private static final long MAX_SLOTS = 1 << 20;

  private final Map<Integer, Type> types = new HashMap<>();
  private final Map<Type, Integer> depths = new IdentityHashMap<>();
  private final Decorations decorations;

  public Types(Decorations decorations) {
    this.decorations = decorations;
  }

  /** Returns a type that was declared before. */
  public Type of(Instruction user, int id) {
    Type type = types.get(id);
    if (type == null) {
      throw user.malformed("id " + id + " is no type that stands before it");
    }
    return type;
  }

  /** Returns the type of an instruction's result. */
  public Type of(Instruction instruction) {
    return of(instruction, instruction.type());
  }

  /**
   * Takes a declaration.
   *
   * @param length of an array, else 0
   */
  public void declare(Instruction own, int length) {
    Type type =
        switch (own.op()) {
          case TYPE_VOID -> new Type.Void();
          case TYPE_BOOL -> new Type.Bool();
          case TYPE_INT -> integer(own);
          case TYPE_FLOAT -> floating(own);
          case TYPE_VECTOR -> vector(own);
          case TYPE_MATRIX -> matrix(own);
          case TYPE_ARRAY -> array(own, length);
          case TYPE_RUNTIME_ARRAY -> runtimeArray(own);
          case TYPE_STRUCT -> struct(own);
          case TYPE_POINTER -> new Type.Pointer(StorageClass.of(own.word(2)), of(own, own.word(3)));
          case TYPE_FUNCTION -> function(own);
          default -> throw new IllegalArgumentException(own + " declares no type");
        };
    types.put(own.result(), type);
  }

  private static Type integer(Instruction own) {
    int bits = own.word(2);
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
      throw own.malformed("integers of " + bits + " bits");
    }
    return new Type.Int(bits, own.word(3) != 0);
  }

  private static Type floating(Instruction own) {
    int bits = own.word(2);
    if ((bits != 16 && bits != 32) || own.length() > 3) {
      throw own.unsupported(
          "floats of " + bits + " bits, or in another encoding", "use 32 bits, or 16");
    }
    return new Type.Float(bits);
  }

  private Type vector(Instruction own) {
    Type component = of(own, own.word(2));
    int count = own.word(3);
    if (Type.scalar(component) != component || count < 2 || count > 4) {
      throw own.malformed("a vector of " + count + " components");
    }
    return new Type.Vector(component, count);
  }

  private Type matrix(Instruction own) {
    int count = own.word(3);
    if (!(of(own, own.word(2)) instanceof Type.Vector column) || count < 2 || count > 4) {
      throw own.malformed("a matrix of " + count + " columns");
    }
    return new Type.Matrix(column, count);
  }

  private int stride(Instruction own) {
    int stride = decorations.of(own.result(), Decorations.ARRAY_STRIDE).orElse(0);
    if (stride < 0) {
      throw own.malformed("an array stride of " + stride);
    }
    return stride;
  }

  private Type array(Instruction own, int length) {
    Type element = of(own, own.word(2));
    if (length < 1) {
      throw own.malformed("an array of " + length + " elements");
    }
    slots(own, (long) length * element.slots());
    deeper(own, element);
    Type type = new Type.Array(element, length, stride(own));
    depths.merge(type, depth(element) + 1, Math::max);
    return type;
  }

  private Type runtimeArray(Instruction own) {
    Type element = of(own, own.word(2));
    deeper(own, element);
    return new Type.RuntimeArray(element, stride(own));
  }

  private int depth(Type type) {
    return depths.getOrDefault(type, 0);
  }

  private void deeper(Instruction own, Type part) {
    boolean last = own.op() == SpirvOp.TYPE_STRUCT && part instanceof Type.RuntimeArray;
    if (part.slots() == 0 && !last) {
      throw own.unsupported("a composite of parts without a value", "declare one buffer a binding");
    }
    if (depth(part) == MAX_DEPTH) {
      throw own.unsupported("types nested more than " + MAX_DEPTH + " deep", "nest fewer");
    }
  }

  private static void slots(Instruction own, long slots) {
    if (slots > MAX_SLOTS) {
      throw own.unsupported("a value of " + slots + " words", "use at most " + MAX_SLOTS);
    }
  }

  private Type struct(Instruction own) {
    List<Type.Member> members = new ArrayList<>();
    long slots = 0;
    int depth = 0;
    for (int i = 0; i < own.length() - 2; i++) {
      Type type = of(own, own.word(i + 2));
      deeper(own, type);
      members.add(member(own.result(), i, type));
      slots += type.slots();
      depth = Math.max(depth, depth(type));
    }
    slots(own, slots);
    Type type = new Type.Struct(List.copyOf(members));
    depths.merge(type, depth + 1, Math::max);
    return type;
  }

  private Type.Member member(int struct, int index, Type type) {
    return new Type.Member(
        type,
        decorations.ofMember(struct, index, Decorations.OFFSET).orElse(-1),
        decorations.ofMember(struct, index, Decorations.MATRIX_STRIDE).orElse(0),
        decorations.ofMember(struct, index, Decorations.ROW_MAJOR).isPresent());
  }

  private Type function(Instruction own) {
    List<Type> parameters = new ArrayList<>();
    for (int id : own.rest(3)) {
      parameters.add(of(own, id));
    }
    return new Type.Function(of(own, own.word(2)), List.copyOf(parameters));
  }
}
