package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.TenantException;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.WorkgroupSize;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgramTableTest {
  private final ProgramTable table = new ProgramTable();
  private final ProgramCode code = code();
  private final ArenaRange range = new ArenaRange(32, 5, null);

  private static ProgramCode code() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(64, 2, 1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 1);
    out.store(program.u32(0), program.u32(7));
    return ProgramCode.of(ProgramCodec.encode(program.build()));
  }

  private void assertRefused(FaultCode fault, int word, int... slot) {
    ProgramTable.Refusal refused =
        assertThrows(ProgramTable.Refusal.class, () -> table.task(3, 0, slot));
    assertEquals(fault, refused.fault());
    assertEquals(word, refused.word());
  }

  @Test
  void shouldGiveEveryOpcodeOnceAndFreeOnesAgain() {
    LoadedCode removed = null;
    for (int i = 0; i < Opcode.PROGRAM_COUNT; i++) {
      LoadedCode loaded = table.add(code, null);
      assertEquals(Opcode.PROGRAM_FIRST + i, loaded.opcode());
      removed = i == 77 ? loaded : removed;
    }
    assertThrows(LaunchException.class, () -> table.add(code, null));
    table.remove(removed);
    LoadedCode again = table.add(code, null);
    assertEquals(removed.opcode(), again.opcode());
    table.remove(removed);
    assertThrows(LaunchException.class, () -> table.add(code, null), "it is another one's now");
    assertEquals(Opcode.TENANT_PROGRAM_FIRST + (5 << 20), table.add(code, tenant(5)).opcode());
  }

  @Test
  void shouldMakeATaskOfASlot() throws ProgramTable.Refusal {
    LoadedCode loaded = table.add(code, null);
    int id = table.bind(new ProgramBinding(loaded, List.of(range), null));
    ProgramTask task = table.task(3, 0, loaded.opcode(), id, 2, 3, 4);
    assertEquals(code, task.code);
    assertEquals(3, task.index);
    assertEquals(new WorkgroupSize(2, 3, 4), task.grid);
    assertEquals(32, task.binding.bases(code.code())[0]);
    assertEquals(5, task.binding.sizes(code.code())[0]);
  }

  @Test
  void shouldRefuseWhatIsNotThereAndGridsThatAreTooLarge() throws ProgramTable.Refusal {
    LoadedCode loaded = table.add(code, null);
    LoadedCode another = table.add(code, null);
    int opcode = loaded.opcode();
    int other = another.opcode();
    int id = table.bind(new ProgramBinding(loaded, List.of(range), null));
    assertNotEquals(id, table.bind(new ProgramBinding(another, List.of(range), null)));
    assertRefused(FaultCode.UNKNOWN_OPCODE, other + 1, other + 1, id, 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, id, other, id, 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, -1, opcode, -1, 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, (1 << 26) + 1, opcode, id, (1 << 26) + 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, -1, opcode, id, 1, -1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, 1 << 16, opcode, id, 1 << 16, 1 << 16, 1);
    table.task(3, 0, opcode, id, 1 << 26, 1, 1);
    table.task(3, 0, opcode, id, 0, 1, 1);
    range.close();
    assertRefused(FaultCode.BAD_ARGUMENT, id, opcode, id, 1, 1, 1);
    table.remove(loaded);
    assertRefused(FaultCode.UNKNOWN_OPCODE, opcode, opcode, id, 1, 1, 1);
  }

  private static TenantAccount tenant(int id) {
    TenantGrant grant =
        new TenantGrant(id, 160, 200, Set.of(), Long.MAX_VALUE, 8, Long.MAX_VALUE, 0, 0, false);
    CompletionStore store = new CompletionStore(64);
    return new TenantAccount(id, grant, new Outstanding(store, 0, 10_000));
  }

  @Test
  void shouldKeepTenantsApart() throws ProgramTable.Refusal {
    TenantAccount five = tenant(5);
    LoadedCode mine = table.add(code, null);
    LoadedCode fives = table.add(code, five);
    LoadedCode sixes = table.add(code, tenant(6));
    assertEquals(5, Opcode.programTenant(fives.opcode()));
    assertEquals(0, Opcode.programTenant(mine.opcode()));
    int set = table.bind(new ProgramBinding(fives, List.of(range), null));
    table.task(3, 5, fives.opcode(), set, 1, 1, 1);
    table.task(3, 0, fives.opcode(), set, 1, 1, 1);
    assertForbidden(fives.opcode(), 6, fives.opcode(), set, 1, 1, 1);
    assertForbidden(mine.opcode(), 5, mine.opcode(), set, 1, 1, 1);
    assertForbidden(set, 6, sixes.opcode(), set, 1, 1, 1);
    assertForbidden(set, 0, mine.opcode(), set, 1, 1, 1);
    five.close();
    assertThrows(TenantException.Revoked.class, () -> table.add(code, five));
    assertThrows(
        TenantException.Revoked.class,
        () -> table.bind(new ProgramBinding(fives, List.of(range), null)));
    table.removeAll(five);
    assertRefused(FaultCode.UNKNOWN_OPCODE, fives.opcode(), fives.opcode(), set, 1, 1, 1);
    table.task(
        3, 6, sixes.opcode(), table.bind(new ProgramBinding(sixes, List.of(range), null)), 1, 1, 1);
  }

  private void assertForbidden(int word, int tenant, int... slot) {
    ProgramTable.Refusal refused =
        assertThrows(ProgramTable.Refusal.class, () -> table.task(3, tenant, slot));
    assertEquals(FaultCode.FORBIDDEN, refused.fault());
    assertEquals(word, refused.word());
  }
}
