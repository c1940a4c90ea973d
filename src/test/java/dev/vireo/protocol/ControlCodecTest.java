package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCodecTest {
  @Test
  void shouldKeepTheControlBufferAtItsLeastSizeWithoutObservableWords() {
    assertEquals(OptionalLong.of(640), ControlCodec.byteLength(0));
    assertEquals(OptionalLong.of(644), ControlCodec.byteLength(1));
    assertEquals(OptionalLong.of(17_179_869_180L), ControlCodec.byteLength(0xFFFF_FFFFL - 160));
    assertEquals(OptionalLong.empty(), ControlCodec.byteLength(0xFFFF_FFFFL - 159));
  }

  @ParameterizedTest
  @EnumSource
  void shouldEncodeIntoAnyBufferWhatItEncodesOnTheHeap(TestBuffers kind) {
    ByteBuffer expected = ControlCodec.encode(true, 31, 7);
    byte[] dirt = new byte[expected.remaining()];
    Arrays.fill(dirt, (byte) 0x77);
    ByteBuffer control = kind.of(dirt);
    ControlCodec.encodeInto(control, true, 31);
    assertArrayEquals(TestBuffers.bytes(expected), TestBuffers.bytes(control));
    kind.assertIntact(control);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadCountersFromAnyBuffer(TestBuffers kind) {
    int[] words = new int[163];
    words[1] = 0x01020304;
    words[97] = 5;
    words[127] = -1;
    words[128] = 9;
    words[162] = 0xA0B0C0D0;
    ByteBuffer control = kind.of(TestBuffers.words(words));
    assertEquals(0x01020304, ControlCodec.done(control));
    assertEquals(9, ControlCodec.epoch(control));
    assertEquals(0xA0B0C0D0, ControlCodec.observable(control, 2));
    assertEquals(
        List.of(new ControlCodec.Metric(1, 5), new ControlCodec.Metric(31, -1)),
        ControlCodec.metrics(control));
    kind.assertIntact(control);
  }

  @Test
  void shouldNameBufferLengthWordAndRemedyOfAMissingWord() {
    ByteBuffer control = ByteBuffer.allocate(508);
    ProtocolException.MissingWord missing =
        assertThrows(
            ProtocolException.MissingWord.class, () -> ControlCodec.observable(control, 3));
    assertEquals("control", missing.buffer());
    assertEquals(163, missing.wordIndex());
    assertEquals(508, missing.byteLength());
    assertTrue(missing.getMessage().contains("at least 656 bytes"), missing.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 641, 653})
  void shouldRefuseAMisalignedBufferBeforeLookingForWords(int length) {
    ByteBuffer control = ByteBuffer.allocate(length);
    for (Runnable read :
        List.<Runnable>of(
            () -> ControlCodec.done(control),
            () -> ControlCodec.epoch(control),
            () -> ControlCodec.metrics(control),
            () -> ControlCodec.observable(control, 0))) {
      ProtocolException.MisalignedByteLength refused =
          assertThrows(ProtocolException.MisalignedByteLength.class, read::run);
      assertEquals(length, refused.byteLength());
    }
  }

  @Test
  void shouldReturnZeroFromLenientReadersOnEveryError() {
    for (int length : new int[] {0, 3, 4, 511, 513}) {
      ByteBuffer control = ByteBuffer.wrap(new byte[length]);
      assertEquals(0, ControlCodec.doneOrZero(control));
      assertEquals(0, ControlCodec.epochOrZero(control));
      assertEquals(0, ControlCodec.observableOrZero(control, 0xFFFF_FFFFL));
      assertEquals(0, ControlCodec.observableOrZero(control, -1));
      assertEquals(List.of(), ControlCodec.presentMetrics(control));
    }
  }

  @Test
  void shouldReportThoseMetricsThatAreThereWhenTheBufferIsCut() {
    int[] words = new int[98];
    words[96] = 4;
    words[97] = 3;
    byte[] cut = Arrays.copyOf(TestBuffers.words(words), 4 * 98 - 1);
    assertEquals(
        List.of(new ControlCodec.Metric(0, 4)), ControlCodec.presentMetrics(ByteBuffer.wrap(cut)));
  }

  @Test
  void shouldRefuseTooManyObservableWords() {
    assertEquals(4 * (160 + 1_048_576), ControlCodec.encode(false, 0, 1_048_576).remaining());
    ProtocolException.ByteLengthOverflow refused =
        assertThrows(
            ProtocolException.ByteLengthOverflow.class,
            () -> ControlCodec.encode(false, 0, 1_048_577));
    assertEquals("control", refused.buffer());
  }

  @Test
  void shouldRefuseAnObservableIndexThatOverflowsBeforeLookingAtTheLength() {
    assertThrows(
        ProtocolException.ByteLengthOverflow.class,
        () -> ControlCodec.observable(ByteBuffer.allocate(3), 0xFFFF_FFFFL));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 636, 639, 641})
  void shouldWriteNothingIntoABufferThatIsNoControlBuffer(int length) {
    ByteBuffer control = TestBuffers.HEAP.of(new byte[length]);
    assertThrows(
        ProtocolException.class, () -> ControlCodec.encodeInto(control, true, 0xFFFF_FFFFL));
    assertArrayEquals(new byte[length], TestBuffers.bytes(control));
  }

  @Test
  void shouldRefuseValuesThatAreNoUnsignedWords() {
    assertThrows(IllegalArgumentException.class, () -> ControlCodec.byteLength(-1));
    assertThrows(IllegalArgumentException.class, () -> ControlCodec.encode(false, 1L << 32, 0));
  }

  @Test
  void shouldNotWriteThroughAReadOnlyView() {
    ByteBuffer control = ByteBuffer.allocate(640);
    assertThrows(
        ReadOnlyBufferException.class,
        () -> ControlCodec.encodeInto(control.asReadOnlyBuffer(), true, 1));
    assertArrayEquals(new byte[640], control.array());
  }
}
