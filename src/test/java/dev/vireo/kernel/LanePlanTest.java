package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.lowering.ProgramLowering;
import org.junit.jupiter.api.Test;

/** How a grid is divided among lanes. */
class LanePlanTest {
  private static final String FREE = "buffer a: read_write u32[16]\nmain { a[gid.x] = 1u }\n";
  private static final String WAITS =
      "buffer a: read_write u32[16]\nmain { a[gid.x] = 1u barrier a[0u] = 2u }\n";

  private static Bytecode code(String size, String text) {
    return ProgramLowering.lower(
        Assembly.parse("test.vir", "workgroup " + size + ", 1, 1\n" + text));
  }

  private static LanePlan plan(String size, String text, long groups, int spread) {
    return LanePlan.of(code(size, text), groups, 32, spread);
  }

  @Test
  void shouldTakeWholeWorkgroupsTogetherThatAreSmallerThanAChunk() {
    LanePlan plan = plan("5", FREE, 100, 32);
    assertEquals(6, plan.together());
    assertEquals(17, plan.tickets());
    assertEquals(1, plan.parts());
  }

  @Test
  void shouldDivideLargeWorkgroupsIntoChunks() {
    LanePlan plan = plan("100", FREE, 10, 16);
    assertEquals(7, plan.parts());
    assertEquals(70, plan.tickets());
    assertEquals(1, plan.together());
  }

  @Test
  void shouldNotDivideWorkgroupsOfWhichThereAreTooManyAlready() {
    LanePlan plan = plan("1024", FREE, 1L << 31, 32);
    assertEquals(1, plan.parts());
    assertEquals(1L << 31, plan.tickets());
  }

  @Test
  void shouldGiveALaneWholeWorkgroupsWhereInvocationsWait() {
    LanePlan plan = plan("100", WAITS, 10, 1);
    assertEquals(10, plan.tickets());
    assertEquals(32, plan.width());
    assertEquals(plan.ended() + 4, plan.shared());
    assertEquals(
        100 * plan.fileWords(),
        plan.ended() - ProgramLayout.VM_AREA_FILES,
        "registers of all invocations");
  }

  @Test
  void shouldNotMakeChunksWiderThanAWorkgroupWhereInvocationsWait() {
    assertEquals(4, plan("3", WAITS, 10, 32).width());
    assertEquals(1, plan("1", WAITS, 10, 32).width());
  }
}
