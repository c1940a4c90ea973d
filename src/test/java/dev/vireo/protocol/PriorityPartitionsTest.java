package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PriorityPartitionsTest {
  @Test
  void shouldGiveTheRemainderToNormal() {
    assertArrayEquals(new int[] {0, 2, 4, 10, 12, 14}, PriorityPartitions.offsets(14));
    assertArrayEquals(new int[6], PriorityPartitions.offsets(0));
  }

  @ParameterizedTest
  @EnumSource
  void shouldWriteOffsetsIntoAnyBuffer(TestBuffers kind) {
    ByteBuffer control = kind.of(new byte[540]);
    PriorityPartitions.write(control, 14);
    for (int i = 0; i < 135; i++) {
      int expected = i < 129 ? 0 : PriorityPartitions.offsets(14)[i - 129];
      assertEquals(expected, TestBuffers.word(control, i), "word " + i);
    }
    kind.assertIntact(control);
  }

  @Test
  void shouldFillAShortBufferToItsEndAsTheProtocolDoes() {
    ByteBuffer control = ByteBuffer.allocate(524);
    assertThrows(ProtocolException.QueueFull.class, () -> PriorityPartitions.write(control, 14));
    assertEquals(2, TestBuffers.word(control, 130));
  }

  @Test
  void shouldWriteNothingIntoAMisalignedBuffer() {
    ByteBuffer control = ByteBuffer.allocate(643);
    assertThrows(ProtocolException.QueueFull.class, () -> PriorityPartitions.write(control, 14));
    assertArrayEquals(new byte[643], control.array());
  }

  @Test
  void shouldSaturateTheBudget() {
    assertEquals(2_147_483_648L, PriorityPartitions.probeCount(0xFFFF_FFFFL, 2));
    assertEquals(0xFFFF_FFFFL, PriorityPartitions.budget(0xFFFF_FFFFL, 2));
    assertEquals(128, PriorityPartitions.budget(100, 64));
    assertEquals(0, PriorityPartitions.probeCount(0, 7));
    assertEquals(1, PriorityPartitions.activeLanes(9, 0));
    assertThrows(IllegalArgumentException.class, () -> PriorityPartitions.budget(-1, 1));
  }
}
