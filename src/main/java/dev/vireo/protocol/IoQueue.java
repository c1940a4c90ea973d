package dev.vireo.protocol;

import static dev.vireo.protocol.IoQueueLayout.IO_SLOT_BYTES;
import static dev.vireo.protocol.IoQueueLayout.IO_SLOT_COUNT;
import static dev.vireo.protocol.IoQueueLayout.IO_SLOT_WORDS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A view of an IO queue; {@link IoQueueLayout} has the bytes of a slot. Every check comes before
 * the first store. Not safe for use by several threads at once. Source: vyre-runtime 0.6.3.
 */
public final class IoQueue {
  private final ByteBuffer bytes;

  private IoQueue(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns a queue of empty slots in a buffer of its own.
   *
   * @param slots 1 to 64
   * @throws ProtocolException.QueueFull when there are none or more
   */
  public static IoQueue create(long slots) {
    if (slots <= 0 || slots > IO_SLOT_COUNT) {
      throw new ProtocolException.QueueFull(
          "an IO queue has 1 to " + IO_SLOT_COUNT + " slots, got " + slots);
    }
    return new IoQueue(Wire.zeroed((int) slots * IO_SLOT_BYTES));
  }

  /**
   * Returns a view of {@code bytes}, from position to limit; a queue of no slots is one too.
   *
   * @throws ProtocolException.Backend when the length is no multiple of 32
   * @throws ProtocolException.QueueFull when there are more than 64 slots
   */
  public static IoQueue of(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length % IO_SLOT_BYTES != 0) {
      throw new ProtocolException.Backend(
          String.format(
              "io_queue: %d bytes are no multiple of %d; pass whole %s",
              length, IO_SLOT_BYTES, length % 4 == 0 ? "slots" : "words and slots"));
    }
    if (length / IO_SLOT_BYTES > IO_SLOT_COUNT) {
      throw new ProtocolException.QueueFull(
          String.format(
              "io_queue: %d slots, an IO queue has at most %d; use several queues",
              length / IO_SLOT_BYTES, IO_SLOT_COUNT));
    }
    return new IoQueue(bytes.slice());
  }

  /** Returns how many slots there are. */
  public int slots() {
    return bytes.remaining() / IO_SLOT_BYTES;
  }

  /** Returns a read-only view of the queue's bytes. */
  public ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer();
  }

  /**
   * Publishes a READ from source 0.
   *
   * @param mapped destination handle
   * @throws ProtocolException.QueueFull when there is no such slot or it is not EMPTY
   */
  public void publish(long slot, int mapped, int byteCount, int tag) {
    submitRead(slot, 0, mapped, byteCount, tag);
  }

  /**
   * Publishes a READ from byte 0 of {@code source}.
   *
   * @throws ProtocolException.QueueFull when there is no such slot or it is not EMPTY
   */
  public void submitRead(long slot, int source, int destination, int byteCount, int tag) {
    int base = checkedBase(slot, SlotStatus.EMPTY, "EMPTY");
    Wire.setWord(bytes, base + IoQueueLayout.OP_TYPE, IoQueueLayout.READ);
    Wire.setWord(bytes, base + IoQueueLayout.SRC_HANDLE, source);
    Wire.setWord(bytes, base + IoQueueLayout.DST_HANDLE, destination);
    Wire.setWord(bytes, base + IoQueueLayout.OFFSET_LO, 0);
    Wire.setWord(bytes, base + IoQueueLayout.OFFSET_HI, 0);
    Wire.setWord(bytes, base + IoQueueLayout.BYTE_COUNT, byteCount);
    Wire.setWord(bytes, base + IoQueueLayout.TAG, tag);
    setStatus(base, SlotStatus.PUBLISHED);
  }

  /** Returns the PUBLISHED slots in order. */
  public List<IoRequest> poll() {
    List<IoRequest> requests = new ArrayList<>();
    for (int slot = 0; slot < slots(); slot++) {
      if (status(slot) == SlotStatus.PUBLISHED) {
        requests.add(request(slot));
      }
    }
    return requests;
  }

  /** Returns the PUBLISHED slots in order, and makes them CLAIMED. */
  public List<IoRequest> claim() {
    List<IoRequest> requests = poll();
    requests.forEach(request -> setStatus(request.slot() * IO_SLOT_WORDS, SlotStatus.CLAIMED));
    return requests;
  }

  /**
   * Stores OK or ERROR to a CLAIMED slot.
   *
   * @throws ProtocolException.QueueFull when there is no such slot or it is not CLAIMED
   */
  public void complete(long slot, boolean ok) {
    complete(List.of(new IoOutcome(slot, ok)));
  }

  /**
   * Stores OK or ERROR to CLAIMED slots: to all of them, or to none.
   *
   * @throws ProtocolException.QueueFull when one does not exist or is not CLAIMED
   */
  public void complete(List<IoOutcome> outcomes) {
    outcomes.forEach(outcome -> checkedBase(outcome.slot(), SlotStatus.CLAIMED, "CLAIMED"));
    for (IoOutcome outcome : outcomes) {
      int status = outcome.ok() ? IoQueueLayout.OK : IoQueueLayout.ERROR;
      setStatus((int) outcome.slot() * IO_SLOT_WORDS, status);
    }
  }

  /**
   * Returns what is known of a slot in use, whatever its status; nothing when it is EMPTY or does
   * not exist.
   */
  public Optional<IoCompletion> completion(long slot) {
    if (!exists(slot) || status((int) slot) == SlotStatus.EMPTY) {
      return Optional.empty();
    }
    IoRequest request = request((int) slot);
    return Optional.of(
        new IoCompletion(
            request.slot(), request.destination(), request.byteCount(), request.tag()));
  }

  /** Says whether the slot exists and is EMPTY. */
  public boolean recycled(long slot) {
    return exists(slot) && status((int) slot) == SlotStatus.EMPTY;
  }

  private IoRequest request(int slot) {
    int base = slot * IO_SLOT_WORDS;
    return new IoRequest(
        slot,
        Wire.word(bytes, base + IoQueueLayout.OP_TYPE),
        Wire.word(bytes, base + IoQueueLayout.SRC_HANDLE),
        Wire.word(bytes, base + IoQueueLayout.DST_HANDLE),
        Wire.longAt(bytes, 4 * (base + IoQueueLayout.OFFSET_LO)),
        Wire.word(bytes, base + IoQueueLayout.BYTE_COUNT),
        Wire.word(bytes, base + IoQueueLayout.TAG));
  }

  private int checkedBase(long slot, int status, String statusName) {
    if (!exists(slot)) {
      throw new ProtocolException.QueueFull(
          String.format(
              "io_queue: slot %d does not exist, there are %d; pass a smaller index",
              slot, slots()));
    }
    if (status((int) slot) != status) {
      throw new ProtocolException.QueueFull(
          String.format(
              "io_queue: slot %d has status %s, not %s; poll until it has",
              slot, Integer.toUnsignedString(status((int) slot)), statusName));
    }
    return (int) slot * IO_SLOT_WORDS;
  }

  private boolean exists(long slot) {
    return slot >= 0 && slot < slots();
  }

  private int status(int slot) {
    return Wire.word(bytes, slot * IO_SLOT_WORDS + IoQueueLayout.STATUS);
  }

  private void setStatus(int base, int status) {
    Wire.setWord(bytes, base + IoQueueLayout.STATUS, status);
  }
}
