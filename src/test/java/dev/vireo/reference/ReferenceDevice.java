package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.util.Map;

/** Fresh buffers and an executor, with the little of a host that tests need. */
final class ReferenceDevice {
  final TenantTable tenants = new TenantTable();
  final ReferenceMemory memory;
  final ReferenceExecutor executor;
  private int next;

  /** In RAW tenants 0 to 3 have masks; in GUARDED tenant 0 is known. */
  ReferenceDevice(
      Protection protection,
      int observableWords,
      int ringSlots,
      Map<Integer, ReferenceHandler> handlers) {
    memory =
        new ReferenceMemory(
            encodedControl(observableWords, 4),
            new int[SlotLayout.SLOT_WORDS * ringSlots],
            new int[DebugLogLayout.BUFFER_WORDS],
            new int[512]);
    executor = new ReferenceExecutor(protection, memory, handlers, tenants, -1);
  }

  static int[] encodedControl(int observableWords, int tenants) {
    int[] control = new int[ControlLayout.OBSERVABLE_BASE + observableWords];
    control[ControlLayout.TENANT_BASE] = ControlLayout.TENANT_MASKS_BASE;
    for (int i = 0; i < tenants; i++) {
      control[ControlLayout.TENANT_MASKS_BASE + i] = -1;
      control[ControlLayout.TENANT_QUOTA_BASE + i] = 1_000_000;
    }
    return control;
  }

  /** Publishes at the next ring index, which must not be in use, and returns it. */
  int publish(Slot slot) {
    int index = next;
    next = (next + 1) % (memory.ring().length / SlotLayout.SLOT_WORDS);
    publish(memory.ring(), index, slot);
    return index;
  }

  static void publish(int[] ring, int index, Slot slot) {
    int base = SlotLayout.SLOT_WORDS * index;
    ring[base + SlotLayout.STATUS_WORD] = SlotStatus.PUBLISHED;
    ring[base + SlotLayout.OPCODE_WORD] = slot.opcode();
    ring[base + SlotLayout.TENANT_WORD] = slot.tenant();
    ring[base + SlotLayout.PRIORITY_WORD] = slot.priority().ordinal();
    for (int i = 0; i < SlotLayout.ARGS_PER_SLOT; i++) {
      ring[base + SlotLayout.ARG0_WORD + i] = slot.arg(i);
    }
  }

  /** Publishes a slot and executes it. */
  Outcome run(Slot slot) {
    return executor.execute(publish(slot));
  }

  Outcome run(int opcode, int... args) {
    return run(Slot.of(opcode, args));
  }

  int control(int index) {
    return memory.control()[index];
  }

  void set(int index, int value) {
    memory.control()[index] = value;
  }

  int status(int slotIndex) {
    return memory.ring()[SlotLayout.SLOT_WORDS * slotIndex + SlotLayout.STATUS_WORD];
  }
}
