package dev.vireo.spirv.values;

import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.spirv.module.Instruction;
import java.util.HashMap;
import java.util.Map;

/** What ids stand for: values and pointers of a function at hand, and those of the module. */
public final class Values {
  private final Values outer;

  /** Values and pointers. */
  private final Map<Integer, Object> known = new HashMap<>();

  /** Makes those of a function, or with null those of the module. */
  public Values(Values outer) {
    this.outer = outer;
  }

  public void set(int id, Type type, int[] slots) {
    known.put(id, new Value(type, slots));
  }

  public void set(int id, Pointer pointer) {
    known.put(id, pointer);
  }

  private Object find(int id) {
    Object found = known.get(id);
    return found == null && outer != null ? outer.find(id) : found;
  }

  public Value value(Instruction at, int id) {
    if (find(id) instanceof Value value) {
      return value;
    }
    if (isPointer(id)) {
      throw chosen(at);
    }
    throw at.malformed("id " + id + " is no value that is known here");
  }

  /** Returns a value, or null if the id is a pointer's. */
  public Value valueUnlessPointer(Instruction at, int id) {
    return find(id) instanceof Pointer ? null : value(at, id);
  }

  /** Returns the slots of a scalar or composite. */
  public int[] slots(Instruction at, int id) {
    return value(at, id).slots();
  }

  /** Returns the lowest word of a scalar. */
  public int scalar(Instruction at, int id) {
    Value value = value(at, id);
    if (Type.scalar(value.type()) != value.type()) {
      throw at.malformed("id " + id + " is no scalar");
    }
    return value.slots()[0];
  }

  public Pointer pointer(Instruction at, int id) {
    if (find(id) instanceof Pointer pointer) {
      return pointer;
    }
    throw chosen(at);
  }

  private static UnsupportedModuleException chosen(Instruction at) {
    return at.unsupported(
        "a pointer that a value chooses (capability VariablePointers)", "use an index");
  }

  public boolean isPointer(int id) {
    return find(id) instanceof Pointer;
  }
}
