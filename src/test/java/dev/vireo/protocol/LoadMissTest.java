package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadMissTest {
  private static final LoadMiss MISS = new LoadMiss(0xDEAD_BEEF, true);

  @Test
  void shouldEncodeOnePublishedCriticalSlot() {
    int[] words = Arrays.copyOf(new int[] {1, 0xFFFD, 0, 0, 0xDEAD_BEEF, 1}, 16);
    assertArrayEquals(TestBuffers.words(words), TestBuffers.bytes(MISS.encode()));
  }

  @ParameterizedTest
  @EnumSource
  void shouldDecodeFromAnyBufferWhateverTheStatus(TestBuffers kind) {
    byte[] bytes = new byte[128];
    MISS.encode().get(bytes, 64, 64);
    bytes[64] = SlotStatus.FAULT;
    ByteBuffer ring = kind.of(bytes);
    assertEquals(Optional.of(MISS), LoadMiss.decode(ring, 1));
    assertEquals(Optional.empty(), LoadMiss.decode(ring, 0));
    kind.assertIntact(ring);
  }

  @Test
  void shouldDecodeOnlyWhenBothArgumentsAreWhole() {
    byte[] slot = TestBuffers.bytes(MISS.encode());
    for (int length = 0; length <= slot.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(slot, 0, length);
      assertEquals(length >= 24, LoadMiss.decode(cut, 0).isPresent(), "length " + length);
    }
  }

  @Test
  void shouldFindNothingInSlotsThatCannotExist() {
    for (long slot : new long[] {-1, 1, 0x0FFF_FFFF, 0x1000_0000, 0xFFFF_FFFFL, Long.MAX_VALUE}) {
      assertEquals(Optional.empty(), LoadMiss.decode(MISS.encode(), slot));
    }
  }
}
