package dev.vireo.protocol;

import static dev.vireo.protocol.SlotLayout.SLOT_BYTES;
import static dev.vireo.protocol.SlotLayout.SLOT_WORDS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The slots of a ring at one moment. Source: vyre-runtime 0.6.3.
 *
 * @param slots all slots in order
 */
public record RingSnapshot(List<SlotState> slots) {
  /** Keeps a copy of the slots. */
  public RingSnapshot {
    slots = List.copyOf(slots);
  }

  /**
   * One slot.
   *
   * @param slot index of the slot
   * @param status its status word, known or not
   * @param tenant the tenant's id, unsigned
   * @param opcode the opcode
   * @param arg0 first argument word
   * @param arg1 second argument word
   * @param arg2 third argument word
   */
  public record SlotState(
      int slot, int status, int tenant, int opcode, int arg0, int arg1, int arg2) {
    /** Says whether the slot is on its way: PUBLISHED, CLAIMED, WAIT_IO, YIELD or REQUEUE. */
    public boolean active() {
      return status == SlotStatus.PUBLISHED
          || status == SlotStatus.CLAIMED
          || status == SlotStatus.WAIT_IO
          || status == SlotStatus.YIELD
          || status == SlotStatus.REQUEUE;
    }
  }

  /**
   * The slots of one ticket and opcode.
   *
   * @param ticket arg0 of the slots, unsigned
   * @param opcode their opcode
   * @param tenant tenant of the first of them
   * @param required how many have arg1 0
   * @param lookahead how many have arg1 1
   * @param occupancy their statuses
   */
  public record Window(
      int ticket, int opcode, int tenant, int required, int lookahead, RingOccupancy occupancy) {
    private static Window of(List<SlotState> slots) {
      SlotState first = slots.get(0);
      return new Window(
          first.arg0(),
          first.opcode(),
          first.tenant(),
          (int) slots.stream().filter(slot -> slot.arg1() == WindowDescriptor.REQUIRED).count(),
          (int) slots.stream().filter(slot -> slot.arg1() == WindowDescriptor.LOOKAHEAD).count(),
          RingOccupancy.count(slots));
    }
  }

  /**
   * Reads {@code ring}, from position to limit.
   *
   * @throws ProtocolException.Backend when the length is no multiple of 64
   */
  public static RingSnapshot of(ByteBuffer ring) {
    if (ring.remaining() % SLOT_BYTES != 0) {
      throw new ProtocolException.Backend(
          String.format(
              "ring: a snapshot needs a multiple of %d bytes, got %d; pass whole slots",
              SLOT_BYTES, ring.remaining()));
    }
    List<SlotState> slots = new ArrayList<>();
    for (int slot = 0; slot < ring.remaining() / SLOT_BYTES; slot++) {
      int base = slot * SLOT_WORDS;
      slots.add(
          new SlotState(
              slot,
              Wire.word(ring, base + SlotLayout.STATUS_WORD),
              Wire.word(ring, base + SlotLayout.TENANT_WORD),
              Wire.word(ring, base + SlotLayout.OPCODE_WORD),
              Wire.word(ring, base + SlotLayout.ARG0_WORD),
              Wire.word(ring, base + SlotLayout.ARG0_WORD + 1),
              Wire.word(ring, base + SlotLayout.ARG0_WORD + 2)));
    }
    return new RingSnapshot(slots);
  }

  /** Returns how many slots have which status. */
  public RingOccupancy occupancy() {
    return RingOccupancy.count(slots);
  }

  /**
   * Returns the slots whose opcode is one of {@code opcodes}, grouped and sorted by ticket, then
   * opcode, both unsigned.
   */
  public List<Window> windows(Collection<Integer> opcodes) {
    Map<Long, List<SlotState>> groups = new TreeMap<>(Long::compareUnsigned);
    for (SlotState slot : slots) {
      if (opcodes.contains(slot.opcode())) {
        long key = (long) slot.arg0() << 32 | Integer.toUnsignedLong(slot.opcode());
        groups.computeIfAbsent(key, ignored -> new ArrayList<>()).add(slot);
      }
    }
    return groups.values().stream().map(Window::of).toList();
  }
}
