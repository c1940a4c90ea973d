package dev.vireo.spirv.module;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** What decorations say about ids and members of structs. */
public final class Decorations {
  public static final int SPEC_ID = 1;
  public static final int BUFFER_BLOCK = 3;
  public static final int ROW_MAJOR = 4;
  public static final int ARRAY_STRIDE = 6;
  public static final int MATRIX_STRIDE = 7;
  public static final int BUILT_IN = 11;
  public static final int VOLATILE = 21;
  public static final int COHERENT = 23;
  public static final int NON_WRITABLE = 24;
  public static final int BINDING = 33;
  public static final int DESCRIPTOR_SET = 34;
  public static final int OFFSET = 35;

  private static final int WHOLE = -1;

  /** More than the largest number above; what else there is, nobody asks for. */
  private static final int KINDS = 64;

  /** Structs have fewer members than an instruction has words. */
  private static final int MOST_MEMBERS = 1 << 16;

  /** By {@link #key}. */
  private final Map<Long, Integer> values = new HashMap<>();

  public Decorations(Module module) {
    module.globals().forEach(this::read);
    for (Instruction own : module.globals()) {
      if (own.op() == SpirvOp.GROUP_DECORATE) {
        readGroup(own);
      }
    }
    for (Instruction own : module.globals()) {
      if (own.op() == SpirvOp.GROUP_MEMBER_DECORATE) {
        readMemberGroup(own);
      }
    }
  }

  private void read(Instruction instruction) {
    if (instruction.op() == SpirvOp.DECORATE) {
      put(instruction, WHOLE, 2);
    } else if (instruction.op() == SpirvOp.MEMBER_DECORATE) {
      put(instruction, instruction.word(2), 3);
    }
  }

  private void put(Instruction instruction, int member, int from) {
    int value = instruction.length() > from + 1 ? instruction.word(from + 1) : 0;
    int decoration = instruction.word(from);
    boolean kind = decoration >= 0 && decoration < KINDS;
    if (kind && member >= WHOLE && member < MOST_MEMBERS) {
      values.put(key(instruction.word(1), member, decoration), value);
    }
  }

  private static long key(int id, int member, int decoration) {
    return ((long) id * (MOST_MEMBERS + 1) + member + 1) * KINDS + decoration;
  }

  /** Returns what a group says, by what is behind its first key. */
  private Map<Long, Integer> group(int group) {
    long first = key(group, WHOLE, 0);
    long end = key(group + 1, WHOLE, 0);
    Map<Long, Integer> own = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key >= first && key < end) {
            own.put(key - first, value);
          }
        });
    return own;
  }

  private void readGroup(Instruction instruction) {
    Map<Long, Integer> own = group(instruction.word(1));
    for (int target : instruction.rest(2)) {
      own.forEach((rest, value) -> values.put(key(target, WHOLE, 0) + rest, value));
    }
  }

  private void readMemberGroup(Instruction instruction) {
    Map<Long, Integer> own = group(instruction.word(1));
    for (int word = 2; word + 1 < instruction.length(); word += 2) {
      int struct = instruction.word(word);
      int member = instruction.word(word + 1);
      if (member >= 0 && member < MOST_MEMBERS) {
        own.forEach((rest, value) -> values.put(key(struct, member, 0) + rest % KINDS, value));
      }
    }
  }

  public OptionalInt of(int id, int decoration) {
    return ofMember(id, WHOLE, decoration);
  }

  public OptionalInt ofMember(int id, int member, int decoration) {
    Integer value = values.get(key(id, member, decoration));
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  public boolean has(int id, int decoration) {
    return of(id, decoration).isPresent();
  }

  /** Says whether a member, or the struct as a whole, has a decoration. */
  boolean memberHas(int id, int member, int decoration) {
    return ofMember(id, member, decoration).isPresent() || has(id, decoration);
  }
}
