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

  private record Key(int id, int member, int decoration) {}

  private final Map<Key, Integer> values = new HashMap<>();

  public Decorations(Module module) {
    module.globals().forEach(this::read);
    module.globals().stream()
        .filter(own -> own.op() == SpirvOp.GROUP_DECORATE)
        .forEach(this::readGroup);
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
    values.put(new Key(instruction.word(1), member, instruction.word(from)), value);
  }

  private void readGroup(Instruction instruction) {
    int group = instruction.word(1);
    Map<Key, Integer> own = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.id() == group) {
            own.put(key, value);
          }
        });
    for (int target : instruction.rest(2)) {
      own.forEach(
          (key, value) -> values.put(new Key(target, key.member(), key.decoration()), value));
    }
  }

  public OptionalInt of(int id, int decoration) {
    return ofMember(id, WHOLE, decoration);
  }

  public OptionalInt ofMember(int id, int member, int decoration) {
    Integer value = values.get(new Key(id, member, decoration));
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
