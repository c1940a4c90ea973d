package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpcodeTest {
  @ParameterizedTest
  @CsvSource({
    "0, true, true, false, true",
    "7, true, true, false, true",
    "8, false, false, true, true",
    "0xFFEF, false, false, true, true",
    "0xFFF0, true, false, false, false",
    "0xFFFD, true, false, false, false",
    "0xFFFE, true, true, false, true",
    "0xFFFF, true, false, false, false",
    "0x10000, false, false, true, true",
    "0x7FFFFFFF, false, false, true, true",
    "0x80000000, true, false, false, false",
    "0x80000001, true, true, false, true",
    "0x80000002, true, false, false, false",
    "0xFFFFFFFE, true, false, false, false",
    "0xFFFFFFFF, true, true, false, true"
  })
  void shouldDrawTheLinesBetweenSystemAndUserOpcodes(
      String text, boolean system, boolean builtin, boolean userOk, boolean publishOk) {
    int opcode = Long.decode(text).intValue();
    assertEquals(system, Opcode.system(opcode), "system");
    assertEquals(builtin, Opcode.builtin(opcode), "builtin");
    assertEquals(userOk, Opcode.userOk(opcode), "userOk");
    assertEquals(publishOk, Opcode.publishOk(opcode), "publishOk");
  }
}
