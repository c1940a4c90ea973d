package dev.vireo.script;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.vireo.protocol.ControlCodec;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogCodec;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.IoQueueLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.PriorityPartitions;
import dev.vireo.protocol.RingCodec;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.protocol.TaskSlot;
import dev.vireo.protocol.TenantRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * Section {@code constants}: the numbers of the protocol under vyre's names; each number is a case.
 */
final class ConformanceConstants implements ConformanceSection {
  private final Map<String, Long> known = new HashMap<>();

  ConformanceConstants() {
    addSlots();
    addControl();
    addDebugLog();
    addOpcodes();
    addStatuses();
    addIoQueue();
    addTenants();
  }

  @Override
  public void run(String name, JsonElement content, ConformanceReport report) {
    if (!content.isJsonObject()) {
      throw new ConformanceFileException(
          "section '"
              + name
              + "' is not an object but "
              + ConformanceJson.render(content)
              + "; write names and numbers");
    }
    run(name, "", content.getAsJsonObject(), report, 0);
  }

  private int run(
      String section, String prefix, JsonObject group, ConformanceReport report, int first) {
    int index = first;
    for (Map.Entry<String, JsonElement> each : group.entrySet()) {
      String path = prefix + each.getKey();
      if (each.getValue().isJsonObject()) {
        index = run(section, path + ".", each.getValue().getAsJsonObject(), report, index);
      } else {
        report.check(section, index++, path, () -> check(path, each.getValue()));
      }
    }
    return index;
  }

  private void check(String path, JsonElement expected) {
    Long value = known.get(path);
    if (value == null) {
      throw new ConformanceFailure(ConformanceJson.render(expected), "no constant of this name");
    }
    ConformanceInput.of(ConformanceJson.object(path, expected))
        .expect(path, ConformanceJson.unsigned(value));
  }

  private void add(String name, long value) {
    known.put(name, value);
  }

  private void addSlots() {
    add("SLOT_WORDS", SlotLayout.SLOT_WORDS);
    add("STATUS_WORD", SlotLayout.STATUS_WORD);
    add("OPCODE_WORD", SlotLayout.OPCODE_WORD);
    add("TENANT_WORD", SlotLayout.TENANT_WORD);
    add("PRIORITY_WORD", SlotLayout.PRIORITY_WORD);
    add("ARG0_WORD", SlotLayout.ARG0_WORD);
    add("ARGS_PER_SLOT", SlotLayout.ARGS_PER_SLOT);
    add("MAX_RING_SLOTS", RingCodec.MAX_SLOTS);
    add("MAX_ENCODED_RING_SLOTS", RingCodec.MAX_ENCODED_SLOTS);
    add("task.TASK_SLOT_WORDS", TaskSlot.WORDS);
    add("task.TASK_SLOT_BYTES", TaskSlot.BYTES);
    add("task.PAUSED", TaskSlot.PAUSED);
    add("task.YIELDED", TaskSlot.YIELDED);
    add("task.REQUEUE_REQUESTED", TaskSlot.REQUEUE_REQUESTED);
    add("task.RESUME_READY", TaskSlot.RESUME_READY);
  }

  private void addControl() {
    add("CONTROL_MIN_WORDS", ControlLayout.CONTROL_MIN_WORDS);
    add("MAX_OBSERVABLE_SLOTS", ControlCodec.MAX_OBSERVABLE_WORDS);
    add("MAX_ENCODED_OBSERVABLE_SLOTS", ControlCodec.MAX_ENCODED_OBSERVABLE_WORDS);
    add("control.SHUTDOWN", ControlLayout.SHUTDOWN);
    add("control.DONE_COUNT", ControlLayout.DONE_COUNT);
    add("control.TENANT_BASE", ControlLayout.TENANT_BASE);
    add("control.TENANT_QUOTA_BASE", ControlLayout.TENANT_QUOTA_BASE);
    add("control.TENANT_FAIRNESS_BASE", ControlLayout.TENANT_FAIRNESS_BASE);
    add("control.TENANT_FAIRNESS_SLOTS", ControlLayout.TENANT_FAIRNESS_SLOTS);
    add("control.METRICS_BASE", ControlLayout.METRICS_BASE);
    add("control.METRICS_SLOTS", ControlLayout.METRICS_SLOTS);
    add("control.EPOCH", ControlLayout.EPOCH);
    add("control.PRIORITY_OFFSETS_BASE", ControlLayout.PRIORITY_OFFSETS_BASE);
    add("control.PRIORITY_OFFSETS_SLOTS", ControlLayout.PRIORITY_OFFSETS_SLOTS);
    add("control.PRIORITY_STARVATION_COUNTER", ControlLayout.PRIORITY_STARVATION_COUNTER);
    add("control.PRIORITY_FAIRNESS_BASE", ControlLayout.PRIORITY_FAIRNESS_BASE);
    add("control.PRIORITY_FAIRNESS_SLOTS", ControlLayout.PRIORITY_FAIRNESS_SLOTS);
    add("control.OBSERVABLE_BASE", ControlLayout.OBSERVABLE_BASE);
  }

  private void addDebugLog() {
    add("MAX_DEBUG_RECORDS", DebugLogCodec.MAX_RECORDS);
    add("MAX_ENCODED_DEBUG_RECORDS", DebugLogCodec.MAX_ENCODED_RECORDS);
    add("debug.CURSOR_WORD", DebugLogLayout.CURSOR_WORD);
    add("debug.RECORDS_BASE", DebugLogLayout.RECORDS_BASE);
    add("debug.RECORD_WORDS", DebugLogLayout.RECORD_WORDS);
    add("debug.RECORD_CAPACITY", DebugLogLayout.RECORD_CAPACITY);
    add("debug.BUFFER_WORDS", DebugLogLayout.BUFFER_WORDS);
  }

  private void addOpcodes() {
    add("opcode.NOP", Opcode.NOP);
    add("opcode.STORE_U32", Opcode.STORE_U32);
    add("opcode.ATOMIC_ADD", Opcode.ATOMIC_ADD);
    add("opcode.LOAD_U32", Opcode.LOAD_U32);
    add("opcode.COMPARE_SWAP", Opcode.COMPARE_SWAP);
    add("opcode.MEMCPY", Opcode.MEMCPY);
    add("opcode.DFA_STEP", Opcode.DFA_STEP);
    add("opcode.BATCH_FENCE", Opcode.BATCH_FENCE);
    add("opcode.LOAD_MISS", Opcode.LOAD_MISS);
    add("opcode.PRINTF", Opcode.PRINTF);
    add("opcode.PACKED_SLOT", Integer.toUnsignedLong(Opcode.PACKED_SLOT));
    add("opcode.SHUTDOWN", Integer.toUnsignedLong(Opcode.SHUTDOWN));
    add("opcode.SYSTEM_MASK", Integer.toUnsignedLong(Opcode.SYSTEM_MASK));
    add("opcode.RESERVED_MAX_RANGE_MIN", Opcode.RESERVED_MIN);
  }

  private void addStatuses() {
    add("slot_status.EMPTY", SlotStatus.EMPTY);
    add("slot_status.PUBLISHED", SlotStatus.PUBLISHED);
    add("slot_status.CLAIMED", SlotStatus.CLAIMED);
    add("slot_status.DONE", SlotStatus.DONE);
    add("slot_status.WAIT_IO", SlotStatus.WAIT_IO);
    add("slot_status.YIELD", SlotStatus.YIELD);
    add("slot_status.REQUEUE", SlotStatus.REQUEUE);
    add("slot_status.FAULT", SlotStatus.FAULT);
    for (Priority priority : Priority.values()) {
      add("priority." + priority.name(), priority.ordinal());
    }
    add("priority.PRIORITY_LEVELS", PriorityPartitions.LEVELS);
    add("priority.STARVATION_THRESHOLD", PriorityPartitions.STARVATION_THRESHOLD);
    add("priority.TENANT_FAIRNESS_THRESHOLD", PriorityPartitions.TENANT_FAIRNESS_THRESHOLD);
  }

  private void addIoQueue() {
    add("io.IO_SLOT_WORDS", IoQueueLayout.IO_SLOT_WORDS);
    add("io.IO_SLOT_COUNT", IoQueueLayout.IO_SLOT_COUNT);
    add("io.OP_TYPE", IoQueueLayout.OP_TYPE);
    add("io.SRC_HANDLE", IoQueueLayout.SRC_HANDLE);
    add("io.DST_HANDLE", IoQueueLayout.DST_HANDLE);
    add("io.OFFSET_LO", IoQueueLayout.OFFSET_LO);
    add("io.OFFSET_HI", IoQueueLayout.OFFSET_HI);
    add("io.BYTE_COUNT", IoQueueLayout.BYTE_COUNT);
    add("io.STATUS", IoQueueLayout.STATUS);
    add("io.TAG", IoQueueLayout.TAG);
    add("io.READ", IoQueueLayout.READ);
    add("io.WRITE", IoQueueLayout.WRITE);
    add("io.FENCE", IoQueueLayout.FENCE);
    add("io.OK", IoQueueLayout.OK);
    add("io.ERROR", IoQueueLayout.ERROR);
  }

  private void addTenants() {
    add("tenant.TENANT_OPCODE_BASE", TenantRegistry.OPCODE_BASE);
    add("tenant.TENANT_ID_MAX", Integer.toUnsignedLong(TenantRegistry.MAX_FORMAT_ID));
    add("tenant.OPCODE_RANGE_PER_TENANT", TenantRegistry.OPCODES_PER_TENANT);
  }
}
