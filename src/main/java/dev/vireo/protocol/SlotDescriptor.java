package dev.vireo.protocol;

import java.nio.ByteBuffer;
import java.util.List;

/** A slot that is yet to be published, single or packed. Source: vyre-runtime 0.6.3. */
public sealed interface SlotDescriptor {
  /**
   * Publishes the slot.
   *
   * @throws ProtocolException.QueueFull when it does not fit or the ring refuses it; nothing is
   *     written then
   */
  void publish(ByteBuffer ring, long slot);

  /**
   * Publishes {@code descriptors} from slot {@code start} on, one by one and without a fence; those
   * before a refused one stay.
   *
   * @return how many slots were published
   * @throws ProtocolException.QueueFull when one does not fit or the ring refuses it
   */
  static int publishAll(ByteBuffer ring, long start, List<SlotDescriptor> descriptors) {
    for (int i = 0; i < descriptors.size(); i++) {
      descriptors.get(i).publish(ring, start + i);
    }
    return descriptors.size();
  }

  /**
   * One operation.
   *
   * @param tenant the tenant's id
   * @param item opcode and arguments
   */
  record Single(int tenant, RingItem item) implements SlotDescriptor {
    @Override
    public void publish(ByteBuffer ring, long slot) {
      RingCodec.publish(ring, slot, tenant, item.opcode(), item.args());
    }
  }

  /**
   * Several inner operations.
   *
   * @param tenant the tenant's id
   * @param operations the operations in order
   */
  record Packed(int tenant, List<PackedSlot.Inner> operations) implements SlotDescriptor {
    /** Keeps a copy of the operations. */
    public Packed {
      operations = List.copyOf(operations);
    }

    @Override
    public void publish(ByteBuffer ring, long slot) {
      PackedSlot.publish(ring, slot, tenant, operations);
    }
  }
}
