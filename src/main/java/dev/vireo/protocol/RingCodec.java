package dev.vireo.protocol;

import static dev.vireo.protocol.SlotLayout.ARGS_PER_SLOT;
import static dev.vireo.protocol.SlotLayout.SLOT_BYTES;
import static dev.vireo.protocol.SlotLayout.SLOT_WORDS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Publishes into rings and reads their statuses; {@link SlotLayout} has the bytes of a slot.
 *
 * <p>A buffer argument means its bytes from position to limit, little-endian whatever its order;
 * position, limit and order stay as they are. Every check comes before the first store: a ring is
 * unchanged when a method throws. Nothing here is atomic or fenced; a ring that a device polls
 * needs the runtime's publisher.
 *
 * <pre>{@code
 * ByteBuffer ring = RingCodec.encode(4);
 * RingCodec.publish(ring, 0, 0, Opcode.STORE_U32, 7, 160);
 * }</pre>
 *
 * <p>Source: vyre-runtime 0.6.3.
 */
public final class RingCodec {
  /** Most slots for which {@link #byteLength} has an answer. */
  public static final long MAX_SLOTS = Wire.MAX_U32 / SLOT_WORDS;

  /** Most slots that {@link #encode} writes. */
  public static final int MAX_ENCODED_SLOTS = 1_048_576;

  private static final String NAME = "ring";

  private RingCodec() {}

  /**
   * Returns the bytes of a ring, or nothing when its words cannot be counted in 32 bits.
   *
   * @param slots 0 to 2^32 - 1
   */
  public static OptionalLong byteLength(long slots) {
    Wire.requireU32("slots", slots);
    return slots > MAX_SLOTS ? OptionalLong.empty() : OptionalLong.of(slots * SLOT_BYTES);
  }

  /**
   * Returns a ring of empty slots, little-endian, on the heap.
   *
   * @throws ProtocolException.ByteLengthOverflow when there are more than {@link
   *     #MAX_ENCODED_SLOTS}
   */
  public static ByteBuffer encode(long slots) {
    Wire.requireU32("slots", slots);
    if (slots > MAX_ENCODED_SLOTS) {
      throw new ProtocolException.ByteLengthOverflow(
          NAME, "a count of " + slots + " slots", MAX_ENCODED_SLOTS);
    }
    return Wire.zeroed((int) slots * SLOT_BYTES);
  }

  /**
   * Publishes one slot with priority NORMAL; arguments that are not given become 0.
   *
   * @param slot index of the slot
   * @param tenant any 32-bit value
   * @throws ProtocolException.QueueFull when the ring is ragged, the slot does not exist or is
   *     neither EMPTY nor DONE, there are more than 12 arguments, or {@link Opcode#publishOk}
   *     refuses the opcode; in this order
   */
  public static void publish(ByteBuffer ring, long slot, int tenant, int opcode, int... args) {
    publishWindow(ring, slot, tenant, List.of(new RingItem(opcode, args)));
  }

  /**
   * Publishes {@code items} from slot {@code start} on, and after them a BATCH_FENCE with their
   * number and {@code tag}: all of them, or nothing.
   *
   * @return how many slots were written, the fence included
   * @throws ProtocolException.QueueFull when the window exceeds the ring, an item is refused, or a
   *     slot is busy
   */
  public static int publishBatch(
      ByteBuffer ring, long start, int tenant, List<RingItem> items, int tag) {
    List<RingItem> all = new ArrayList<>(items);
    all.add(new RingItem(Opcode.BATCH_FENCE, items.size(), tag));
    publishWindow(ring, start, tenant, all);
    return all.size();
  }

  /**
   * Publishes {@code items} from slot {@code start} on: all of them, or nothing.
   *
   * @throws ProtocolException.QueueFull when the window exceeds the ring, an opcode is refused, or
   *     a slot is busy
   */
  public static void publishWorkItems(
      ByteBuffer ring, long start, int tenant, List<WorkItem> items) {
    publishWindow(ring, start, tenant, items.stream().map(WorkItem::toRingItem).toList());
  }

  /**
   * Returns a ring of {@code slots} slots whose first ones hold {@code items}.
   *
   * @throws ProtocolException.QueueFull when the items exceed the ring, an opcode is refused, or
   *     the ring is too large
   */
  public static ByteBuffer encodeWorkItems(long slots, int tenant, List<WorkItem> items) {
    Wire.requireU32("slots", slots);
    if (items.size() > slots) {
      throw new ProtocolException.QueueFull(
          String.format(
              "%d work items exceed a ring of %d slots; ask for more slots", items.size(), slots));
    }
    if (slots > MAX_ENCODED_SLOTS) {
      throw new ProtocolException.QueueFull(
          String.format(
              "a ring of %d slots is too large; ask for at most %d", slots, MAX_ENCODED_SLOTS));
    }
    items.forEach(item -> requirePublishable(item.toRingItem()));
    ByteBuffer ring = encode(slots);
    publishWorkItems(ring, 0, tenant, items);
    return ring;
  }

  /**
   * Writes {@code items} into the first slots of an existing ring whatever their status, and marks
   * all others EMPTY. Unlike vyre's, the used slots keep no stale argument words.
   *
   * @throws ProtocolException.QueueFull when the ring is ragged, the items exceed it, or an opcode
   *     is refused
   */
  public static void encodeWorkItemsInto(ByteBuffer ring, int tenant, List<WorkItem> items) {
    List<RingItem> payloads = items.stream().map(WorkItem::toRingItem).toList();
    requireWindow(ring, 0, payloads.size());
    payloads.forEach(RingCodec::requirePublishable);
    for (int slot = 0; slot < ring.remaining() / SLOT_BYTES; slot++) {
      if (slot < payloads.size()) {
        write(ring, slot, tenant, payloads.get(slot));
      } else {
        Wire.setWord(ring, slot * SLOT_WORDS, SlotStatus.EMPTY);
      }
    }
  }

  private static void publishWindow(ByteBuffer ring, long start, int tenant, List<RingItem> items) {
    requireWindow(ring, start, items.size());
    items.forEach(RingCodec::requirePublishable);
    int first = (int) start;
    for (int i = 0; i < items.size(); i++) {
      requireFree(ring, first + i);
    }
    for (int i = 0; i < items.size(); i++) {
      write(ring, first + i, tenant, items.get(i));
    }
  }

  private static void requireWindow(ByteBuffer ring, long start, int count) {
    if (ring.remaining() % SLOT_BYTES != 0) {
      throw new ProtocolException.QueueFull(
          String.format(
              "the ring has %d bytes, which is no multiple of %d; pass whole slots",
              ring.remaining(), SLOT_BYTES));
    }
    long slots = ring.remaining() / SLOT_BYTES;
    if (start < 0 || start > slots - count) {
      throw new ProtocolException.QueueFull(
          String.format(
              "%d slot(s) from slot %d on exceed the ring of %d slots; start lower or publish"
                  + " fewer at a time",
              count, start, slots));
    }
  }

  private static void requirePublishable(RingItem item) {
    if (item.args().length > ARGS_PER_SLOT) {
      throw new ProtocolException.QueueFull(
          String.format(
              "a slot has %d argument words, got %d; put the rest into memory",
              ARGS_PER_SLOT, item.args().length));
    }
    if (!Opcode.publishOk(item.opcode())) {
      throw new ProtocolException.QueueFull(
          String.format(
              "opcode 0x%08X is reserved; use a built-in one, 8 to 0xFFEF or 0x10000 to"
                  + " 0x7FFFFFFF",
              item.opcode()));
    }
  }

  private static void requireFree(ByteBuffer ring, int slot) {
    int status = Wire.word(ring, slot * SLOT_WORDS);
    if (status != SlotStatus.EMPTY && status != SlotStatus.DONE) {
      throw new ProtocolException.QueueFull(
          String.format(
              "slot %d has status %s, neither EMPTY nor DONE; wait for its completion or use"
                  + " another slot",
              slot, Integer.toUnsignedString(status)));
    }
  }

  private static void write(ByteBuffer ring, int slot, int tenant, RingItem item) {
    int base = slot * SLOT_WORDS;
    int[] args = item.args();
    Wire.setWord(ring, base + SlotLayout.OPCODE_WORD, item.opcode());
    Wire.setWord(ring, base + SlotLayout.TENANT_WORD, tenant);
    Wire.setWord(ring, base + SlotLayout.PRIORITY_WORD, Priority.NORMAL.ordinal());
    for (int i = 0; i < ARGS_PER_SLOT; i++) {
      Wire.setWord(ring, base + SlotLayout.ARG0_WORD + i, i < args.length ? args[i] : 0);
    }
    Wire.setWord(ring, base + SlotLayout.STATUS_WORD, SlotStatus.PUBLISHED);
  }

  /**
   * Changes a slot's status word, and nothing else.
   *
   * @return the status before
   * @throws ProtocolException.QueueFull when the ring is ragged, the slot does not exist, the
   *     transition does not start at its status, or is {@link SlotTransition#PUBLISH}: publish with
   *     a payload instead
   */
  public static int transition(ByteBuffer ring, long slot, SlotTransition transition) {
    requireWindow(ring, slot, 1);
    int word = (int) slot * SLOT_WORDS;
    int status = Wire.word(ring, word);
    if (transition == SlotTransition.PUBLISH) {
      throw new ProtocolException.QueueFull(
          "slot " + slot + ": PUBLISH alone would publish a stale payload; use publish");
    }
    if (!transition.allowedFrom(status)) {
      throw new ProtocolException.QueueFull(
          String.format(
              "slot %d: %s is not allowed from status %s; read the status first",
              slot, transition, Integer.toUnsignedString(status)));
    }
    Wire.setWord(ring, word, transition.target());
    return status;
  }

  /**
   * Counts the DONE slots among the first {@code items}; 0 for no items, whatever the ring.
   *
   * @param items an unsigned 64-bit count
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.ByteLengthOverflow when the items' bytes exceed 64 bits
   * @throws ProtocolException.MissingWord when the ring is too short
   */
  public static int countDone(ByteBuffer ring, long items) {
    if (items == 0) {
      return 0;
    }
    Wire.requireWholeWords(NAME, ring);
    if (items >>> 58 != 0) {
      throw new ProtocolException.ByteLengthOverflow(
          NAME, "a count of " + Long.toUnsignedString(items) + " slots", (1L << 58) - 1);
    }
    if (items > ring.remaining() / SLOT_BYTES) {
      throw new ProtocolException.MissingWord(NAME, items * SLOT_WORDS, ring.remaining());
    }
    return countStatus(ring, (int) items, SlotStatus.DONE);
  }

  /**
   * Like {@link #countDone}, ignoring trailing bytes; nothing for no items and for a ring that is
   * too short.
   */
  public static OptionalInt countDoneIfPresent(ByteBuffer ring, long items) {
    if (items <= 0 || items > ring.remaining() / SLOT_BYTES) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(countStatus(ring, (int) items, SlotStatus.DONE));
  }

  static int countStatus(ByteBuffer ring, int slots, int status) {
    int count = 0;
    for (int slot = 0; slot < slots; slot++) {
      if (Wire.word(ring, slot * SLOT_WORDS) == status) {
        count++;
      }
    }
    return count;
  }
}
