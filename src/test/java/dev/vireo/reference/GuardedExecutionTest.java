package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each opcode does in GUARDED, and what each oddity of the protocol has become. */
class GuardedExecutionTest {
  private static final int WORDS = 1_200;
  private static final int LENGTH = 160 + WORDS;

  private final ReferenceDevice device = device(Map.of());

  private static ReferenceDevice device(Map<Integer, ReferenceHandler> handlers) {
    return new ReferenceDevice(Protection.GUARDED, WORDS, 8, handlers);
  }

  private static Outcome done(int result0, int result1) {
    return new Outcome(CompletionStatus.DONE, FaultCode.NONE, result0, result1);
  }

  private static Outcome badIndex(int word) {
    return Outcome.fault(FaultCode.BAD_INDEX, 0, word);
  }

  /** Runs a slot that must fault with no effect but its metric. */
  private void assertFault(FaultCode code, int place, int word, Slot slot) {
    int[] control = device.memory.control().clone();
    int[] debug = device.memory.debug().clone();
    if (Integer.compareUnsigned(slot.opcode(), 32) < 0) {
      control[96 + slot.opcode()]++;
    }
    int index = device.publish(slot);
    assertEquals(Outcome.fault(code, place, word), device.executor.execute(index), slot::toString);
    assertEquals(7, device.status(index), "status");
    assertArrayEquals(control, device.memory.control(), slot::toString);
    assertArrayEquals(debug, device.memory.debug(), slot::toString);
  }

  private void assertBadIndex(int word, int opcode, int... args) {
    assertFault(FaultCode.BAD_INDEX, 0, word, Slot.of(opcode, args));
  }

  @Test
  void shouldCountWhatIsDone() {
    assertEquals(done(0, 0), device.run(Opcode.NOP));
    assertEquals(done(0, 0), device.run(Opcode.STORE_U32, 7, 160));
    assertEquals(2, device.control(1));
    assertEquals(1, device.control(96));
    assertEquals(1, device.control(97));
    assertEquals(3, device.status(0));
    assertEquals(7, device.control(160));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 128, 159, LENGTH, 0x7FFF_FFFF, 0x8000_0000, -1})
  void shouldFaultOnEveryIndexOutsideTheWindow(int index) {
    assertBadIndex(index, Opcode.STORE_U32, 1, index);
    assertBadIndex(index, Opcode.ATOMIC_ADD, 1, index);
    assertBadIndex(index, Opcode.LOAD_U32, index, 0);
    assertBadIndex(index, Opcode.COMPARE_SWAP, index, 0, 1);
    assertBadIndex(index, Opcode.MEMCPY, index, 160, 1);
    assertBadIndex(index, Opcode.MEMCPY, 160, index, 1);
    assertBadIndex(index, Opcode.DFA_STEP, 0, 0, index, -1);
  }

  @Test
  void shouldReachBothEndsOfTheWindow() {
    assertEquals(done(0, 0), device.run(Opcode.STORE_U32, 1, 160));
    assertEquals(done(0, 0), device.run(Opcode.STORE_U32, 2, LENGTH - 1));
    assertEquals(done(2, 0), device.run(Opcode.LOAD_U32, LENGTH - 1, WORDS - 1));
  }

  @Test
  void shouldReportTheValueBeforeAnAdd() {
    device.set(160, -1);
    assertEquals(done(-1, 0), device.run(Opcode.ATOMIC_ADD, 3, 160));
    assertEquals(2, device.control(160));
  }

  @Test
  void shouldCheckTheTargetOfALoadAfterItsSource() {
    assertBadIndex(LENGTH, Opcode.LOAD_U32, 160, WORDS);
    assertBadIndex(159, Opcode.LOAD_U32, 160, -1);
    assertBadIndex(5, Opcode.LOAD_U32, 5, -1);
  }

  @Test
  void shouldCheckBothWordsOfACompareSwap() {
    assertEquals(done(0, 1), device.run(Opcode.COMPARE_SWAP, LENGTH - 161, 0, 9));
    assertEquals(9, device.control(LENGTH - 161));
    assertEquals(done(9, 0), device.run(Opcode.COMPARE_SWAP, LENGTH - 161, 0, 5));
    assertEquals(9, device.control(LENGTH - 1));
    assertBadIndex(LENGTH, Opcode.COMPARE_SWAP, LENGTH - 160, 0, 9);
  }

  @Test
  void shouldCopyForwardWhereRangesOverlap() {
    device.set(200, 5);
    assertEquals(done(0, 0), device.run(Opcode.MEMCPY, 200, 201, 10));
    for (int i = 200; i <= 210; i++) {
      assertEquals(5, device.control(i));
    }
    assertEquals(0, device.control(211));
  }

  @Test
  void shouldNameTheFirstWordOutsideOfACopy() {
    assertEquals(done(0, 0), device.run(Opcode.MEMCPY, 160, 160, WORDS));
    assertBadIndex(LENGTH, Opcode.MEMCPY, 160, 160, WORDS + 1);
    assertBadIndex(LENGTH, Opcode.MEMCPY, 160, 161, WORDS);
    assertBadIndex(LENGTH, Opcode.MEMCPY, 160, 161, -1);
    assertBadIndex(LENGTH, Opcode.MEMCPY, LENGTH - 1, 3, 2);
    assertBadIndex(3, Opcode.MEMCPY, LENGTH - 1, 3, 1);
    assertBadIndex(-1, Opcode.MEMCPY, -1, 160, 200);
  }

  @Test
  void shouldNotLookAtTheRangesOfACopyOfNoWords() {
    assertEquals(done(0, 0), device.run(Opcode.MEMCPY, 0, -1, 0));
  }

  @Test
  void shouldStepAnAutomaton() {
    int table = 200;
    device.set(table + 256 * 2 + 65, 3);
    assertEquals(done(3, 0), device.run(Opcode.DFA_STEP, 2, 65, table, 7));
    assertEquals(3, device.control(167));
    device.set(167, 0);
    assertEquals(done(3, 0), device.run(Opcode.DFA_STEP, 2, 65, table, -1));
    assertEquals(0, device.control(167));
    assertEquals(0, device.control(159));
  }

  @Test
  void shouldCheckAnAutomatonsByteThenTableThenEntryThenTarget() {
    assertFault(FaultCode.BAD_ARGUMENT, 0, 256, Slot.of(Opcode.DFA_STEP, 0, 256, 3, -2));
    assertFault(FaultCode.BAD_ARGUMENT, 0, -1, Slot.of(Opcode.DFA_STEP, 0, -1, 160, 0));
    assertBadIndex(3, Opcode.DFA_STEP, 1 << 24, 0, 3, -2);
    assertBadIndex(160 + 256 * 8, Opcode.DFA_STEP, 8, 0, 160, -2);
    assertBadIndex(158, Opcode.DFA_STEP, 0, 0, 160, -2);
    assertBadIndex(LENGTH, Opcode.DFA_STEP, 0, 0, 160, WORDS);
  }

  @Test
  void shouldNotLetAnAutomatonsEntryWrapIntoTheWindow() {
    assertBadIndex(160, Opcode.DFA_STEP, 1 << 24, 0, 160, -1);
    assertBadIndex(160 - 256 + 255, Opcode.DFA_STEP, -1, 255, 160, -1);
  }

  @Test
  void shouldCountAFenceAndStoreItsTag() {
    assertEquals(done(0, 0), device.run(Opcode.BATCH_FENCE, 3, 0xBEEF));
    assertEquals(1, device.control(128));
    assertEquals(0xBEEF, device.control(160));
  }

  @Test
  void shouldFaultOnAFenceWithoutAnObservableWord() {
    ReferenceDevice bare = new ReferenceDevice(Protection.GUARDED, 0, 8, Map.of());
    assertEquals(badIndex(160), bare.run(Opcode.BATCH_FENCE));
    assertEquals(0, bare.control(128));
  }

  @Test
  void shouldFaultOnTenantsThatAreUnknownOrDisabled() {
    device.tenants.put(7, false);
    for (int tenant : new int[] {1, 29, -1, 1_000_000}) {
      assertFault(
          FaultCode.UNKNOWN_TENANT,
          0,
          tenant,
          Slot.of(Opcode.STORE_U32, 1, 160).withTenant(tenant));
    }
    Slot slot = Slot.of(Opcode.STORE_U32, 1, 160).withTenant(7);
    assertFault(FaultCode.DISABLED_TENANT, 0, 7, slot);
    device.tenants.put(7, true);
    assertEquals(done(0, 0), device.run(slot));
    device.tenants.remove(7);
    assertFault(FaultCode.UNKNOWN_TENANT, 0, 7, slot);
  }

  @Test
  void shouldCheckTheTenantBeforeAnythingElse() {
    assertFault(FaultCode.UNKNOWN_TENANT, 0, 5, Slot.of(500).withTenant(5));
    assertFault(FaultCode.UNKNOWN_TENANT, 0, 5, Slot.of(Opcode.SHUTDOWN).withTenant(5));
    assertFault(FaultCode.UNKNOWN_TENANT, 0, 5, Slot.of(Opcode.STORE_U32, 0, 0).withTenant(5));
  }

  @Test
  void shouldNotReadTheTenantWordsOfTheControlBuffer() {
    Arrays.fill(device.memory.control(), 2, 64, 0);
    assertEquals(done(0, 0), device.run(Opcode.NOP));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 31, 500, 0xFFF0, 0xFFFC, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0002})
  void shouldFaultOnOpcodesThatNobodyHandles(int opcode) {
    assertFault(FaultCode.UNKNOWN_OPCODE, 0, opcode, Slot.of(opcode, 1, 160));
  }

  @Test
  void shouldFaultOnALoadMiss() {
    assertFault(FaultCode.UNSUPPORTED, 0, Opcode.LOAD_MISS, Slot.of(Opcode.LOAD_MISS, 1, 0));
  }

  @Test
  void shouldCancelWhatComesAfterAShutdown() {
    assertFalse(device.executor.shutdown());
    assertEquals(done(0, 0), device.run(Opcode.SHUTDOWN));
    assertTrue(device.executor.shutdown());
    assertEquals(1, device.control(0));
    int[] before = device.memory.control().clone();
    assertEquals(Outcome.CANCELLED, device.run(Opcode.STORE_U32, 1, 160));
    assertArrayEquals(before, device.memory.control());
    assertEquals(1, device.status(1), "left PUBLISHED");
  }

  @Test
  void shouldForbidAShutdownByAnotherTenant() {
    device.tenants.put(3, true);
    assertFault(FaultCode.FORBIDDEN, 0, -1, Slot.of(Opcode.SHUTDOWN).withTenant(3));
    assertFalse(device.executor.shutdown());
  }

  @Test
  void shouldKeepTheDebugLogReadableWhenItIsFull() {
    for (int i = 0; i < 67; i++) {
      assertEquals(done(0, 0), device.run(Opcode.PRINTF, i, 2 * i, 3 * i));
    }
    int[] debug = device.memory.debug();
    assertEquals(256, debug[0]);
    assertArrayEquals(new int[] {63, 126, 189, 16 * (63 % 8)}, Arrays.copyOfRange(debug, 253, 257));
    assertEquals(3, device.executor.droppedPrints());
    assertEquals(67, device.control(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {253, 256, 0x7FFF_FFFF, 0x8000_0000, -4, -1})
  void shouldCountAPrintThatDoesNotFit(int cursor) {
    device.memory.debug()[0] = cursor;
    int[] before = device.memory.debug().clone();
    assertEquals(done(0, 0), device.run(Opcode.PRINTF, 1, 2, 3));
    assertArrayEquals(before, device.memory.debug());
    assertEquals(1, device.executor.droppedPrints());
  }

  @Test
  void shouldIgnoreThePriorityWord() {
    for (Priority priority : Priority.values()) {
      assertEquals(done(0, 0), device.run(Slot.of(Opcode.NOP).withPriority(priority)));
    }
  }

  @Test
  void shouldRunInnerOperationsInOrder() {
    Slot packed = RawExecutionTest.packed(3, 6, 1, 0, 2, 2, 7, 4, 9, 171, 5, 171, 0, 33);
    assertEquals(done(0, 0), device.run(packed));
    assertEquals(14, device.control(171));
    assertEquals(33, device.control(160));
    assertEquals(1, device.control(128));
    assertEquals(1, device.control(1));
    assertEquals(1, device.control(97));
    assertEquals(1, device.control(98));
    assertEquals(1, device.control(103));
  }

  @Test
  void shouldGiveInnerOperationsTheirOwnArgumentsOnly() {
    // The fence has one argument of its own: its tag is missing, and so 0.
    device.set(160, 5);
    assertEquals(done(0, 0), device.run(RawExecutionTest.packed(2, 3, 7, 0, 1, 1, 9, 4, 171)));
    assertEquals(0, device.control(160));
    assertEquals(4, device.control(171));
  }

  @Test
  void shouldRunTheLastInnerOperationEvenWithoutArguments() {
    assertEquals(done(0, 0), device.run(RawExecutionTest.packed(2, 10, 0, 0, 7, 10)));
    assertEquals(1, device.control(128));
  }

  @Test
  void shouldAcceptAPackedSlotOfNoOperations() {
    assertEquals(done(0, 0), device.run(RawExecutionTest.packed(0, 11)));
    assertMalformed(0, RawExecutionTest.packed(0, 12));
  }

  @Test
  void shouldRefuseMoreThanFourInnerOperations() {
    assertMalformed(0, RawExecutionTest.packed(5, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    assertMalformed(0, RawExecutionTest.packed(255, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void shouldRefuseArgumentsThatPassTheSlotOrTheTotalOrRunBackwards() {
    assertEquals(done(0, 0), device.run(RawExecutionTest.packed(4, 9, 0, 0, 0, 0, 0, 0, 0, 9)));
    assertMalformed(0, RawExecutionTest.packed(4, 10, 0, 0, 0, 0, 0, 0, 0, 9));
    assertMalformed(0, RawExecutionTest.packed(1, 1, 1, 2, 9, 170));
    assertMalformed(1, RawExecutionTest.packed(3, 4, 1, 0, 1, 2, 1, 1, 9, 170));
    assertMalformed(1, RawExecutionTest.packed(3, 4, 1, 0, 1, 2, 1, 5, 9, 170, 9, 171));
  }

  @Test
  void shouldBlameTheInnerOperationThatAWrongOffsetEnds() {
    assertMalformed(0, RawExecutionTest.packed(2, 3, 1, 0, 1, 4, 9, 170));
    assertMalformed(0, RawExecutionTest.packed(2, 3, 1, 2, 1, 1, 9, 170));
    assertMalformed(0, RawExecutionTest.packed(2, 3, 1, 0, 1, 200, 9, 170));
  }

  private void assertMalformed(int place, Slot slot) {
    assertFault(FaultCode.BAD_PACKED, place, slot.arg(0), slot);
  }

  @Test
  void shouldCheckEveryInnerOpcodeBeforeTheFirstRuns() {
    Slot slot = RawExecutionTest.packed(3, 4, 1, 0, 8, 2, 255, 2, 9, 170, 0, 0);
    assertFault(FaultCode.UNKNOWN_OPCODE, 1, 8, slot);
  }

  @Test
  void shouldStopAtTheInnerOperationWhoseIndexIsBad() {
    Slot slot = RawExecutionTest.packed(3, 6, 1, 0, 1, 2, 1, 4, 9, 170, 9, 3, 9, 171);
    assertEquals(Outcome.fault(FaultCode.BAD_INDEX, 1, 3), device.run(slot));
    assertEquals(9, device.control(170), "earlier effects stay");
    assertEquals(0, device.control(171));
    assertEquals(2, device.control(97), "two of them started");
    assertEquals(0, device.control(1));
    assertEquals(7, device.status(0));
  }

  @Test
  void shouldReportAnInnerBadArgumentAtItsPlace() {
    Slot slot = RawExecutionTest.packed(2, 4, 0, 0, 6, 0, 0, 300, 160, -1);
    assertEquals(Outcome.fault(FaultCode.BAD_ARGUMENT, 1, 300), device.run(slot));
  }

  @Test
  void shouldRunHandlersAloneAndPacked() {
    ReferenceDevice own = device(SlotPrograms.handlers());
    assertEquals(done(0, 12), own.run(9, 170, 3, 4));
    assertEquals(12, own.control(170));
    assertEquals(done(0, 0), own.run(RawExecutionTest.packed(1, 3, 9, 0, 170, 5, 2)));
    assertEquals(22, own.control(170));
    assertEquals(2, own.control(105));
  }

  @Test
  void shouldTurnABadIndexOfAHandlerIntoAFault() {
    ReferenceDevice own =
        device(
            Map.of(
                8,
                c -> {
                  c.store(170, 1);
                  c.load(c.arg(0));
                  c.store(171, 1);
                },
                10,
                c -> c.store(c.arg(0), 1),
                11,
                c -> c.atomicAdd(c.arg(0), 1),
                12,
                c -> c.compareSwap(c.arg(0), 0, 1)));
    assertEquals(badIndex(159), own.run(8, 159));
    assertEquals(1, own.control(170), "earlier effects stay");
    assertEquals(0, own.control(171));
    assertEquals(badIndex(LENGTH), own.run(10, LENGTH));
    assertEquals(badIndex(0), own.run(11, 0));
    assertEquals(badIndex(-1), own.run(12, -1));
    assertEquals(0, own.control(1));
    assertEquals(
        Outcome.fault(FaultCode.BAD_INDEX, 1, 5),
        own.run(RawExecutionTest.packed(2, 2, 0, 0, 10, 1, 0, 5)));
  }

  @Test
  void shouldReportAHandlersOwnFault() {
    ReferenceDevice own = device(Map.of(8, c -> c.fault(0xBAD)));
    assertEquals(Outcome.fault(FaultCode.HANDLER, 0, 0xBAD), own.run(8));
  }

  @Test
  void shouldTellAHandlerAboutItsSlot() {
    ReferenceDevice own =
        device(
            Map.of(
                8,
                c -> {
                  c.store(160, c.opcode());
                  c.store(161, c.tenant());
                  c.store(162, c.slotBase());
                  c.store(163, c.arg(11));
                  assertThrows(IndexOutOfBoundsException.class, () -> c.arg(12));
                  assertThrows(IndexOutOfBoundsException.class, () -> c.result(2, 0));
                }));
    own.tenants.put(6, true);
    own.run(Opcode.NOP);
    Slot slot = Slot.of(8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 44).withTenant(6);
    assertEquals(done(0, 0), own.run(slot));
    assertArrayEquals(new int[] {8, 6, 16, 44}, Arrays.copyOfRange(own.memory.control(), 160, 164));
  }
}
