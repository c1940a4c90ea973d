package dev.vireo.spirv;

import java.util.HashMap;
import java.util.Map;

/** What ids stand for: values and pointers of a function at hand, and those of the module. */
final class Values {
  private final Values outer;
  private final Map<Integer, Value> values = new HashMap<>();
  private final Map<Integer, Pointer> pointers = new HashMap<>();

  /** Makes those of a function, or with null those of the module. */
  Values(Values outer) {
    this.outer = outer;
  }

  void set(int id, Type type, int[] slots) {
    values.put(id, new Value(type, slots));
  }

  void set(int id, Pointer pointer) {
    pointers.put(id, pointer);
  }

  Value value(Instruction at, int id) {
    Value value = values.get(id);
    if (value == null && isPointer(id)) {
      throw chosen(at);
    }
    if (value == null && outer != null) {
      return outer.value(at, id);
    }
    if (value == null) {
      throw new MalformedModuleException(at, "id " + id + " is no value that is known here");
    }
    return value;
  }

  /** Returns the slots of a scalar or composite. */
  int[] slots(Instruction at, int id) {
    return value(at, id).slots();
  }

  /** Returns the lowest word of a scalar. */
  int scalar(Instruction at, int id) {
    Value value = value(at, id);
    if (Type.scalar(value.type()) != value.type()) {
      throw new MalformedModuleException(at, "id " + id + " is no scalar");
    }
    return value.slots()[0];
  }

  Pointer pointer(Instruction at, int id) {
    Pointer pointer = pointers.get(id);
    if (pointer == null && outer != null) {
      return outer.pointer(at, id);
    }
    if (pointer == null) {
      throw chosen(at);
    }
    return pointer;
  }

  private static UnsupportedModuleException chosen(Instruction at) {
    return new UnsupportedModuleException(
        at, "a pointer that a value chooses (capability VariablePointers)", "use an index");
  }

  boolean isPointer(int id) {
    return pointers.containsKey(id) || (outer != null && outer.isPointer(id));
  }
}
