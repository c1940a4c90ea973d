package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingCodecTest {
  @ParameterizedTest
  @EnumSource
  void shouldPublishTheSameBytesIntoAnyBuffer(TestBuffers kind) {
    byte[] dirt = new byte[128];
    Arrays.fill(dirt, 64, 128, (byte) 0x77);
    dirt[64] = SlotStatus.DONE;
    dirt[65] = 0;
    dirt[66] = 0;
    dirt[67] = 0;
    ByteBuffer ring = kind.of(dirt);
    RingCodec.publish(ring, 1, 5, Opcode.STORE_U32, 7, 0x0102_0304);
    int[] words = new int[32];
    int[] head = {1, 1, 5, 2, 7, 0x0102_0304};
    System.arraycopy(head, 0, words, 16, head.length);
    assertArrayEquals(TestBuffers.words(words), TestBuffers.bytes(ring));
    kind.assertIntact(ring);
  }

  @Test
  void shouldCountRingsUpToTheLastOneOf32BitWords() {
    assertEquals(OptionalLong.of(17_179_869_120L), RingCodec.byteLength(268_435_455));
    assertEquals(OptionalLong.empty(), RingCodec.byteLength(268_435_456));
    assertEquals(67_108_864, RingCodec.encode(1_048_576).remaining());
    assertThrows(ProtocolException.ByteLengthOverflow.class, () -> RingCodec.encode(1_048_577));
  }

  @ParameterizedTest
  @CsvSource({
    "65, 0, 0, 0", // a ragged ring
    "64, 1, 0, 0", // no such slot
    "64, 4294967295, 0, 0",
    "64, -1, 0, 0",
    "64, 0, 13, 0", // too many arguments
    "64, 0, 0, 65533", // LOAD_MISS cannot be published
    "64, 0, 0, 2147483648", // a reserved opcode
    "0, 0, 0, 0" // an empty ring
  })
  void shouldLeaveTheRingUnchangedWhenItRefuses(int length, long slot, int args, long opcode) {
    ByteBuffer ring = TestBuffers.HEAP.of(new byte[length]);
    ProtocolException.QueueFull refused =
        assertThrows(
            ProtocolException.QueueFull.class,
            () -> RingCodec.publish(ring, slot, 0, (int) opcode, new int[args]));
    assertEquals("submission", refused.queue());
    assertArrayEquals(new byte[length], TestBuffers.bytes(ring));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6, 7, 8, -1})
  void shouldRefuseASlotThatIsNeitherEmptyNorDone(int status) {
    byte[] before = TestBuffers.words(Arrays.copyOf(new int[] {status, 3}, 16));
    ByteBuffer ring = ByteBuffer.wrap(before.clone());
    assertThrows(
        ProtocolException.QueueFull.class, () -> RingCodec.publish(ring, 0, 0, Opcode.NOP));
    assertArrayEquals(before, ring.array());
  }

  @Test
  void shouldPublishABatchAndItsFence() {
    ByteBuffer ring = RingCodec.encode(4);
    List<RingItem> items = List.of(new RingItem(1, 5, 160), new RingItem(8));
    assertEquals(3, RingCodec.publishBatch(ring, 1, 2, items, 77));
    assertEquals(0, TestBuffers.word(ring, 0));
    assertEquals(8, TestBuffers.word(ring, 2 * 16 + 1));
    int fence = 3 * 16;
    assertEquals(1, TestBuffers.word(ring, fence));
    assertEquals(Opcode.BATCH_FENCE, TestBuffers.word(ring, fence + 1));
    assertEquals(2, TestBuffers.word(ring, fence + 4));
    assertEquals(77, TestBuffers.word(ring, fence + 5));
  }

  @Test
  void shouldPublishNothingOfABatchOfWhichOnePartIsRefused() {
    RingItem good = new RingItem(Opcode.NOP);
    byte[] busy = new byte[256];
    busy[3 * 64] = SlotStatus.CLAIMED;
    for (List<RingItem> items :
        List.of(
            List.of(good, good, good), // the fence meets the busy slot
            List.of(good, good, good, good), // no room for the fence
            List.of(good, new RingItem(Opcode.LOAD_MISS)),
            List.of(good, new RingItem(Opcode.NOP, new int[13])))) {
      ByteBuffer ring = ByteBuffer.wrap(busy.clone());
      assertThrows(
          ProtocolException.QueueFull.class, () -> RingCodec.publishBatch(ring, 0, 0, items, 0));
      assertArrayEquals(busy, ring.array());
    }
  }

  @Test
  void shouldEncodeWorkItemsOverARingWithoutStaleArguments() {
    byte[] dirt = new byte[192];
    Arrays.fill(dirt, (byte) 0x33);
    ByteBuffer ring = ByteBuffer.wrap(dirt);
    List<WorkItem> items = List.of(new WorkItem(8, 1, 2, 3), new WorkItem(9, 4, 5, 6));
    RingCodec.encodeWorkItemsInto(ring, 7, items);
    ByteBuffer fresh = RingCodec.encodeWorkItems(3, 7, items);
    assertArrayEquals(
        Arrays.copyOf(TestBuffers.bytes(fresh), 128), Arrays.copyOf(ring.array(), 128));
    assertEquals(SlotStatus.EMPTY, TestBuffers.word(ring, 32));
    assertEquals(0x33333333, TestBuffers.word(ring, 33));
  }

  @Test
  void shouldLeaveTheRingUnchangedWhenWorkItemsAreRefused() {
    byte[] dirt = new byte[64];
    Arrays.fill(dirt, (byte) 0x33);
    ByteBuffer ring = ByteBuffer.wrap(dirt.clone());
    WorkItem good = new WorkItem(8, 1, 2, 3);
    WorkItem bad = new WorkItem(Opcode.LOAD_MISS, 1, 2, 3);
    assertThrows(
        ProtocolException.QueueFull.class,
        () -> RingCodec.encodeWorkItemsInto(ring, 0, List.of(good, good)));
    assertThrows(
        ProtocolException.QueueFull.class,
        () -> RingCodec.encodeWorkItemsInto(ring, 0, List.of(bad)));
    assertThrows(
        ProtocolException.QueueFull.class,
        () -> RingCodec.publishWorkItems(ring, 0, 0, List.of(good)));
    assertArrayEquals(dirt, ring.array());
  }

  @Test
  void shouldAllowExactlyTheTransitionsOfTheProtocol() {
    String[] allowed = {
      "CLAIM 1",
      "CLAIM 5",
      "CLAIM 6",
      "DONE 2",
      "FAULT 1",
      "FAULT 2",
      "FAULT 4",
      "FAULT 5",
      "FAULT 6",
      "CANCEL 1",
      "CANCEL 4",
      "CANCEL 5",
      "CANCEL 6"
    };
    for (SlotTransition transition : SlotTransition.values()) {
      for (int status : new int[] {-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 32, 33}) {
        byte[] before = TestBuffers.words(Arrays.copyOf(new int[] {status, 9, 9}, 16));
        ByteBuffer ring = ByteBuffer.wrap(before.clone());
        if (Arrays.asList(allowed).contains(transition + " " + status)) {
          assertEquals(status, RingCodec.transition(ring, 0, transition));
          assertEquals(transition.target(), TestBuffers.word(ring, 0));
          assertEquals(9, TestBuffers.word(ring, 1));
        } else {
          assertThrows(
              ProtocolException.QueueFull.class, () -> RingCodec.transition(ring, 0, transition));
          assertArrayEquals(before, ring.array(), transition + " from " + status);
        }
      }
    }
  }

  @Test
  void shouldKnowFromWhereASlotMayBePublishedThoughNeverByATransition() {
    assertTrue(SlotTransition.PUBLISH.allowedFrom(SlotStatus.DONE));
    assertThrows(
        ProtocolException.QueueFull.class,
        () -> RingCodec.transition(RingCodec.encode(1), 0, SlotTransition.PUBLISH));
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountDoneSlotsInAnyBuffer(TestBuffers kind) {
    byte[] bytes = new byte[192];
    bytes[0] = SlotStatus.DONE;
    bytes[128] = SlotStatus.DONE;
    ByteBuffer ring = kind.of(bytes);
    assertEquals(1, RingCodec.countDone(ring, 2));
    assertEquals(2, RingCodec.countDone(ring, 3));
    assertEquals(OptionalInt.of(2), RingCodec.countDoneIfPresent(ring, 3));
    kind.assertIntact(ring);
  }

  @Test
  void shouldDisagreeAboutZeroItemsAsTheProtocolDoes() {
    ByteBuffer ragged = ByteBuffer.allocate(1);
    assertEquals(0, RingCodec.countDone(ragged, 0));
    assertEquals(OptionalInt.empty(), RingCodec.countDoneIfPresent(ragged, 0));
  }

  @Test
  void shouldNameTheWordThatTooManyItemsWouldNeed() {
    ByteBuffer ring = RingCodec.encode(8);
    ProtocolException.MissingWord missing =
        assertThrows(ProtocolException.MissingWord.class, () -> RingCodec.countDone(ring, 100));
    assertEquals(1600, missing.wordIndex());
    assertEquals(512, missing.byteLength());
    assertThrows(
        ProtocolException.ByteLengthOverflow.class, () -> RingCodec.countDone(ring, 1L << 58));
    assertThrows(ProtocolException.ByteLengthOverflow.class, () -> RingCodec.countDone(ring, -1));
    assertEquals(OptionalInt.empty(), RingCodec.countDoneIfPresent(ring, -1));
  }
}
