package dev.vireo.script;

import dev.vireo.protocol.ControlCodec;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.IoQueueLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.RingCodec;
import dev.vireo.protocol.SlotLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sections that run slots: {@code kernel_exec}, {@code kernel_exec_persistent} and {@code
 * priority_scan}.
 */
final class ConformanceKernel {
  private static final int MAX_WORDS = 1 << 24;
  private static final int MAX_LANES = 1 << 20;
  private static final int IO_WORDS = IoQueueLayout.IO_SLOT_COUNT * IoQueueLayout.IO_SLOT_WORDS;

  /** Observable words where a case does not say how many there are. */
  private static final int OBSERVABLE_WORDS = 16;

  private final KernelOracle kernel;

  ConformanceKernel(KernelOracle kernel) {
    this.kernel = kernel;
  }

  void exec(ConformanceInput in) {
    ConformanceInput lengths = in.object("lens_words");
    ConformanceInput inputs = in.object("inputs_nonzero_words");
    KernelOracle.Memory memory =
        new KernelOracle.Memory(
            buffer(inputs, lengths, "control"),
            buffer(inputs, lengths, "ring"),
            buffer(inputs, lengths, "debug"),
            buffer(inputs, lengths, "io"));
    kernel.sequentialPass(memory, lanes(in), in.bool("custom_handler_8"));
    ConformanceInput outputs = in.object("result").object("outputs_nonzero_words");
    outputs.expect("control", ConformanceJson.sparse(memory.control()));
    outputs.expect("ring", ConformanceJson.sparse(memory.ring()));
    outputs.expect("debug", ConformanceJson.sparse(memory.debug()));
    outputs.expect("io", ConformanceJson.sparse(memory.io()));
  }

  private static int[] buffer(ConformanceInput inputs, ConformanceInput lengths, String name) {
    int words = limited(name, lengths.size(name), MAX_WORDS);
    return inputs.has(name) ? inputs.sparse(name, words) : new int[words];
  }

  /** Whole workgroups run, at least as many lanes as there are slots. */
  private static int lanes(ConformanceInput in) {
    int group = limited("workgroup_size", in.size("workgroup_size"), MAX_LANES);
    int slots = limited("slot_count", in.size("slot_count"), MAX_LANES);
    if (group == 0) {
      throw new ConformanceFailure("'workgroup_size' to be at least 1", "0");
    }
    return Math.max(1, (slots + group - 1) / group) * group;
  }

  private static int limited(String name, int value, int max) {
    if (value > max) {
      throw new ConformanceFailure("'" + name + "' to be at most " + max, String.valueOf(value));
    }
    return value;
  }

  /** The case states no input: one tenant, a STORE_U32 of 7 to observable 0, then a SHUTDOWN. */
  void persistent(ConformanceInput in) {
    ConformanceInput result = in.object("result");
    int slots = limited("ring_status", result.array("ring_status").size(), MAX_LANES);
    if (slots < 2) {
      throw new ConformanceFailure("a ring of at least 2 slots", String.valueOf(slots));
    }
    ByteBuffer ring = RingCodec.encode(slots);
    RingCodec.publish(ring, 0, 0, Opcode.STORE_U32, 7, ControlLayout.OBSERVABLE_BASE);
    RingCodec.publish(ring, 1, 0, Opcode.SHUTDOWN);
    KernelOracle.Memory memory =
        memory(words(ControlCodec.encode(false, 1, OBSERVABLE_WORDS)), words(ring));
    kernel.persistent(memory, slots);
    result.expect("control_nonzero", ConformanceJson.sparse(memory.control()));
    int[] statuses = new int[slots];
    for (int slot = 0; slot < slots; slot++) {
      statuses[slot] = memory.ring()[slot * SlotLayout.SLOT_WORDS];
    }
    result.expect("ring_status", ConformanceJson.words(statuses));
  }

  void priorityScan(ConformanceInput in) {
    int slots = limited("total_slots", in.size("total_slots"), MAX_LANES);
    int least = ControlLayout.CONTROL_MIN_WORDS + OBSERVABLE_WORDS;
    int controlWords =
        limited("control", in.sparseLength("control_nonzero_words", least), MAX_WORDS);
    KernelOracle.Memory memory =
        memory(
            in.sparse("control_nonzero_words", controlWords),
            in.sparse("ring_nonzero_words", slots * SlotLayout.SLOT_WORDS));
    int[] claimed = kernel.priorityScan(memory, 0, slots, 1);
    ConformanceInput result = in.object("result");
    result.expect("claimed", ConformanceJson.words(claimed));
    result.expect("control_after", ConformanceJson.sparse(memory.control()));
    result.expect("ring_after", ConformanceJson.sparse(memory.ring()));
  }

  private static KernelOracle.Memory memory(int[] control, int... ring) {
    return new KernelOracle.Memory(
        control, ring, new int[DebugLogLayout.BUFFER_WORDS], new int[IO_WORDS]);
  }

  private static int[] words(ByteBuffer bytes) {
    int[] words = new int[bytes.remaining() / 4];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }
}
