package dev.vireo.spirv.values;

import java.util.Arrays;

/** A value while lowering: its type, and an operand for each of its slots. */
public record Value(Type type, int[] slots) {
  /** Returns the slots of a component of a vector, or of a scalar; not to be changed. */
  public int[] component(int index) {
    int size = Type.scalar(type).slots();
    return size == slots.length && index == 0
        ? slots
        : Arrays.copyOfRange(slots, size * index, size * (index + 1));
  }
}
