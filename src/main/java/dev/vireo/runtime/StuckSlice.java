package dev.vireo.runtime;

import dev.vireo.kernel.DoorbellLayout;
import dev.vireo.kernel.HandlerSource;
import dev.vireo.kernel.KernelBuffers;
import dev.vireo.kernel.StateLayout;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;

/** Which slot is to blame when a slice does not end: the buffers tell what the device was at. */
final class StuckSlice {
  private final String deviceName;
  private final KernelBuffers buffers;
  private final int ringSlots;
  private final int lanes;
  private final boolean records;
  private final List<HandlerSource> handlers;

  /**
   * Names where to look.
   *
   * @param lanes invocations that run at most
   * @param records whether each invocation notes down the slot that it is at
   */
  StuckSlice(
      String deviceName,
      KernelBuffers buffers,
      int ringSlots,
      int lanes,
      boolean records,
      List<HandlerSource> handlers) {
    this.deviceName = deviceName;
    this.buffers = buffers;
    this.ringSlots = ringSlots;
    this.lanes = lanes;
    this.records = records;
    this.handlers = handlers;
  }

  // What the device claimed and did not finish: in a live slice on a GPU the invocations' records
  // tell, elsewhere the ring.
  private BitSet claimed() {
    BitSet claimed = new BitSet();
    ByteBuffer state = buffers.state.mapped();
    if (records) {
      if (state != null) {
        state.order(ByteOrder.LITTLE_ENDIAN);
        int first = StateLayout.claims(ringSlots, lanes);
        for (int lane = 0; lane < lanes; lane++) {
          int slot = state.getInt(4 * (first + lane)) - 1;
          if (slot >= 0 && unanswered(slot)) {
            claimed.set(slot);
          }
        }
      }
      return claimed;
    }
    ByteBuffer ring = buffers.ring.mapped().order(ByteOrder.LITTLE_ENDIAN);
    for (int slot = 0; slot < ringSlots; slot++) {
      if (ring.getInt(slot * SlotLayout.SLOT_BYTES) == SlotStatus.CLAIMED) {
        claimed.set(slot);
      }
    }
    return claimed;
  }

  private boolean unanswered(int slot) {
    ByteBuffer completions = buffers.completions.mapped().order(ByteOrder.LITTLE_ENDIAN);
    int published =
        buffers
            .doorbell
            .mapped()
            .order(ByteOrder.LITTLE_ENDIAN)
            .getInt(4 * (DoorbellLayout.DOORBELL_STAMPS + slot));
    return completions.getInt(slot * CompletionLayout.COMPLETION_BYTES) != published;
  }

  /**
   * Returns what is said of the slice.
   *
   * @param behindAnother whether the driver may still be busy with one that was given up before
   */
  StuckSliceException blame(boolean behindAnother) {
    ByteBuffer ring = buffers.ring.mapped().order(ByteOrder.LITTLE_ENDIAN);
    int suspect = -1;
    int suspicion = 0;
    BitSet claimed = claimed();
    for (int slot = claimed.nextSetBit(0); slot >= 0; slot = claimed.nextSetBit(slot + 1)) {
      int word = slot * SlotLayout.SLOT_WORDS + SlotLayout.OPCODE_WORD;
      int found = suspicion(ring.getInt(4 * word));
      if (found > suspicion) {
        suspicion = found;
        suspect = slot;
      }
    }
    String what = "a slice on " + deviceName + " did not end";
    if (suspect < 0) {
      return new StuckSliceException(
          suspect,
          what
              + ", though no slot runs"
              + (behindAnother
                  ? ": its driver may still be busy with a slice that was given up before"
                  : "")
              + "; its Vulkan objects are left alone");
    }
    int at = suspect * SlotLayout.SLOT_BYTES;
    return new StuckSliceException(
        suspect,
        what
            + ": slot "
            + suspect
            + " (opcode "
            + Integer.toUnsignedString(ring.getInt(at + 4 * SlotLayout.OPCODE_WORD))
            + ", tenant "
            + Integer.toUnsignedString(ring.getInt(at + 4 * SlotLayout.TENANT_WORD))
            + ") was claimed and never finished ("
            + claimed.cardinality()
            + " slots are claimed); its Vulkan objects are left alone."
            + " Charge fuel in every loop of its handler");
  }

  // Built-in operations always end, but invocations that run beside one that loops wait for it,
  // and batch fences wait for the end of the slice.
  private int suspicion(int opcode) {
    if (opcode == Opcode.BATCH_FENCE) {
      return 0;
    }
    if (handlers.stream().anyMatch(handler -> handler.opcode() == opcode)) {
      return 3;
    }
    return opcode == Opcode.PACKED_SLOT ? 2 : 1;
  }
}
