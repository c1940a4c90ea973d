package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static List<String> printed(TextTable table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void shouldAlignWordsLeftAndNumbersRight() {
    TextTable table = new TextTable().numbers("n").words("name").words("last");
    table.row(7, "a", "x");
    table.row(1234, "longer", "");
    assertEquals(
        List.of("   n  name    last", "----  ------  ----", "   7  a       x", "1234  longer"),
        printed(table));
  }

  @Test
  void shouldCountCharactersNotCodeUnits() {
    TextTable table = new TextTable().words("w").words("x");
    table.row("😀", "1");
    table.row("ab", "2");
    assertEquals("😀   1", printed(table).get(2));
  }

  @Test
  void shouldRefuseARowOfAnotherWidth() {
    TextTable table = new TextTable().words("a");
    assertThrows(IllegalArgumentException.class, () -> table.row("1", "2"));
  }
}
