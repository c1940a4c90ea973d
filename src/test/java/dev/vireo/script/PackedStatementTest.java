package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedSlot;
import dev.vireo.protocol.Slot;
import org.junit.jupiter.api.Test;

class PackedStatementTest {
  private static Slot packed(int... words) {
    return Slot.of(Opcode.PACKED_SLOT, words);
  }

  @Test
  void shouldEncodeNoOperation() {
    assertEquals(packed(), Scripts.slot("PACKED { }"));
  }

  @Test
  void shouldDescribeOperationsBeforeTheirArguments() {
    // n 2, total 6 | STORE_U32 at 0 || ATOMIC_ADD at 3
    assertEquals(
        packed(0x0001_0602, 0x0000_0302, 7, 164, 0, 1, 164, 0),
        Scripts.slot("PACKED { STORE_U32 7 164 ; ATOMIC_ADD 1 164 }"));
  }

  @Test
  void shouldGiveThreeOperationsThreeWordsEach() {
    // n 3, total 9 | 4 at 0 || 5 at 3 | 0 at 6
    assertEquals(
        packed(0x0004_0903, 0x0600_0305, 1, 2, 3, 4, 5, 6),
        Scripts.slot("PACKED {\n COMPARE_SWAP 1 2 3\n MEMCPY 4 5 6\n NOP\n}"));
  }

  @Test
  void shouldPadTheLastOperationFirst() {
    // Four descriptions take 3 words, 9 are left: 2 + 2 + 2 + 2 as written, the last gets its
    // third.
    assertEquals(
        packed(0x0002_0904, 0x0402_0202, 0x0602, 1, 9, 2, 9, 3, 9, 4, 9, 0),
        Scripts.slot(
            "PACKED { ATOMIC_ADD 1 9 ; ATOMIC_ADD 2 9 ; ATOMIC_ADD 3 9 ; ATOMIC_ADD 4 9 }"));
  }

  @Test
  void shouldPadFromTheFirstOnAsLongAsItFits() {
    // 1 + 2 + 0 + 1 written, 9 there: the last takes 2, the first 2, the second 1; the third needs
    // 3.
    assertEquals(
        packed(0x0001_0904, 0x0600_0302, 0x0603, 7, 0, 0, 8, 9, 0, 5),
        Scripts.slot("PACKED { STORE_U32 7 ; ATOMIC_ADD 8 9 ; NOP ; LOAD_U32 5 }"));
  }

  @Test
  void shouldKeepMoreThanThreeArguments() {
    assertEquals(
        packed(0x00C8_0B01, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        Scripts.slot("PACKED { 200 1 2 3 4 5 6 7 8 9 10 11 }"));
  }

  @Test
  void shouldHoldTwentyThreeOperationsWithoutArguments() {
    Slot slot = Scripts.slot("PACKED {" + " NOP ;".repeat(PackedSlot.MAX_HOST_INNER) + "}");
    assertEquals(PackedSlot.MAX_HOST_INNER, slot.arg(0) & 0xFF);
    Scripts.refusal("PACKED {" + " NOP ;".repeat(PackedSlot.MAX_HOST_INNER + 1) + "}");
  }

  @Test
  void shouldPutTenantAndPriorityOnTheWholeSlot() {
    Slot slot = Scripts.slot("PACKED { NOP } tenant=3 priority=LOW");
    assertEquals(3, slot.tenant());
    assertEquals("LOW", slot.priority().name());
  }
}
