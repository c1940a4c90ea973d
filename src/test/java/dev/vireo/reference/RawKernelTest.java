package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Passes over the whole ring. */
class RawKernelTest {
  private final int[] ring = new int[16 * 4];
  private final int[] control = ReferenceDevice.encodedControl(20, 4);
  private final ReferenceMemory memory =
      new ReferenceMemory(control, ring, new int[257], new int[512]);

  private void publish(int index, int opcode, int... args) {
    ReferenceDevice.publish(ring, index, Slot.of(opcode, args));
  }

  @Test
  void shouldSkipTheSlotsAfterAShutdownInTheSamePass() {
    publish(0, Opcode.NOP);
    publish(1, Opcode.SHUTDOWN);
    publish(2, Opcode.NOP);
    assertEquals(2, RawKernel.sequentialPass(memory, 4, Map.of()));
    assertEquals(1, ring[32]);
  }

  @Test
  void shouldDoNothingOnLanesBeyondTheRing() {
    publish(3, Opcode.NOP);
    assertEquals(1, RawKernel.sequentialPass(memory, 1_000, Map.of()));
    assertEquals(1, control[1]);
  }

  @Test
  void shouldDoNothingWithoutLanes() {
    publish(0, Opcode.NOP);
    int[] before = ring.clone();
    assertEquals(0, RawKernel.sequentialPass(memory, 0, Map.of()));
    assertArrayEquals(before, ring);
  }

  @Test
  void shouldTakeUpInALaterPassWhatALaterSlotMadePossible() {
    control[3] = 0;
    control[4] = -1;
    publish(0, Opcode.NOP);
    ReferenceDevice.publish(ring, 1, Slot.of(Opcode.STORE_U32, 1, 3).withTenant(1));
    assertEquals(2, RawKernel.persistent(memory, 4, Map.of()));
    assertEquals(3, ring[0]);
  }

  @Test
  void shouldEndWhenNothingIsLeftToDo() {
    ReferenceDevice.publish(ring, 0, Slot.of(Opcode.NOP).withTenant(9));
    assertEquals(0, RawKernel.persistent(memory, 4, Map.of()));
  }
}
