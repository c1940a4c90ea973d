package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.WorkgroupSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTableTest {
  private final ProgramTable table = new ProgramTable();
  private final ProgramCode code = code();
  private final ArenaRange range = new ArenaRange(32, 5);

  private static ProgramCode code() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(64, 2, 1);
    var out = program.buffer("out", BufferAccess.READ_WRITE, Scalar.U32, 1);
    out.store(program.u32(0), program.u32(7));
    return ProgramCode.of(ProgramCodec.encode(program.build()));
  }

  private void assertRefused(FaultCode fault, int word, int... slot) {
    ProgramTable.Refusal refused =
        assertThrows(ProgramTable.Refusal.class, () -> table.task(3, slot));
    assertEquals(fault, refused.fault());
    assertEquals(word, refused.word());
  }

  @Test
  void shouldGiveEveryOpcodeOnceAndFreeOnesAgain() {
    int first = table.add(code);
    assertEquals(Opcode.PROGRAM_FIRST, first);
    for (int i = 1; i < Opcode.PROGRAM_COUNT; i++) {
      assertEquals(first + i, table.add(code));
    }
    assertThrows(LaunchException.class, () -> table.add(code));
    table.remove(first + 77);
    assertEquals(first + 77, table.add(code));
  }

  @Test
  void shouldMakeATaskOfASlot() throws ProgramTable.Refusal {
    int opcode = table.add(code);
    int id = table.bind(opcode, List.of(range));
    ProgramTask task = table.task(3, opcode, id, 2, 3, 4);
    assertEquals(code, task.code);
    assertEquals(3, task.index);
    assertEquals(new WorkgroupSize(2, 3, 4), task.grid);
    assertEquals(37, task.binding.end());
    assertEquals(32, task.binding.bases(code.code())[0]);
    assertEquals(5, task.binding.sizes(code.code())[0]);
  }

  @Test
  void shouldRefuseWhatIsNotThereAndGridsThatAreTooLarge() throws ProgramTable.Refusal {
    int opcode = table.add(code);
    int other = table.add(code);
    int id = table.bind(opcode, List.of(range));
    assertNotEquals(id, table.bind(other, List.of(range)));
    assertRefused(FaultCode.UNKNOWN_OPCODE, other + 1, other + 1, id, 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, id, other, id, 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, -1, opcode, -1, 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, (1 << 26) + 1, opcode, id, (1 << 26) + 1, 1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, -1, opcode, id, 1, -1, 1);
    assertRefused(FaultCode.BAD_ARGUMENT, 1 << 16, opcode, id, 1 << 16, 1 << 16, 1);
    table.task(3, opcode, id, 1 << 26, 1, 1);
    table.task(3, opcode, id, 0, 1, 1);
    range.close();
    assertRefused(FaultCode.BAD_ARGUMENT, id, opcode, id, 1, 1, 1);
    table.remove(opcode);
    assertRefused(FaultCode.UNKNOWN_OPCODE, opcode, opcode, id, 1, 1, 1);
  }
}
