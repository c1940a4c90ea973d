package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vireo.protocol.PackedSlot.Inner;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedSlotTest {
  @Test
  void shouldPutCountsOpcodesAndOffsetsBeforeTheArguments() {
    Slot slot = PackedSlot.encode(List.of(new Inner(1, 5, 160, 0), new Inner(255, 9)));
    assertEquals(Opcode.PACKED_SLOT, slot.opcode());
    assertEquals(0x00_01_04_02, slot.arg(0));
    assertEquals(0x00_00_03_FF, slot.arg(1));
    int[] rest = new int[10];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = slot.arg(2 + i);
    }
    assertArrayEquals(new int[] {5, 160, 0, 9, 0, 0, 0, 0, 0, 0}, rest);
  }

  @ParameterizedTest
  @EnumSource
  void shouldPublishTheEncodedSlotIntoAnyBuffer(TestBuffers kind) {
    List<Inner> operations = List.of(new Inner(2, 3, 161), new Inner(8));
    ByteBuffer ring = kind.of(new byte[64]);
    PackedSlot.publish(ring, 0, 6, operations);
    Slot slot = PackedSlot.encode(operations);
    for (int i = 0; i < SlotLayout.ARGS_PER_SLOT; i++) {
      assertEquals(slot.arg(i), TestBuffers.word(ring, SlotLayout.ARG0_WORD + i));
    }
    assertEquals(6, TestBuffers.word(ring, SlotLayout.TENANT_WORD));
    kind.assertIntact(ring);
  }

  @Test
  void shouldAcceptNoOperations() {
    assertEquals(0, PackedSlot.encode(List.of()).arg(0));
  }

  @Test
  void shouldFillTheSlotToItsLastWord() {
    Inner eleven = new Inner(7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertEquals(11, PackedSlot.encode(List.of(eleven)).arg(11));
    Inner twelve = new Inner(7, new int[12]);
    assertThrows(ProtocolException.QueueFull.class, () -> PackedSlot.encode(List.of(twelve)));
  }

  @Test
  void shouldRefuseMoreOperationsThanTheirDescriptionsFit() {
    Inner nop = new Inner(0);
    PackedSlot.encode(Collections.nCopies(PackedSlot.MAX_HOST_INNER, nop));
    for (int count : new int[] {24, 255, 256, 100_000}) {
      ByteBuffer ring = RingCodec.encode(1);
      List<Inner> operations = Collections.nCopies(count, nop);
      assertThrows(
          ProtocolException.QueueFull.class, () -> PackedSlot.publish(ring, 0, 0, operations));
      assertArrayEquals(new byte[64], ring.array());
    }
  }

  @Test
  void shouldRefuseAnInnerOpcodeOfMoreThanEightBits() {
    assertThrows(IllegalArgumentException.class, () -> new Inner(256));
    assertThrows(IllegalArgumentException.class, () -> new Inner(-1));
  }

  @Test
  void shouldKeepItsOwnCopyOfTheArguments() {
    int[] args = {1, 2};
    Inner inner = new Inner(1, args);
    args[0] = 9;
    inner.args()[1] = 9;
    assertEquals(new Inner(1, 1, 2), inner);
    assertEquals(new Inner(1, 1, 2).hashCode(), inner.hashCode());
  }
}
