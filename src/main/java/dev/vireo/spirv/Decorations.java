package dev.vireo.spirv;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** What decorations say about ids and members of structs. */
final class Decorations {
  static final int SPEC_ID = 1;
  static final int BUFFER_BLOCK = 3;
  static final int ROW_MAJOR = 4;
  static final int ARRAY_STRIDE = 6;
  static final int MATRIX_STRIDE = 7;
  static final int BUILT_IN = 11;
  static final int VOLATILE = 21;
  static final int COHERENT = 23;
  static final int NON_WRITABLE = 24;
  static final int BINDING = 33;
  static final int DESCRIPTOR_SET = 34;
  static final int OFFSET = 35;

  private static final int WHOLE = -1;

  private record Key(int id, int member, int decoration) {}

  private final Map<Key, Integer> values = new HashMap<>();

  Decorations(Module module) {
    module.globals().forEach(this::read);
    module.globals().stream()
        .filter(own -> own.op() == SpirvOp.GROUP_DECORATE)
        .forEach(this::readGroup);
    module.globals().stream()
        .filter(own -> own.op() == SpirvOp.GROUP_MEMBER_DECORATE)
        .forEach(this::readMemberGroup);
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

  private Map<Key, Integer> group(int group) {
    Map<Key, Integer> own = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.id() == group) {
            own.put(key, value);
          }
        });
    return own;
  }

  private void readGroup(Instruction instruction) {
    Map<Key, Integer> own = group(instruction.word(1));
    for (int target : instruction.rest(2)) {
      own.forEach(
          (key, value) -> values.put(new Key(target, key.member(), key.decoration()), value));
    }
  }

  private void readMemberGroup(Instruction instruction) {
    Map<Key, Integer> own = group(instruction.word(1));
    for (int word = 2; word < instruction.length(); word += 2) {
      int struct = instruction.word(word);
      int member = instruction.word(word + 1);
      own.forEach((key, value) -> values.put(new Key(struct, member, key.decoration()), value));
    }
  }

  OptionalInt of(int id, int decoration) {
    return ofMember(id, WHOLE, decoration);
  }

  OptionalInt ofMember(int id, int member, int decoration) {
    Integer value = values.get(new Key(id, member, decoration));
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  boolean has(int id, int decoration) {
    return of(id, decoration).isPresent();
  }

  /** Says whether a member, or the struct as a whole, has a decoration. */
  boolean memberHas(int id, int member, int decoration) {
    return ofMember(id, member, decoration).isPresent() || has(id, decoration);
  }
}
