package dev.vireo.spirv.module;

import java.util.Arrays;

/** The instructions that define ids. Grows with the largest id that is defined. */
public final class Definitions {
  private static final int LEAST = 256;

  private Instruction[] byId = new Instruction[LEAST];

  /** Takes the definition of an id, and returns whether it is the first one. */
  public boolean add(int id, Instruction instruction) {
    if (id >= byId.length) {
      byId = Arrays.copyOf(byId, Math.max(id + 1, 2 * byId.length));
    }
    boolean first = byId[id] == null;
    byId[id] = instruction;
    return first;
  }

  /** Returns the instruction that defines an id, or null. */
  public Instruction get(int id) {
    return id >= 0 && id < byId.length ? byId[id] : null;
  }
}
