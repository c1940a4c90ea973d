package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Opcode;

/**
 * What operations do to the buffers once nothing speaks against them; indices are modulo 2^32, with
 * the access rules of {@link ReferenceMemory}.
 */
final class Effects {
  private static final long WORD_RANGE = 1L << 32;

  private Effects() {}

  /** Counts an execution: a slot's at its claim, an inner operation's when it starts. */
  static void count(ReferenceMemory memory, int opcode) {
    if (Integer.compareUnsigned(opcode, ControlLayout.METRICS_SLOTS) < 0) {
      ReferenceMemory.add(memory.control(), ControlLayout.METRICS_BASE + opcode, 1);
    }
  }

  /** Applies an operation that does the same in both protections; any other opcode does nothing. */
  static void apply(ReferenceMemory memory, Operation op, int[] results) {
    int[] control = memory.control();
    switch (op.opcode()) {
      case Opcode.STORE_U32 -> ReferenceMemory.write(control, op.arg(1), op.arg(0));
      case Opcode.ATOMIC_ADD -> results[0] = ReferenceMemory.add(control, op.arg(1), op.arg(0));
      case Opcode.LOAD_U32 -> {
        results[0] = ReferenceMemory.read(control, op.arg(0));
        observe(control, op.arg(1), results[0]);
      }
      case Opcode.COMPARE_SWAP -> compareSwap(control, op, results);
      case Opcode.MEMCPY -> copy(control, op.arg(0), op.arg(1), op.arg(2));
      case Opcode.BATCH_FENCE -> {
        ReferenceMemory.add(control, ControlLayout.EPOCH, 1);
        observe(control, 0, op.arg(1));
      }
      case Opcode.SHUTDOWN -> ReferenceMemory.write(control, ControlLayout.SHUTDOWN, 1);
      default -> {}
    }
  }

  /** Stores to an observable word; the index wraps. */
  static void observe(int[] control, int observable, int value) {
    ReferenceMemory.write(control, ControlLayout.OBSERVABLE_BASE + observable, value);
  }

  private static void compareSwap(int[] control, Operation op, int[] results) {
    int index = op.arg(0);
    int before = ReferenceMemory.read(control, index);
    results[0] = before;
    // A word that is not there reads 0 but never swaps.
    if (before == op.arg(1) && ReferenceMemory.holds(control, index)) {
      control[index] = op.arg(2);
      results[1] = 1;
    }
    observe(control, index, before);
  }

  /**
   * Copies in ascending order, so that an overlapping destination replicates forward.
   *
   * <p>Writes outside are dropped, so only the (at most two) stretches matter in which the
   * destination lies in the buffer: the time is bounded by the buffer's size, not by the count.
   */
  private static void copy(int[] control, int source, int destination, int count) {
    long words = Integer.toUnsignedLong(count);
    long start = Integer.toUnsignedLong(destination);
    copyStretch(control, source, destination, 0, Math.min(words, control.length - start));
    long wrapped = WORD_RANGE - start;
    copyStretch(control, source, destination, wrapped, Math.min(words, wrapped + control.length));
  }

  private static void copyStretch(int[] control, int source, int destination, long from, long to) {
    for (long i = from; i < to; i++) {
      control[destination + (int) i] = ReferenceMemory.read(control, source + (int) i);
    }
  }

  /** Writes a record at word {@code base} of the debug log. */
  static void record(ReferenceMemory memory, int base, Operation op) {
    int[] debug = memory.debug();
    ReferenceMemory.write(debug, base, op.arg(0));
    ReferenceMemory.write(debug, base + 1, op.arg(1));
    ReferenceMemory.write(debug, base + 2, op.arg(2));
    ReferenceMemory.write(debug, base + DebugLogLayout.RECORD_WORDS - 1, op.slotBase());
  }
}
