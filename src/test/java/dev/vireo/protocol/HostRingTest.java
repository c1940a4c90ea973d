package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostRingTest {
  @ParameterizedTest
  @EnumSource
  void shouldGiveBackTheBytesItTook(TestBuffers kind) {
    byte[] slot = new byte[64];
    for (int i = 0; i < slot.length; i++) {
      slot[i] = (byte) (i * 7 + 1);
    }
    ByteBuffer source = kind.of(slot);
    ByteBuffer target = kind.of(new byte[64]);
    HostRing ring = HostRing.create(3);
    ring.publish(2, source);
    ring.read(2, target);
    assertArrayEquals(slot, TestBuffers.bytes(target));
    kind.assertIntact(source);
    kind.assertIntact(target);
  }

  @Test
  void shouldCheckTheLengthBeforeTheSlot() {
    HostRing ring = HostRing.create(1);
    ProtocolException.MisalignedByteLength length =
        assertThrows(
            ProtocolException.MisalignedByteLength.class,
            () -> ring.publish(9, ByteBuffer.allocate(63)));
    assertEquals("ring slot", length.buffer());
    ProtocolException.MissingWord slot =
        assertThrows(
            ProtocolException.MissingWord.class, () -> ring.read(9, ByteBuffer.allocate(64)));
    assertEquals(144, slot.wordIndex());
    assertEquals(64, slot.byteLength());
  }

  @Test
  void shouldTakeAnyStatusAndOpcodeAndCountDone() {
    HostRing ring = HostRing.create(2);
    ring.publish(
        0,
        ByteBuffer.wrap(
            TestBuffers.words(3, Opcode.LOAD_MISS, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    ring.publish(
        0, ByteBuffer.wrap(TestBuffers.words(3, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    assertEquals(1, ring.done());
  }
}
