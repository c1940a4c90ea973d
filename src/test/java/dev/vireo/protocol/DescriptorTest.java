package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorTest {
  private static final SlotDescriptor ADD =
      new SlotDescriptor.Single(3, new RingItem(Opcode.ATOMIC_ADD, 1, 160));

  @Test
  void shouldPublishWhatThePublishersWould() {
    List<PackedSlot.Inner> inner = List.of(new PackedSlot.Inner(1, 2, 160));
    ByteBuffer expected = RingCodec.encode(3);
    RingCodec.publish(expected, 1, 3, Opcode.ATOMIC_ADD, 1, 160);
    PackedSlot.publish(expected, 2, 4, inner);
    ByteBuffer ring = RingCodec.encode(3);
    int published =
        SlotDescriptor.publishAll(ring, 1, List.of(ADD, new SlotDescriptor.Packed(4, inner)));
    assertEquals(2, published);
    assertArrayEquals(expected.array(), ring.array());
  }

  @Test
  void shouldKeepTheSlotsOfABatchBeforeARefusedOne() {
    ByteBuffer ring = RingCodec.encode(1);
    assertThrows(
        ProtocolException.QueueFull.class,
        () -> SlotDescriptor.publishAll(ring, 0, List.of(ADD, ADD)));
    assertEquals(SlotStatus.PUBLISHED, TestBuffers.word(ring, 0));
  }

  @Test
  void shouldPublishRequiredPayloadsOfAWindowFirst() {
    ByteBuffer ring = RingCodec.encode(2);
    WindowDescriptor window =
        new WindowDescriptor(1, 8, 77, List.of(new int[] {5}), List.of(new int[10]));
    assertEquals(2, window.publish(ring, 0));
    ByteBuffer expected = RingCodec.encode(2);
    RingCodec.publish(expected, 0, 1, 8, 77, 0, 5);
    RingCodec.publish(expected, 1, 1, 8, 77, 1);
    assertArrayEquals(expected.array(), ring.array());
  }

  @Test
  void shouldPublishNothingOfAWindowWithAPayloadThatIsTooLong() {
    ByteBuffer ring = RingCodec.encode(2);
    WindowDescriptor window =
        new WindowDescriptor(1, 8, 77, List.of(new int[1]), List.of(new int[11]));
    assertThrows(ProtocolException.QueueFull.class, () -> window.publish(ring, 0));
    assertArrayEquals(new byte[128], ring.array());
  }
}
