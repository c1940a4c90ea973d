package dev.vireo.script;

import dev.vireo.protocol.Opcode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names of the protocol's operations, as slot scripts and tables spell them. */
final class Operations {
  private static final Map<String, Integer> BY_NAME = byName();
  private static final Map<Integer, String> BY_OPCODE = byOpcode();

  private Operations() {}

  private static Map<String, Integer> byName() {
    Map<String, Integer> names = new LinkedHashMap<>();
    names.put("NOP", Opcode.NOP);
    names.put("STORE_U32", Opcode.STORE_U32);
    names.put("ATOMIC_ADD", Opcode.ATOMIC_ADD);
    names.put("LOAD_U32", Opcode.LOAD_U32);
    names.put("COMPARE_SWAP", Opcode.COMPARE_SWAP);
    names.put("MEMCPY", Opcode.MEMCPY);
    names.put("DFA_STEP", Opcode.DFA_STEP);
    names.put("BATCH_FENCE", Opcode.BATCH_FENCE);
    names.put("LOAD_MISS", Opcode.LOAD_MISS);
    names.put("PRINTF", Opcode.PRINTF);
    names.put("PACKED_SLOT", Opcode.PACKED_SLOT);
    names.put("SHUTDOWN", Opcode.SHUTDOWN);
    return Collections.unmodifiableMap(names);
  }

  private static Map<Integer, String> byOpcode() {
    Map<Integer, String> names = new LinkedHashMap<>();
    BY_NAME.forEach((name, opcode) -> names.put(opcode, name));
    return Collections.unmodifiableMap(names);
  }

  /** Returns all names with their opcodes, in the order of the protocol. */
  static Map<String, Integer> byNameInOrder() {
    return BY_NAME;
  }

  /** Returns the opcode that {@code name} stands for, or null when there is none. */
  static Integer opcode(String name) {
    return BY_NAME.get(name);
  }

  /** Returns the name of {@code opcode}, or its number when it has none. */
  static String name(int opcode) {
    String name = BY_OPCODE.get(opcode);
    if (name != null) {
      return name;
    }
    return number(opcode);
  }

  /** Returns {@code opcode} in decimal when it is small, else in hexadecimal. */
  static String number(int opcode) {
    boolean small = Integer.compareUnsigned(opcode, 0xFF) <= 0;
    return small ? Integer.toString(opcode) : String.format("0x%04X", opcode);
  }
}
