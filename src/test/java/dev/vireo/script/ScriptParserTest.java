package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import dev.vireo.script.Statement.Expect;
import dev.vireo.script.Statement.Publish;
import dev.vireo.script.Statement.Repeat;
import dev.vireo.script.Statement.Wait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptParserTest {
  @Test
  void shouldReadAnOperationWithItsArguments() {
    assertEquals(Slot.of(Opcode.STORE_U32, 42, 160), Scripts.slot("STORE_U32 42 160"));
  }

  @ParameterizedTest
  @CsvSource({
    "NOP, 0",
    "STORE_U32, 1",
    "ATOMIC_ADD, 2",
    "LOAD_U32, 3",
    "COMPARE_SWAP, 4",
    "MEMCPY, 5",
    "DFA_STEP, 6",
    "BATCH_FENCE, 7",
    "LOAD_MISS, 0xFFFD",
    "PRINTF, 0xFFFE",
    "PACKED_SLOT, 0x80000001",
    "SHUTDOWN, 0xFFFFFFFF"
  })
  void shouldKnowEveryOperationOfTheProtocol(String name, String opcode) {
    assertEquals(Integer.toUnsignedLong(Scripts.slot(name).opcode()), Long.decode(opcode));
    assertEquals(Scripts.slot(name), Scripts.slot(opcode));
  }

  @Test
  void shouldTakeAnyNumberAsAnOpcode() {
    assertEquals(Slot.of(99, 7), Scripts.slot("99 7"));
    assertEquals(Slot.of(0xFFF0), Scripts.slot("0xfff0"));
  }

  @Test
  void shouldReadTheSmallestAndTheLargestNumber() {
    assertEquals(
        Slot.of(0, 0, -1, -1, 255, 10, 0),
        Scripts.slot("NOP 0 4294967295 0xFFFFFFFF 0x0fF 0000000000000010 0x00000000000000"));
  }

  @Test
  void shouldReadTwelveArguments() {
    assertEquals(
        Slot.of(9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        Scripts.slot("9 1 2 3 4 5 6 7 8 9 10 11 12"));
  }

  @Test
  void shouldReadTenantAndPriority() {
    Slot slot = Scripts.slot("NOP 1 tenant=0x10 priority=IDLE");
    assertEquals(16, slot.tenant());
    assertEquals(Priority.IDLE, slot.priority());
    assertEquals(
        Slot.of(0, 1), Scripts.slot("NOP 1"), "tenant 0 and NORMAL unless it says otherwise");
  }

  @Test
  void shouldEndStatementsAtLineEndSemicolonAndBrace() {
    List<Statement> statements =
        Scripts.parse("NOP;NOP ; ; NOP", "NOP;", "repeat 2 {NOP}").statements();
    assertEquals(5, statements.size());
    assertInstanceOf(Repeat.class, statements.get(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void shouldTakeEveryKindOfLineEnd(String lineEnd) {
    Script script = Scripts.parse("NOP" + lineEnd + lineEnd + "  wait");
    assertEquals(new Position(3, 3), script.statements().get(1).at());
  }

  @Test
  void shouldSkipComments() {
    Script script = Scripts.parse("# all of it; repeat {", "NOP # { the rest", "#", "wait#");
    assertEquals(2, script.statements().size());
    assertInstanceOf(Wait.class, script.statements().get(1));
  }

  @Test
  void shouldReadBlocksOnOneLineOrSeveral() {
    Script one = Scripts.parse("repeat 2 { NOP ; NOP 1 ; wait }");
    Script several = Scripts.parse("repeat 2", "{", "NOP", "", "NOP 1 ; # two", "wait }");
    Repeat first = (Repeat) one.statements().get(0);
    Repeat second = (Repeat) several.statements().get(0);
    assertEquals(3, first.body().size());
    assertEquals(3, second.body().size());
    assertEquals(slotOf(first.body().get(1)), slotOf(second.body().get(1)));
  }

  private static Slot slotOf(Statement statement) {
    return ((Publish) statement).slot();
  }

  @Test
  void shouldCountEveryTurnOfNestedRepeats() {
    Script script =
        Scripts.parse("NOP ; repeat 3 { NOP ; repeat 4 { NOP ; NOP ; wait } } ; repeat 0 { NOP }");
    assertEquals(1 + 3 * (1 + 4 * 2), script.slots());
  }

  @Test
  void shouldTakeObservableOnceBeforeTheFirstSlot() {
    assertEquals(65_536, Scripts.parse("NOP").observableWords());
    assertEquals(500_000, Scripts.parse("# words", "observable 500000", "NOP").observableWords());
    assertEquals(0, Scripts.parse("expect done == 0 ; observable 0").observableWords());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "control[5] == 1         | control[5] == 1",
        "observable[0x10]==0xFF  | observable[16] == 255",
        "metrics[ATOMIC_ADD] == 3| metrics[ATOMIC_ADD] == 3",
        "metrics[31] == 4294967295| metrics[31] == 4294967295",
        "done == 0               | done == 0",
        "epoch == 1              | epoch == 1",
        "status[0] == DONE       | status[0] == DONE",
        "status[0] == FAULT      | status[0] == FAULT",
        "status[0] == REFUSED    | status[0] == REFUSED",
        "status[0] == CANCELLED  | status[0] == CANCELLED",
        "status[0] == 7          | status[0] == FAULT",
        "status[0] == 1          | status[0] == 1",
        "result[0] == 5          | result[0] == 5",
        "result[0].1 == 6        | result[0].1 == 6",
        "debug[63] == (1, 0x2,3) | debug[63] == (1, 2, 3)"
      })
  void shouldReadEveryTerm(String written, String meant) {
    Expect expect = (Expect) Scripts.parse("NOP", "expect " + written).statements().get(1);
    assertEquals(meant, expect.toString());
  }

  @Test
  void shouldSkipAByteOrderMark() {
    assertEquals(new Position(1, 1), Scripts.parse("\uFEFFNOP").statements().get(0).at());
  }

  @Test
  void shouldTakeAnEmptyScript() {
    assertEquals(List.of(), Scripts.parse(new byte[0]).statements());
    assertEquals(List.of(), Scripts.parse(" \t", "# nothing", ";").statements());
  }

  @Test
  void shouldNestAsDeepAsIsAllowed() {
    assertEquals(1, Scripts.parse(nested(ScriptParser.MAX_DEPTH)).slots());
  }

  private static String nested(int depth) {
    return "repeat 1 {".repeat(depth) + "NOP" + "}".repeat(depth);
  }

  @Test
  void shouldReadEveryExample() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/examples"))) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".slots")).toList();
      assertTrue(scripts.size() >= 10, "examples: " + scripts);
      scripts.forEach(file -> assertTrue(ScriptParser.parse(file).slots() > 0, file.toString()));
    }
  }

  @Test
  void shouldReadAsManyTurnsAsAreAllowed() {
    assertEquals(100_000_000, Scripts.parse("repeat 10000 { repeat 10000 { NOP } }").slots());
  }

  @Test
  void shouldReadTurnsOfNothing() {
    String forever = "repeat 4294967295 {";
    assertEquals(0, Scripts.parse(forever + forever + forever + "}}}").slots());
  }

  @Test
  void shouldGiveColumnsInCharacters() {
    byte[] script = "# ü 😀 comment\n\tNOP ; 😀".getBytes(StandardCharsets.UTF_8);
    ScriptException error = Scripts.refusal(script);
    assertEquals(
        new Position(2, 8), new Position(error.line(), error.column()), error.getMessage());
    assertEquals("😀", error.offending());
  }
}
