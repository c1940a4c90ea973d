package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.util.Map;

/**
 * The priority kernel of vyre 0.6.3, byte for byte: a lane claims the first schedulable slot,
 * partition by partition.
 *
 * <p>A slot's priority is the partition that holds its index, whatever its priority word says. The
 * partitions are those of control words 129 to 134, which nobody writes by default: without them
 * the scan finds nothing.
 */
final class PriorityKernel {
  /**
   * Claims of CRITICAL and HIGH slots in a row, after which the scan looks at the lower ones only.
   */
  private static final int STARVATION_THRESHOLD = 16;

  private static final long WORD_MASK = 0xFFFF_FFFFL;

  private PriorityKernel() {}

  /** See {@link RawKernel#priorityStep}. */
  static Outcome step(
      ReferenceMemory memory,
      int lane,
      int totalSlots,
      int stride,
      Map<Integer, ReferenceHandler> handlers) {
    if (RawKernel.shutDown(memory)) {
      return Outcome.REFUSED;
    }
    Claim claim = scan(memory, lane, totalSlots, stride);
    if (claim.equals(Claim.NONE) || !RawKernel.authorised(memory, claim.slotBase())) {
      return Outcome.REFUSED;
    }
    return RawKernel.runClaimed(memory, claim.slotBase(), handlers, Task.inOneGo());
  }

  /** See {@link RawKernel#priorityScan}. */
  static Claim scan(ReferenceMemory memory, int lane, int totalSlots, int stride) {
    int[] control = memory.control();
    int starved = ReferenceMemory.read(control, ControlLayout.PRIORITY_STARVATION_COUNTER);
    boolean lowerOnly = Integer.compareUnsigned(starved, STARVATION_THRESHOLD) >= 0;
    int first = lowerOnly ? Priority.NORMAL.ordinal() : Priority.CRITICAL.ordinal();
    for (int priority = first; priority <= Priority.IDLE.ordinal(); priority++) {
      int slotBase = probePartition(memory, priority, lane, totalSlots, stride);
      if (slotBase != Claim.NONE.slotBase()) {
        return claim(memory, slotBase, priority);
      }
    }
    return Claim.NONE;
  }

  /**
   * Returns the word offset of the first schedulable slot that the lane meets, or that of {@link
   * Claim#NONE}.
   */
  private static int probePartition(
      ReferenceMemory memory, int priority, int lane, int totalSlots, int stride) {
    int offsets = ControlLayout.PRIORITY_OFFSETS_BASE + priority;
    int start = ReferenceMemory.read(memory.control(), offsets);
    int end = ReferenceMemory.read(memory.control(), offsets + 1);
    long length = (end - start) & WORD_MASK;
    long step = Math.max(stride & WORD_MASK, 1);
    long phase = (lane & WORD_MASK) % step;
    long total = totalSlots & WORD_MASK;
    long probes = phase < length ? (length + step - 1) / step : 0;
    for (long k = 0; k < probes; k++) {
      long offset = ((phase + k * step) & WORD_MASK) % length;
      long slot = (start + offset) & WORD_MASK;
      if (slot < total && schedulable(memory, SlotLayout.SLOT_WORDS * (int) slot)) {
        return SlotLayout.SLOT_WORDS * (int) slot;
      }
      if (slot >= total) {
        // Offsets may be hostile: skip to the last probe before slot numbers wrap, or to the last
        // of all.
        long untilWrap = (WORD_MASK - slot) / step;
        k = Math.max(k, Math.min(k + untilWrap, probes - 2));
      }
    }
    return Claim.NONE.slotBase();
  }

  private static boolean schedulable(ReferenceMemory memory, int slotBase) {
    int status = ReferenceMemory.read(memory.ring(), slotBase + SlotLayout.STATUS_WORD);
    return (status == SlotStatus.PUBLISHED
            || status == SlotStatus.YIELD
            || status == SlotStatus.REQUEUE)
        && RawKernel.authorised(memory, slotBase);
  }

  private static Claim claim(ReferenceMemory memory, int slotBase, int priority) {
    int[] control = memory.control();
    int tenant = ReferenceMemory.read(memory.ring(), slotBase + SlotLayout.TENANT_WORD);
    ReferenceMemory.write(memory.ring(), slotBase + SlotLayout.STATUS_WORD, SlotStatus.CLAIMED);
    if (priority <= Priority.HIGH.ordinal()) {
      ReferenceMemory.add(control, ControlLayout.PRIORITY_STARVATION_COUNTER, 1);
    } else {
      ReferenceMemory.write(control, ControlLayout.PRIORITY_STARVATION_COUNTER, 0);
    }
    int fairness =
        ControlLayout.TENANT_FAIRNESS_BASE
            + Integer.remainderUnsigned(tenant, ControlLayout.TENANT_FAIRNESS_SLOTS);
    ReferenceMemory.add(control, fairness, 1);
    ReferenceMemory.add(control, ControlLayout.PRIORITY_FAIRNESS_BASE + priority, 1);
    return new Claim(slotBase, priority, tenant);
  }
}
