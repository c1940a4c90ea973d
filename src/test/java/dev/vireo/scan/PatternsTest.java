package dev.vireo.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Patterns as lines of a file. */
class PatternsTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Patterns patterns(String file) {
    return Patterns.of(bytes(file));
  }

  @Test
  void shouldTakeEachLineAsAPattern() {
    Patterns patterns = patterns("b\r\n\u00ff\nab\0\nb\r\na");
    assertEquals(4, patterns.count());
    String[] sorted = {"a", "ab\0", "b\r", "\u00ff"};
    int[] lines = {5, 3, 1, 2};
    for (int i = 0; i < sorted.length; i++) {
      assertArrayEquals(bytes(sorted[i]), patterns.string(i));
      assertEquals(lines[i], patterns.line(i));
    }
    assertEquals(3, patterns.longest());
    assertFalse(patterns.empty());
  }

  @Test
  void shouldTellTheEmptyPatternFromNone() {
    assertFalse(patterns("").empty());
    assertFalse(patterns("a\n").empty());
    assertTrue(patterns("\n").empty());
    assertTrue(patterns("a\n\n").empty());
    assertTrue(patterns("\nb").empty());
    assertEquals(0, patterns("\n\n").count());
    assertEquals(2, patterns("\nb").line(0));
  }

  @Test
  void shouldBeginWithTheWholeOfPatternsUntilTheTableIsFull() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      many.append(Integer.toString(10_000_019 + i * 7919, 36)).append("and the end\n");
    }
    Patterns patterns = patterns(many.toString());
    assertEquals(16, ScanTable.of(patterns, ScanTable.MOST_ENTRIES).reach());
    ScanTable small = ScanTable.of(patterns, 66_049);
    assertTrue(small.reach() < 8, () -> "reach " + small.reach());
    assertTrue(small.words().length <= 66_049 + ScanTable.FIRST_ROW);
    assertEquals(2, ScanTable.of(patterns("ab\nc"), 66_049).reach());
  }
}
