package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the recorded scans leave open. */
class PriorityKernelTest {
  private static final int SLOTS = 12;

  private final int[] ring = new int[16 * SLOTS];
  private final int[] control = ReferenceDevice.encodedControl(20, 4);
  private final ReferenceMemory memory =
      new ReferenceMemory(control, ring, new int[257], new int[512]);

  PriorityKernelTest() {
    // 12 slots: two each, and NORMAL has the four in the middle.
    offsets(0, 2, 4, 8, 10, 12);
  }

  private void offsets(int... words) {
    System.arraycopy(words, 0, control, 129, 6);
  }

  private void publish(int index, Slot slot) {
    ReferenceDevice.publish(ring, index, slot);
  }

  @Test
  void shouldFindNothingWhileThePartitionsAreUnwritten() {
    offsets(0, 0, 0, 0, 0, 0);
    publish(0, Slot.of(Opcode.NOP));
    assertEquals(Claim.NONE, RawKernel.priorityScan(memory, 0, SLOTS, 1));
  }

  @Test
  void shouldProbeOneSlotOfEachPartitionAtTheDefaultStride() {
    publish(5, Slot.of(Opcode.NOP));
    assertEquals(Claim.NONE, RawKernel.priorityScan(memory, 0, SLOTS, SLOTS));
    assertEquals(Claim.NONE, RawKernel.priorityScan(memory, 4, SLOTS, SLOTS));
    assertEquals(new Claim(80, 2, 0), RawKernel.priorityScan(memory, 1, SLOTS, SLOTS));
  }

  @Test
  void shouldSpreadProbesByTheStride() {
    publish(7, Slot.of(Opcode.NOP));
    assertEquals(Claim.NONE, RawKernel.priorityScan(memory, 0, SLOTS, 2), "slots 4 and 6");
    assertEquals(new Claim(112, 2, 0), RawKernel.priorityScan(memory, 3, SLOTS, 2), "5 and 7");
  }

  @Test
  void shouldGoByPositionAndNotByThePriorityWord() {
    publish(11, Slot.of(Opcode.NOP).withPriority(Priority.CRITICAL));
    publish(0, Slot.of(Opcode.NOP).withPriority(Priority.IDLE));
    assertEquals(new Claim(0, 0, 0), RawKernel.priorityScan(memory, 0, SLOTS, 1));
    assertEquals(1, control[135]);
    assertEquals(new Claim(176, 4, 0), RawKernel.priorityScan(memory, 0, SLOTS, 1));
    assertEquals(0, control[135]);
    assertEquals(2, control[64]);
    assertEquals(1, control[136]);
    assertEquals(1, control[140]);
  }

  @Test
  void shouldLockUpWhenStarvedAndOnlyHighSlotsArePublished() {
    control[135] = -1;
    publish(2, Slot.of(Opcode.NOP));
    assertEquals(Claim.NONE, RawKernel.priorityScan(memory, 0, SLOTS, 1));
    control[135] = 15;
    assertEquals(new Claim(32, 1, 0), RawKernel.priorityScan(memory, 0, SLOTS, 1));
    assertEquals(16, control[135]);
  }

  @Test
  void shouldNotClaimSlotsBeyondTheTotal() {
    publish(11, Slot.of(Opcode.NOP));
    assertEquals(Claim.NONE, RawKernel.priorityScan(memory, 0, 11, 1));
  }

  @Test
  void shouldExecuteWhatItClaimed() {
    publish(6, Slot.of(Opcode.STORE_U32, 7, 170).withTenant(2));
    assertEquals(CompletionStatus.DONE, step().status());
    assertEquals(7, control[170]);
    assertEquals(3, ring[96]);
    assertEquals(1, control[1]);
    assertEquals(1, control[66]);
    assertEquals(Outcome.REFUSED, step(), "nothing is left");
  }

  @Test
  void shouldReturnBeforeScanningWhenShutDown() {
    control[0] = 1;
    publish(6, Slot.of(Opcode.NOP));
    assertEquals(Outcome.REFUSED, step());
    assertEquals(1, ring[96]);
  }

  @Test
  void shouldLeaveASlotClaimedWhoseTenantTheClaimItselfRevoked() {
    // The mask is the tenant's own fairness counter: all ones authorise, the claim's count makes it
    // 0.
    control[2] = 64;
    control[64] = -1;
    publish(6, Slot.of(Opcode.NOP));
    assertEquals(Outcome.REFUSED, step());
    assertEquals(2, ring[96]);
    assertEquals(0, control[1]);
    assertEquals(0, control[96]);
  }

  @Test
  void shouldEndEvenWhenPartitionsAreHostile() {
    publish(3, Slot.of(Opcode.NOP));
    // CRITICAL runs from 8 around 2^32 to 4, so it holds slot 3 too.
    offsets(8, 4, 4, 4, 4, 4);
    assertEquals(new Claim(48, 0, 0), RawKernel.priorityScan(memory, 0, SLOTS, 1));
  }

  private Outcome step() {
    return RawKernel.priorityStep(memory, 0, SLOTS, 1, Map.of());
  }
}
