package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DebugLogCodecTest {
  private static final DebugRecord FIRST = new DebugRecord(1, 2, 3, 4);
  private static final DebugRecord SECOND = new DebugRecord(-1, 0, 7, 16);

  private static byte[] log(int cursor) {
    return TestBuffers.words(cursor, 1, 2, 3, 4, -1, 0, 7, 16);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadTheSameRecordsFromAnyBuffer(TestBuffers kind) {
    ByteBuffer log = kind.of(log(8));
    assertEquals(List.of(FIRST, SECOND), DebugLogCodec.read(log));
    assertEquals(List.of(FIRST, SECOND), DebugLogCodec.readOrNone(log));
    kind.assertIntact(log);
  }

  @Test
  void shouldRefuseALogWhoseCursorRanPastItsEnd() {
    ByteBuffer log = ByteBuffer.wrap(log(16));
    ProtocolException.MissingWord missing =
        assertThrows(ProtocolException.MissingWord.class, () -> DebugLogCodec.read(log));
    assertEquals("debug_log", missing.buffer());
    assertEquals(17, missing.wordIndex());
    assertEquals(36, missing.byteLength());
    assertEquals(List.of(), DebugLogCodec.readOrNone(log));
  }

  @Test
  void shouldRefuseACursorWithinARecord() {
    ByteBuffer log = ByteBuffer.wrap(log(6));
    ProtocolException.MissingWord missing =
        assertThrows(ProtocolException.MissingWord.class, () -> DebugLogCodec.read(log));
    assertEquals(7, missing.wordIndex());
  }

  @Test
  void shouldCountTheWordAfterTheLargestCursorWithoutWrapping() {
    ByteBuffer log = ByteBuffer.wrap(log(-1));
    ProtocolException.MissingWord missing =
        assertThrows(ProtocolException.MissingWord.class, () -> DebugLogCodec.read(log));
    assertEquals(1L << 32, missing.wordIndex());
  }

  @Test
  void shouldKeepWhatFitsWhenItClamps() {
    DebugLogCodec.Clamped clamped = DebugLogCodec.readClamped(ByteBuffer.wrap(log(20)));
    assertEquals(List.of(FIRST, SECOND), clamped.records());
    assertEquals(3, clamped.dropped());
    assertFalse(clamped.intact());
    DebugLogCodec.Clamped whole = DebugLogCodec.readClamped(ByteBuffer.wrap(log(4)));
    assertEquals(List.of(FIRST), whole.records());
    assertEquals(0, whole.dropped());
    assertTrue(whole.intact());
    assertEquals(0, DebugLogCodec.readClamped(ByteBuffer.allocate(3)).records().size());
  }

  @Test
  void shouldNameTheMissingCursorOfAnEmptyLog() {
    ProtocolException.MissingWord missing =
        assertThrows(
            ProtocolException.MissingWord.class, () -> DebugLogCodec.read(ByteBuffer.allocate(0)));
    assertEquals(0, missing.wordIndex());
    assertThrows(
        ProtocolException.MisalignedByteLength.class,
        () -> DebugLogCodec.read(ByteBuffer.allocate(5)));
  }

  @Test
  void shouldMakeRoomForRecordsWithinLimits() {
    assertEquals(OptionalLong.of(4), DebugLogCodec.byteLength(0));
    assertEquals(OptionalLong.of(1028), DebugLogCodec.byteLength(64));
    assertEquals(OptionalLong.of(17_179_869_172L), DebugLogCodec.byteLength(1_073_741_823));
    assertEquals(OptionalLong.empty(), DebugLogCodec.byteLength(1_073_741_824));
    assertEquals(1028, DebugLogCodec.encode(64).remaining());
    assertThrows(ProtocolException.ByteLengthOverflow.class, () -> DebugLogCodec.encode(1_048_577));
  }

  @Test
  void shouldWantExactlyAKernelsLengthForADispatch() {
    DebugLogCodec.requireKernelLength(DebugLogCodec.encode(64));
    assertThrows(
        ProtocolException.Backend.class,
        () -> DebugLogCodec.requireKernelLength(DebugLogCodec.encode(63)));
  }
}
