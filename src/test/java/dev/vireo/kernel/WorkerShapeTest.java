package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Protection;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerShapeTest {
  private static final int LANES = 8;
  private static final int BUDGET = 58_000;
  private static final WorkerShape COUNTED = new WorkerShape(LANES, 2, 1, 16, 35_000, 2_800, true);

  @Test
  void shouldStayWithinTheDriversBudgetWhateverLoopsAKernelHas() {
    HandlerSource looping =
        new HandlerSource(8, "loops", "for (;;) { while (true) { if (!VIREO_FUEL()) return; } }");
    for (KernelSpec kernel :
        List.of(
            kernel(0, List.of()),
            kernel(Builtin.MEMCPY.bit(), List.of()),
            kernel(Builtin.PACKED_SLOT.bit(), List.of()),
            kernel(Builtin.MEMCPY.bit() | Builtin.PACKED_SLOT.bit(), List.of(looping)))) {
      int ofFuel = LANES * COUNTED.fuel(kernel) * (kernel.nestsLoops() ? 2 : 1);
      int worst = COUNTED.turns(kernel) * kernel.loops() + ofFuel;
      assertTrue(worst < BUDGET, kernel + ": " + worst);
      assertTrue(worst > BUDGET * 9 / 10, kernel + ": " + worst);
    }
  }

  @Test
  void shouldTellTheLoopsOfAKernel() {
    HandlerSource handler = new HandlerSource(8, "loops", "while (a) { for (b) { forward(); } }");
    assertEquals(1, kernel(0, List.of()).loops());
    assertEquals(2, kernel(Builtin.PACKED_SLOT.bit(), List.of()).loops());
    assertEquals(4, kernel(Builtin.MEMCPY.bit(), List.of(handler)).loops());
  }

  @Test
  void shouldKeepAllTurnsWhereNoDriverCounts() {
    WorkerShape free = new WorkerShape(64, 256, 32, 1, 65_536, 65_536, false);
    assertEquals(65_536, free.turns(kernel(Builtin.PACKED_SLOT.bit(), List.of())));
    assertEquals(65_536, free.fuel(kernel(Builtin.PACKED_SLOT.bit(), List.of())));
  }

  private static KernelSpec kernel(int builtins, List<HandlerSource> handlers) {
    return new KernelSpec(Protection.GUARDED, builtins, handlers, LANES, null);
  }
}
