package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, where the message points, and what it says. */
class ScriptErrorTest {
  /** In the scripts {@code ~} stands for a line end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          STOER_U32 1 160             | 1 | 1  | STOER_U32  | did you mean STORE_U32?
          store_u32 1 160             | 1 | 1  | store_u32  | did you mean STORE_U32?
          NOP~  wiat                  | 2 | 3  | wiat       | did you mean wait?
          Repeat 2 { }                | 1 | 1  | Repeat     | did you mean repeat?
          frobnicate                  | 1 | 1  | frobnicate | statements begin with
          = 5                         | 1 | 1  | =          | statements begin with
          { NOP }                     | 1 | 1  | {          | statements begin with
          NOP }                       | 1 | 5  | }          | no open '{'
          NOP 1 , 2                   | 1 | 7  | ,          | expected the end of the statement
          NOP 1 x                     | 1 | 7  | x          | arguments are numbers
          NOP NOP                     | 1 | 5  | NOP        | arguments are numbers
          NOP -1                      | 1 | 5  | -          | 0xFFFFFFFF for -1
          NOP 4294967296              | 1 | 5  | 4294967296 | above 4294967295
          NOP 0x100000000             | 1 | 5  | 0x100000000 | above 4294967295
          NOP 99999999999999999999999 | 1 | 5  | 99999999999999999999999 | above 4294967295
          4294967296                  | 1 | 1  | 4294967296 | above 4294967295
          NOP 0x                      | 1 | 5  | 0x         | is no number
          NOP 0X10                    | 1 | 5  | 0X10       | is no number
          NOP 12ab                    | 1 | 5  | 12ab       | is no number
          NOP 1_000                   | 1 | 5  | 1_000      | is no number
          NOP 1 2 3 4 5 6 7 8 9 10 11 12 13 | 1 | 32 | 13  | one argument too many
          NOP tenant 5                | 1 | 12 | 5          | write tenant=N
          NOP tenant=                 | 1 | 12 | ""         | expected the tenant's id
          NOP tenant=HIGH             | 1 | 12 | HIGH       | expected the tenant's id
          NOP tennant=5               | 1 | 5  | tennant    | did you mean tenant=?
          NOP tenant=1 tenant=2       | 1 | 14 | tenant     | twice
          NOP priority=HIGH priority=HIGH | 1 | 19 | priority | twice
          NOP priority=HIHG           | 1 | 14 | HIHG       | did you mean HIGH?
          NOP priority=high           | 1 | 14 | high       | did you mean HIGH?
          NOP priority=7              | 1 | 14 | 7          | priorities are CRITICAL, HIGH
          NOP tenant=1 5              | 1 | 14 | 5          | expected the end of the statement
          repeat { NOP }              | 1 | 8  | {          | expected how often to repeat
          repeat 2 NOP                | 1 | 10 | NOP        | write repeat N { statements }
          repeat 2                    | 1 | 9  | ""         | write repeat N { statements }
          repeat 2 {~NOP              | 2 | 4  | ""         | close the '{' of line 1
          repeat 2 { NOP } NOP        | 1 | 18 | NOP        | expected the end of the statement
          repeat 4294967295 { NOP }   | 1 | 1  | repeat     | executes 4294967295 statements
          repeat 10001 { repeat 10000 { NOP } } | 1 | 1 | repeat | at most 100000000
          repeat 100000000 { NOP }~NOP | 2 | 1  | NOP       | 100000001
          wait 5                      | 1 | 6  | 5          | expected the end of the statement
          NOP~observable 5            | 2 | 1  | observable | behind the first slot
          PACKED { NOP }~observable 5 | 2 | 1  | observable | behind the first slot
          observable 5~observable 5   | 2 | 1  | observable | the first is in line 1
          repeat 1 { observable 5 }   | 1 | 12 | observable | inside a block
          observable 1048577          | 1 | 12 | 1048577    | at most 1048576
          observable                  | 1 | 11 | ""         | expected how many observable words
          expect                      | 1 | 7  | ""         | expected a term
          expect doen == 1            | 1 | 8  | doen       | did you mean done?
          expect done                 | 1 | 12 | ""         | compare with ==
          expect done = 1             | 1 | 13 | =          | compare with ==
          expect done != 1            | 1 | 13 | !=         | compare with ==
          expect done >= 1            | 1 | 13 | >=         | compare with ==
          expect done == x            | 1 | 16 | x          | expected a value
          expect done == DONE         | 1 | 16 | DONE       | expected a value
          expect done == 1 2          | 1 | 18 | 2          | expected the end of the statement
          expect done[0] == 1         | 1 | 12 | [          | expected '=='
          expect control == 1         | 1 | 16 | ==         | expected '['
          expect control[] == 1       | 1 | 16 | ]          | expected an index
          expect control[1 == 1       | 1 | 18 | ==         | close the index
          expect control[65696] == 1  | 1 | 16 | 65696      | beyond the 65696 control words
          expect observable[65536] == 1 | 1 | 19 | 65536    | beyond the 65536 observable words
          expect observable[10] == 1~observable 10 | 1 | 19 | 10 | beyond the 10 observable words
          expect metrics[32] == 1     | 1 | 16 | 32         | beyond the 32 counted
          expect metrics[PRINTF] == 1 | 1 | 16 | PRINTF     | beyond the 32 counted
          expect metrics[ATOMIC_AD] == 1 | 1 | 16 | ATOMIC_AD | did you mean ATOMIC_ADD?
          NOP~expect status[1] == DONE | 2 | 15 | 1         | beyond the 1 slots
          NOP~expect status[0] == DNOE | 2 | 21 | DNOE      | did you mean DONE?
          NOP~expect status[0] == PUBLISHED | 2 | 21 | PUBLISHED | DONE, FAULT, REFUSED, CANCELLED
          NOP~expect result[0].2 == 1 | 2 | 18 | 2          | there is no other
          NOP~expect result[1].1 == 1 | 2 | 15 | 1          | beyond the 1 slots
          NOP~expect status[0].1 == 1 | 2 | 17 | .          | expected '=='
          expect debug[64] == (1,2,3) | 1 | 14 | 64         | beyond the 64 records
          expect debug[0] == 1        | 1 | 20 | 1          | (format id, arg1, arg2)
          expect debug[0] == (1, 2)   | 1 | 25 | )          | expected ','
          expect debug[0] == (1, 2, 3 | 1 | 28 | ""         | expected ')'
          PACKED NOP                  | 1 | 8  | NOP        | write PACKED { OPCODE args
          PACKED_SLOT { NOP }         | 1 | 13 | {          | only `repeat N` and PACKED
          PACKED {~NOP                | 2 | 4  | ""         | close the '{' of line 1
          PACKED { PRINTF 1 2 3 }     | 1 | 10 | PRINTF     | only 8 bits
          PACKED { 256 }              | 1 | 10 | 256        | only 8 bits
          PACKED { wait }             | 1 | 10 | wait       | expected an operation
          PACKED { NOP tenant=1 }     | 1 | 14 | tenant     | belong to the whole PACKED
          PACKED { NOP x }            | 1 | 14 | x          | an opcode and its arguments
          PACKED { NOP -1 }           | 1 | 14 | -          | 0xFFFFFFFF for -1
          PACKED { NOP 1 2 3 4 5 6 ; NOP 1 2 3 4 5 } | 1 | 28 | NOP | need 13 argument words
          """)
  void shouldSayWhatIsWrongAndWhere(
      String script, int line, int column, String offending, String message) {
    ScriptException error = Scripts.refusal(script.split("~"));
    assertEquals(offending, error.offending(), error.getMessage());
    assertEquals(new Position(line, column), new Position(error.line(), error.column()));
    assertEquals(Scripts.FILE, error.file());
    String place = Scripts.FILE + ":" + line + ":" + column + ": ";
    assertTrue(error.getMessage().startsWith(place), error.getMessage());
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 14})
  void shouldPointAtBytesThatAreNoUtf8(int offset) {
    byte[] bytes = "NOP 1\nNOP 2\nwait".getBytes(StandardCharsets.UTF_8);
    bytes[offset] = (byte) 0xFF;
    ScriptException error = Scripts.refusal(bytes);
    Position at =
        offset == 0 ? new Position(1, 1) : offset == 5 ? new Position(1, 6) : new Position(3, 3);
    assertEquals(at, new Position(error.line(), error.column()), error.getMessage());
    assertTrue(error.getMessage().contains("FF at offset " + offset), error.getMessage());
  }

  @Test
  void shouldRefuseATruncatedCharacter() {
    ScriptException error = Scripts.refusal(new byte[] {'N', 'O', 'P', ' ', '#', (byte) 0xC3});
    assertEquals(new Position(1, 6), new Position(error.line(), error.column()));
    assertTrue(error.getMessage().contains("C3 at offset 5"), error.getMessage());
  }

  @Test
  void shouldShowInvisibleCharacters() {
    ScriptException error = Scripts.refusal("NOP\u00A01");
    assertTrue(error.getMessage().contains("'U+00A0'"), error.getMessage());
    assertTrue(Scripts.refusal("\u0007").getMessage().contains("'U+0007'"));
  }

  @Test
  void shouldCutALongExcerpt() {
    ScriptException error = Scripts.refusal("X".repeat(100_000));
    assertTrue(error.getMessage().length() < 400, error.getMessage().length() + " characters");
    assertTrue(error.getMessage().contains("(100000 characters)"), error.getMessage());
  }

  @Test
  void shouldBoundNesting() {
    String tooDeep = "repeat 1 {".repeat(100_000);
    ScriptException error = Scripts.refusal(tooDeep);
    assertTrue(error.getMessage().contains("more than 64 deep"), error.getMessage());
    assertEquals(64 * 10 + 10, error.column());
  }

  @Test
  void shouldBoundWhatNestedTurnsMultiplyTo() {
    String script = "repeat 4294967295 {".repeat(20) + "NOP" + "}".repeat(20);
    ScriptException error = Scripts.refusal(script);
    assertTrue(error.getMessage().contains("at most 100000000"), error.getMessage());
  }

  @Test
  void shouldBoundTheNumberOfStatements() {
    ScriptException error = Scripts.refusal("0;".repeat(ScriptParser.MAX_STATEMENTS + 1));
    assertEquals(2 * ScriptParser.MAX_STATEMENTS + 1, error.column());
    assertTrue(error.getMessage().contains("more than 1000000 statements"), error.getMessage());
  }

  @Test
  void shouldBoundTheSizeOfTheFile() {
    byte[] blanks = new byte[ScriptText.MAX_BYTES + 1];
    assertTrue(Scripts.refusal(blanks).getMessage().contains("more than 16777216 bytes"));
  }

  @Test
  void shouldNameAFileThatIsNotThere(@TempDir Path folder) {
    Path missing = folder.resolve("missing.slots");
    ScriptException error = assertThrows(ScriptException.class, () -> ScriptParser.parse(missing));
    assertEquals(0, error.line());
    assertTrue(error.getMessage().startsWith(missing + ": there is no such file"));
  }

  @Test
  void shouldRefuseAFolder(@TempDir Path folder) {
    ScriptException error = assertThrows(ScriptException.class, () -> ScriptParser.parse(folder));
    assertTrue(error.getMessage().contains("is a directory"), error.getMessage());
  }

  @Test
  void shouldNameTheFileAsTheUserWroteIt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.slots"), "NOP x");
    ScriptException error = assertThrows(ScriptException.class, () -> ScriptParser.parse(file));
    assertTrue(error.getMessage().startsWith(file + ":1:5: "), error.getMessage());
  }
}
