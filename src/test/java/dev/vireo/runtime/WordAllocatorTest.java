package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordAllocatorTest {
  private record Range(long first, long count) {}

  @Test
  void shouldUseTheFirstGapThatIsLongEnough() {
    WordAllocator words = new WordAllocator(100, 100, 16);
    assertEquals(0, words.allocate(1));
    assertEquals(16, words.allocate(17));
    assertEquals(48, words.allocate(16));
    words.free(0);
    assertEquals(64, words.allocate(32), "the gap at 0 is too short");
    assertEquals(0, words.allocate(16));
    assertEquals(-1, words.allocate(1), "words behind the last whole line are not used");
  }

  @Test
  void shouldJoinGapsOnBothSides() {
    WordAllocator words = new WordAllocator(48, 48, 16);
    for (int i = 0; i < 3; i++) {
      assertEquals(16 * i, words.allocate(16));
    }
    words.free(0);
    words.free(32);
    assertEquals(-1, words.allocate(17));
    words.free(16);
    assertEquals(48, words.left());
    assertEquals(0, words.allocate(48));
  }

  @Test
  void shouldRefuseWhatIsNotInUse() {
    WordAllocator words = new WordAllocator(48, 48, 16);
    words.allocate(16);
    words.free(0);
    assertThrows(IllegalArgumentException.class, () -> words.free(0));
    assertThrows(IllegalArgumentException.class, () -> words.allocate(0));
    assertEquals(-1, words.allocate(Long.MAX_VALUE));
  }

  @Test
  void shouldPutNoRangeIntoTwoBlocks() {
    WordAllocator words = new WordAllocator(112, 48, 16);
    assertEquals(0, words.allocate(32));
    assertEquals(48, words.allocate(32), "16 words are left in the first block");
    assertEquals(-1, words.allocate(17), "and 16 are the last block");
    assertEquals(32, words.allocate(16));
    assertEquals(80, words.allocate(16));
    assertEquals(96, words.allocate(1));
    assertEquals(0, words.left());
    for (long first : new long[] {48, 0, 32, 96, 80}) {
      words.free(first);
    }
    assertEquals(-1, words.allocate(49));
    assertEquals(0, words.allocate(48));
    assertEquals(48, words.allocate(48));
    assertEquals(96, words.allocate(16));
  }

  @Test
  void shouldGiveNoWordTwice() {
    long seed = Long.getLong("vireo.seed", 4711);
    Random random = new Random(seed);
    String repeat = "mvn test -Dtest=WordAllocatorTest -Dvireo.seed=" + seed;
    WordAllocator words = new WordAllocator(4096, 1024, 16);
    List<Range> used = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      long count = 1L + random.nextInt(200);
      long first = random.nextBoolean() ? words.allocate(count) : -1;
      if (first >= 0) {
        for (Range other : used) {
          boolean apart = first + count <= other.first() || other.first() + other.count() <= first;
          assertTrue(apart, repeat);
        }
        assertTrue(first + count <= 4096, repeat);
        assertEquals(first / 1024, (first + count - 1) / 1024, repeat);
        used.add(new Range(first, count));
      } else if (!used.isEmpty()) {
        words.free(used.remove(random.nextInt(used.size())).first());
      }
    }
    used.forEach(range -> words.free(range.first()));
    assertEquals(4096, words.left(), repeat);
    for (int i = 0; i < 4; i++) {
      assertEquals(1024 * i, words.allocate(1024), repeat);
    }
  }
}
