package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.vir0.TrapCode;
import java.nio.ByteOrder;

/**
 * Runs the slots that hold programs, one after the other: the device leaves them alone when it
 * claims them. Each dispatch stands in a slice's place. Guarded by the pump's turns.
 */
final class ProgramSlices {
  private final SlotBackend backend;
  private final Partitions partitions;
  private final ProgramTable table;
  private ProgramTask current;
  private Partition currentPartition;
  private long currentSequence;

  ProgramSlices(SlotBackend backend, Partitions partitions, ProgramTable table) {
    this.backend = backend;
    this.partitions = partitions;
    this.table = table;
  }

  /** Returns whether slots with programs were published and have not completed. */
  boolean waits() {
    for (Partition partition : partitions.each()) {
      if (partition.openProgram() != Long.MAX_VALUE) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a program goes on or can begin; no slice runs. */
  boolean due() {
    return current != null || next() != null;
  }

  private Partition next() {
    for (Partition partition : partitions.each()) {
      long sequence = partition.claimedProgram();
      // One that is handed on without having been claimed by a worker is PUBLISHED still.
      if (sequence >= 0
          && slotWord(partition.indexOf(sequence), SlotLayout.STATUS_WORD) == SlotStatus.CLAIMED) {
        return partition;
      }
    }
    return null;
  }

  private int slotWord(int index, int word) {
    int at = index * SlotLayout.SLOT_BYTES + Integer.BYTES * word;
    return backend.ring().order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  /** Starts the next dispatch, if there is anything to run; the slice before has ended. */
  boolean start() {
    for (Partition partition = next(); current == null && partition != null; partition = next()) {
      begin(partition);
    }
    if (current != null) {
      backend.startProgram(current);
    }
    return current != null;
  }

  private void begin(Partition partition) {
    currentPartition = partition;
    currentSequence = partition.claimedProgram();
    int index = partition.indexOf(currentSequence);
    int opcode = slotWord(index, SlotLayout.OPCODE_WORD);
    int args = SlotLayout.ARG0_WORD;
    try {
      current =
          table.task(
              index,
              opcode,
              slotWord(index, args),
              slotWord(index, args + 1),
              slotWord(index, args + 2),
              slotWord(index, args + 3));
    } catch (ProgramTable.Refusal refused) {
      fault(refused.fault(), 0, refused.word());
    }
  }

  /** Takes notice of a dispatch that has ended. */
  void finish() {
    ProgramTask task = current;
    if (!backend.programEnded(task)) {
      return;
    }
    current = null;
    int opcode = slotWord(task.index, SlotLayout.OPCODE_WORD);
    if (task.unsupported) {
      fault(FaultCode.UNSUPPORTED, task.pc, opcode);
    } else if (task.trap == TrapCode.FUEL) {
      fault(FaultCode.FUEL, task.pc, opcode);
    } else if (task.trap != TrapCode.NONE) {
      fault(FaultCode.TRAP, task.pc, task.trap.ordinal());
    } else {
      backend.countDone();
      currentPartition.completeProgram(currentSequence, CompletionStatus.DONE.code(), 0L);
    }
  }

  private void fault(FaultCode fault, int place, int word) {
    int status = CompletionStatus.FAULT.code() | fault.ordinal() << CompletionLayout.FAULT_SHIFT;
    long results = place & 0xFFFF_FFFFL | (long) word << Integer.SIZE;
    currentPartition.completeProgram(currentSequence, status, results);
  }

  /** Returns whether the program that runs works on a range. */
  boolean uses(ArenaRange range) {
    return current != null && current.binding.areas().contains(range);
  }

  /**
   * Returns whether a slot with an opcode, from below {@code ends} by partition, has not completed.
   */
  boolean open(int opcode, long[] ends) {
    for (Partition partition : partitions.each()) {
      if (partition.openProgram(opcode, ends[partition.number()])) {
        return true;
      }
    }
    return false;
  }

  /** Leaves the program that runs alone: its slot ended otherwise. */
  void forget() {
    current = null;
  }
}
