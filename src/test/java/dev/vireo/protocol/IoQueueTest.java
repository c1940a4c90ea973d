package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IoQueueTest {
  @ParameterizedTest
  @EnumSource
  void shouldServeARequestInAnyBuffer(TestBuffers kind) {
    ByteBuffer bytes = kind.of(new byte[64]);
    IoQueue queue = IoQueue.of(bytes);
    queue.submitRead(1, 9, 8, 512, 187);
    assertArrayEquals(
        TestBuffers.words(0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 8, 0, 0, 512, 1, 187),
        TestBuffers.bytes(bytes));
    IoRequest request = new IoRequest(1, IoQueueLayout.READ, 9, 8, 0, 512, 187);
    assertEquals(List.of(request), queue.poll());
    assertEquals(List.of(request), queue.claim());
    assertEquals(List.of(), queue.poll());
    queue.complete(1, false);
    assertEquals(IoQueueLayout.ERROR, TestBuffers.word(bytes, 14));
    assertEquals(187, TestBuffers.word(bytes, 15));
    assertEquals(Optional.of(new IoCompletion(1, 8, 512, 187)), queue.completion(1));
    kind.assertIntact(bytes);
  }

  @Test
  void shouldJoinBothOffsetWords() {
    ByteBuffer bytes =
        ByteBuffer.wrap(TestBuffers.words(2, 1, 1, 0x89AB_CDEF, 0xFEDC_BA98, 4, 1, 5));
    assertEquals(0xFEDC_BA98_89AB_CDEFL, IoQueue.of(bytes).poll().get(0).offset());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 31, 33, 2052})
  void shouldRefuseAViewOfPartialSlots(int length) {
    assertThrows(ProtocolException.Backend.class, () -> IoQueue.of(ByteBuffer.allocate(length)));
  }

  @Test
  void shouldHoldOneTo64Slots() {
    assertEquals(0, IoQueue.of(ByteBuffer.allocate(0)).slots());
    assertEquals(64, IoQueue.of(ByteBuffer.allocate(2048)).slots());
    assertThrows(ProtocolException.QueueFull.class, () -> IoQueue.of(ByteBuffer.allocate(2080)));
    assertThrows(ProtocolException.QueueFull.class, () -> IoQueue.create(0));
    assertThrows(ProtocolException.QueueFull.class, () -> IoQueue.create(65));
    assertThrows(ProtocolException.QueueFull.class, () -> IoQueue.create(0xFFFF_FFFFL));
  }

  @Test
  void shouldChangeNothingWhenOneOfABatchIsNotClaimed() {
    IoQueue queue = IoQueue.create(3);
    queue.publish(0, 1, 2, 3);
    queue.claim();
    queue.publish(1, 1, 2, 3);
    byte[] before = TestBuffers.bytes(queue.bytes());
    for (long other : new long[] {1, 2, 3, -1, 0xFFFF_FFFFL}) {
      assertThrows(
          ProtocolException.QueueFull.class,
          () -> queue.complete(List.of(new IoOutcome(0, true), new IoOutcome(other, true))));
      assertArrayEquals(before, TestBuffers.bytes(queue.bytes()));
    }
  }

  @Test
  void shouldRefuseToPublishIntoASlotThatIsNotEmpty() {
    IoQueue queue = IoQueue.create(1);
    queue.publish(0, 5, 6, 7);
    byte[] before = TestBuffers.bytes(queue.bytes());
    assertThrows(ProtocolException.QueueFull.class, () -> queue.publish(0, 1, 1, 1));
    assertThrows(ProtocolException.QueueFull.class, () -> queue.publish(1, 1, 1, 1));
    assertArrayEquals(before, TestBuffers.bytes(queue.bytes()));
  }

  @Test
  void shouldCallOnlyExistingEmptySlotsRecycled() {
    IoQueue queue = IoQueue.create(2);
    queue.publish(0, 1, 1, 1);
    assertFalse(queue.recycled(0));
    assertTrue(queue.recycled(1));
    assertFalse(queue.recycled(2));
    assertFalse(queue.recycled(-1));
    assertEquals(Optional.empty(), queue.completion(1));
    assertEquals(Optional.empty(), queue.completion(2));
  }

  @Test
  void shouldShowItsBytesReadOnly() {
    assertThrows(ReadOnlyBufferException.class, () -> IoQueue.create(1).bytes().put(0, (byte) 1));
  }
}
