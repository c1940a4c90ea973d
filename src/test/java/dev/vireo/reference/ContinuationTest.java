package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slots that give way or wait, step by step on the reference. */
class ContinuationTest {
  private static final int BASE = 160;

  /** Gives way, goes behind the others, waits; then its result is the signal and its last step. */
  private static final ReferenceHandler STEPS =
      context -> {
        int step = context.state(3);
        context.state(3, step + 1);
        switch (step) {
          case 0 -> context.giveWay();
          case 1 -> context.requeue();
          case 2 -> context.waitForSignal();
          default -> {
            context.result(0, context.signal());
            context.result(1, step);
          }
        }
      };

  private static ReferenceDevice device(Protection protection) {
    return new ReferenceDevice(protection, 100, 8, Map.of(8, STEPS));
  }

  private static void assertUnfinished(ReferenceDevice device, Outcome outcome, int status) {
    assertTrue(outcome.unfinished(), outcome.toString());
    assertEquals(status, device.status(0));
    assertEquals(0, device.control(1), "not done");
  }

  @ParameterizedTest
  @EnumSource(Protection.class)
  void shouldPassThroughTheStatesOfTheProtocol(Protection protection) {
    ReferenceDevice device = device(protection);
    assertUnfinished(device, device.run(8), SlotStatus.YIELD);
    assertUnfinished(device, device.executor.resume(0), SlotStatus.REQUEUE);
    assertUnfinished(device, device.executor.resume(0), SlotStatus.WAIT_IO);
    device.executor.signal(0, 77);
    Outcome outcome = device.executor.resume(0);
    assertFalse(outcome.unfinished());
    assertEquals(new Outcome(CompletionStatus.DONE, FaultCode.NONE, 77, 3), outcome);
    assertEquals(SlotStatus.DONE, device.status(0));
    assertEquals(1, device.control(1));
    assertEquals(1, device.control(96 + 8), "counted once");
  }

  @Test
  void shouldGoOnInsideAPackedSlotWithoutRepeatingWhatIsDone() {
    ReferenceDevice device = device(Protection.GUARDED);
    int[] args = {
      3 | 4 << 8 | Opcode.ATOMIC_ADD << 16,
      8 | 2 << 8 | Opcode.ATOMIC_ADD << 16 | 2 << 24,
      5,
      BASE,
      6,
      BASE + 1
    };
    device.run(Opcode.PACKED_SLOT, args);
    device.executor.resume(0);
    assertUnfinished(device, device.executor.resume(0), SlotStatus.WAIT_IO);
    assertEquals(5, device.control(BASE));
    assertEquals(0, device.control(BASE + 1));
    assertEquals(CompletionStatus.DONE, device.executor.resume(0).status());
    assertEquals(5, device.control(BASE));
    assertEquals(6, device.control(BASE + 1));
    assertEquals(1, device.control(96 + 8));
  }

  @Test
  void shouldFaultASlotBeyondItsBudget() {
    ReferenceDevice made = device(Protection.GUARDED);
    ReferenceExecutor executor =
        new ReferenceExecutor(Protection.GUARDED, made.memory, Map.of(8, STEPS), made.tenants, 2);
    made.publish(Slot.of(8));
    assertTrue(executor.execute(0).unfinished());
    assertTrue(executor.resume(0).unfinished());
    assertEquals(Outcome.fault(FaultCode.FUEL, 0, 8), executor.resume(0));
    assertEquals(SlotStatus.FAULT, made.memory.ring()[SlotLayout.STATUS_WORD]);
  }

  @Test
  void shouldNotResumeOrSignalWhatDoesNotWait() {
    ReferenceDevice device = device(Protection.GUARDED);
    assertThrows(IllegalStateException.class, () -> device.executor.resume(0));
    assertThrows(IllegalStateException.class, () -> device.executor.signal(0, 1));
    device.run(Opcode.NOP);
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> device.executor.resume(0));
    assertTrue(refused.getMessage().contains("slot 0"), refused.getMessage());
  }
}
