package dev.vireo.script;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedSlot;
import dev.vireo.protocol.Slot;
import dev.vireo.script.Statement.Publish;
import dev.vireo.script.Statement.Repeat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the operations of a script, so that its kernel can be built with them from the start. */
final class Opcodes {
  private final Set<Integer> found = new HashSet<>();

  private Opcodes() {}

  static int[] of(Script script) {
    Opcodes opcodes = new Opcodes();
    opcodes.search(script.statements());
    return opcodes.found.stream().mapToInt(Integer::intValue).toArray();
  }

  private void search(List<Statement> block) {
    for (Statement statement : block) {
      if (statement instanceof Publish publish) {
        add(publish.slot());
      } else if (statement instanceof Repeat repeat) {
        search(repeat.body());
      }
    }
  }

  private void add(Slot slot) {
    found.add(slot.opcode());
    if (slot.opcode() == Opcode.PACKED_SLOT) {
      int operations = slot.arg(0) & 0xFF;
      for (int i = 0; i < Math.min(operations, PackedSlot.MAX_DEVICE_INNER); i++) {
        int at = 2 + 2 * i;
        found.add(slot.arg(at / 4) >>> (8 * (at % 4)) & 0xFF);
      }
    }
  }
}
