package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each opcode does in RAW, the protocol's oddities included. */
class RawExecutionTest {
  private static final int WORDS = 240;
  private static final int LENGTH = 160 + WORDS;

  private final ReferenceDevice device = device(Map.of());

  private static ReferenceDevice device(Map<Integer, ReferenceHandler> handlers) {
    return new ReferenceDevice(Protection.RAW, WORDS, 8, handlers);
  }

  private static Outcome done(int result0, int result1) {
    return new Outcome(CompletionStatus.DONE, FaultCode.NONE, result0, result1);
  }

  @Test
  void shouldCountANopAndMarkItDone() {
    assertEquals(done(0, 0), device.run(Opcode.NOP, 1, 2, 3));
    assertEquals(1, device.control(1));
    assertEquals(1, device.control(96));
    assertEquals(3, device.status(0));
  }

  @Test
  void shouldLetAStoreReachAnyWord() {
    assertEquals(done(0, 0), device.run(Opcode.STORE_U32, 0xCAFE, 3 + 7));
    assertEquals(0xCAFE, device.control(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {LENGTH, 0x7FFF_FFFF, 0x8000_0000, -1})
  void shouldDropWritesOutsideAndReadZero(int index) {
    assertEquals(done(0, 0), device.run(Opcode.STORE_U32, 5, index));
    assertEquals(done(0, 0), device.run(Opcode.ATOMIC_ADD, 5, index));
    assertEquals(done(0, 0), device.run(Opcode.LOAD_U32, index, 3));
    assertEquals(done(0, 0), device.run(Opcode.COMPARE_SWAP, index, 1, 5));
    assertEquals(4, device.control(1));
    assertEquals(0, device.control(163));
  }

  @Test
  void shouldNotReportASwapOfAWordThatIsNotThere() {
    assertEquals(done(0, 0), device.run(Opcode.COMPARE_SWAP, LENGTH, 0, 5));
  }

  @Test
  void shouldAddModuloTwoToThe32AndReportTheValueBefore() {
    device.set(170, -1);
    assertEquals(done(-1, 0), device.run(Opcode.ATOMIC_ADD, 3, 170));
    assertEquals(2, device.control(170));
  }

  @Test
  void shouldLoadToAnObservableWordWhoseIndexWraps() {
    device.set(170, 77);
    assertEquals(done(77, 0), device.run(Opcode.LOAD_U32, 170, 5));
    assertEquals(77, device.control(165));
    assertEquals(done(77, 0), device.run(Opcode.LOAD_U32, 170, -20));
    assertEquals(77, device.control(140));
  }

  @Test
  void shouldReportASwapAt160PlusTheIndex() {
    device.set(5, 10);
    assertEquals(done(10, 1), device.run(Opcode.COMPARE_SWAP, 5, 10, 20));
    assertEquals(20, device.control(5));
    assertEquals(10, device.control(165));
    assertEquals(done(20, 0), device.run(Opcode.COMPARE_SWAP, 5, 10, 30));
    assertEquals(20, device.control(5));
    assertEquals(20, device.control(165));
  }

  @Test
  void shouldLoseTheReportOfASwapNearTheEnd() {
    assertEquals(done(0, 1), device.run(Opcode.COMPARE_SWAP, LENGTH - 1, 0, 9));
    assertEquals(9, device.control(LENGTH - 1));
  }

  @Test
  void shouldDoNothingForADfaStep() {
    int[] before = device.memory.control().clone();
    assertEquals(done(0, 0), device.run(Opcode.DFA_STEP, 1, 2, 170, 4));
    before[1]++;
    before[102]++;
    assertArrayEquals(before, device.memory.control());
  }

  @Test
  void shouldStoreTheTagOfAFenceAndCountIt() {
    device.set(128, -1);
    assertEquals(done(0, 0), device.run(Opcode.BATCH_FENCE, 99, 0xBEEF));
    assertEquals(0, device.control(128));
    assertEquals(0xBEEF, device.control(160));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 500, Opcode.LOAD_MISS, 0xFFF0, 0x8000_0002, 0x7FFF_FFFF})
  void shouldMarkOpcodesThatNobodyHandlesDone(int opcode) {
    int[] before = device.memory.control().clone();
    assertEquals(done(0, 0), device.run(opcode, 1, 170, 3));
    before[1]++;
    before[104] += opcode == 8 ? 1 : 0;
    assertArrayEquals(before, device.memory.control());
  }

  @Test
  void shouldRefuseEverythingAfterAShutdown() {
    assertEquals(done(0, 0), device.run(Opcode.SHUTDOWN));
    assertTrue(device.executor.shutdown());
    assertEquals(1, device.control(1));
    assertEquals(Outcome.REFUSED, device.run(Opcode.STORE_U32, 1, 170));
    assertEquals(1, device.status(1), "left PUBLISHED");
    assertEquals(1, device.control(1));
    assertEquals(0, device.control(97));
  }

  @Test
  void shouldRefuseATenantWithoutAMask() {
    assertEquals(Outcome.REFUSED, device.run(Slot.of(Opcode.NOP).withTenant(4)));
    assertEquals(Outcome.REFUSED, device.run(Slot.of(Opcode.NOP).withTenant(1_000_000)));
    assertEquals(1, device.status(0));
    assertEquals(0, device.control(96));
  }

  @ParameterizedTest
  @ValueSource(ints = {29, 32, -1})
  void shouldTakeOtherWordsForMasksOfTenantsBeyondTheTable(int tenant) {
    assertEquals(done(0, 0), device.run(Slot.of(Opcode.NOP).withTenant(tenant)));
  }

  @Test
  void shouldLookMasksUpWhereWordTwoPoints() {
    assertEquals(done(0, 0), device.run(Opcode.STORE_U32, 200, 2));
    assertEquals(Outcome.REFUSED, device.run(Opcode.NOP));
    device.set(200, 1);
    assertEquals(done(0, 0), device.run(Opcode.NOP));
  }

  @Test
  void shouldWrapTheMaskIndex() {
    device.set(2, -1);
    assertEquals(Outcome.REFUSED, device.run(Slot.of(Opcode.NOP).withTenant(1)));
    assertEquals(done(0, 0), device.run(Slot.of(Opcode.NOP).withTenant(4)));
  }

  @Test
  void shouldLetASlotRevokeItsOwnTenant() {
    assertEquals(done(0, 0), device.run(Opcode.STORE_U32, 0, 3));
    assertEquals(Outcome.REFUSED, device.run(Opcode.NOP));
  }

  @Test
  void shouldLetThePrintCursorGrowPastTheEnd() {
    for (int i = 0; i < 66; i++) {
      assertEquals(done(0, 0), device.run(Opcode.PRINTF, i, 2 * i, 3 * i));
    }
    int[] debug = device.memory.debug();
    assertEquals(4 * 66, debug[0]);
    assertArrayEquals(new int[] {63, 126, 189, 16 * (63 % 8)}, Arrays.copyOfRange(debug, 253, 257));
    assertEquals(0, device.executor.droppedPrints());
  }

  @Test
  void shouldWrapAPrintNearTwoToThe32() {
    device.memory.debug()[0] = -3;
    device.run(Opcode.NOP);
    assertEquals(done(0, 0), device.run(Opcode.PRINTF, 11, 12, 13));
    assertArrayEquals(new int[] {13, 16, 0, 0}, Arrays.copyOf(device.memory.debug(), 4));
  }

  @Test
  void shouldDropAPrintWhoseRecordWouldPassTheEnd() {
    device.memory.debug()[0] = 253;
    assertEquals(done(0, 0), device.run(Opcode.PRINTF, 11, 12, 13));
    assertEquals(257, device.memory.debug()[0]);
    assertEquals(0, device.memory.debug()[254]);
  }

  @Test
  void shouldCopyLikeALoopOverWords() {
    Random random = new Random(42);
    int[] corners = {
      0, 1, 100, 159, 160, 300, LENGTH - 1, LENGTH, LENGTH + 5, -1, -2, -300, -LENGTH
    };
    for (int round = 0; round < 3_000; round++) {
      int[] control = random.ints(LENGTH).toArray();
      control[0] = 0;
      control[2] = 3;
      control[3] = -1;
      int source = corners[random.nextInt(corners.length)] + random.nextInt(5);
      int destination =
          random.nextBoolean()
              ? source + random.nextInt(9) - 4
              : corners[random.nextInt(corners.length)];
      int count = random.nextInt(1_000);
      System.arraycopy(control, 0, device.memory.control(), 0, LENGTH);
      assertEquals(
          CompletionStatus.DONE, device.run(Opcode.MEMCPY, source, destination, count).status());
      control[101]++;
      for (int i = 0; i < count; i++) {
        ReferenceMemory.write(control, destination + i, ReferenceMemory.read(control, source + i));
      }
      control[1]++;
      String what = "MEMCPY " + source + " " + destination + " " + count;
      assertArrayEquals(control, device.memory.control(), what);
    }
  }

  @Test
  void shouldCopyTwoToThe32LessOneWordsAsIfInOrder() {
    for (int i = 160; i < LENGTH; i++) {
      device.set(i, i);
    }
    int[] before = device.memory.control().clone();
    // Destination 200.. takes 0..; after the wrap the source is outside, so 0..198 become 0 and 199
    // stays.
    assertEquals(done(0, 0), device.run(Opcode.MEMCPY, 0, 200, -1));
    assertEquals(199, device.control(199));
    for (int i = 2; i < 199; i++) {
      assertEquals(0, device.control(i), "word " + i);
    }
    assertEquals(1, device.control(1), "DONE_COUNT counts after the copy");
    before[101]++;
    for (int i = 200; i < LENGTH; i++) {
      assertEquals(before[i - 200], device.control(i), "word " + i);
    }
  }

  @Test
  void shouldCopyNothingForAZeroCount() {
    device.set(170, 5);
    assertEquals(done(0, 0), device.run(Opcode.MEMCPY, 170, 180, 0));
    assertEquals(0, device.control(180));
  }

  @Test
  void shouldRunInnerOperationsInOrder() {
    Slot packed = packed(2, 6, 1, 0, 2, 3, /* args */ 9, 171, 0, 5, 171, 0);
    assertEquals(done(0, 0), device.run(packed));
    assertEquals(14, device.control(171));
    assertEquals(1, device.control(1), "a packed slot counts once");
    assertEquals(1, device.control(97));
    assertEquals(1, device.control(98));
  }

  @Test
  void shouldClampInnerOperationsToFour() {
    Slot packed = packed(200, 3, 2, 0, 2, 0, 2, 0, 2, 0, 1, 175);
    assertEquals(done(0, 0), device.run(packed));
    assertEquals(4, device.control(175));
  }

  @Test
  void shouldSkipAnInnerOperationWhoseThreeWordsPassTheEnd() {
    // Two words of metadata: offset 7 ends at the slot's end, offset 8 passes it, 255 lies in other
    // slots.
    Slot packed = packed(3, 12, 2, 7, 2, 8, 2, 255, 0, 0, 0, 0, 0, 0, 0, 4, 175, 0);
    assertEquals(done(0, 0), device.run(packed));
    assertEquals(4, device.control(175));
    assertEquals(1, device.control(98));
  }

  @Test
  void shouldLetAnInnerOperationSeeItsSuccessorsArguments() {
    // The inner fence has no arguments; its tag is the successor's second word.
    Slot packed = packed(2, 3, 7, 0, 2, 0, 6, 177, 0);
    assertEquals(done(0, 0), device.run(packed));
    assertEquals(177, device.control(160));
    assertEquals(6, device.control(177));
  }

  @Test
  void shouldGiveHandlersUncheckedAccess() {
    ReferenceDevice own =
        device(
            Map.of(
                8,
                c -> {
                  c.store(LENGTH, 1);
                  c.store(150, 7);
                  c.result(0, c.load(-1));
                  c.result(1, c.compareSwap(150, 7, 8) + c.atomicAdd(150, 1));
                }));
    assertEquals(done(0, 15), own.run(8));
    assertEquals(9, own.control(150));
    assertEquals(1, own.control(104));
  }

  @Test
  void shouldGiveInnerHandlersThreeArguments() {
    ReferenceDevice own =
        device(Map.of(8, c -> c.store(180, c.arg(0) + c.arg(1) + c.arg(2) + c.arg(3) + c.arg(11))));
    assertEquals(done(0, 0), own.run(packed(1, 9, 8, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256)));
    assertEquals(7, own.control(180));
    own.run(8, 1, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 16);
    assertEquals(31, own.control(180));
  }

  @Test
  void shouldEndASlotAsFaultWhenItsHandlerSaysSo() {
    ReferenceDevice own = device(Map.of(8, c -> c.fault(c.arg(0))));
    assertEquals(Outcome.fault(FaultCode.HANDLER, 0, 42), own.run(8, 42));
    assertEquals(7, own.status(0));
    assertEquals(0, own.control(1));
    assertEquals(1, own.control(104));
    Slot packed = packed(3, 3, 0, 0, 8, 0, 2, 0, 42, 170, 0);
    assertEquals(Outcome.fault(FaultCode.HANDLER, 1, 42), own.run(packed));
    assertEquals(0, own.control(170), "nothing runs after the fault");
  }

  @Test
  void shouldRefuseToExecuteWhatIsNotPublished() {
    assertThrows(IllegalStateException.class, () -> device.executor.execute(0));
    assertThrows(IndexOutOfBoundsException.class, () -> device.executor.execute(8));
    device.run(Opcode.NOP);
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> device.executor.execute(0));
    assertTrue(error.getMessage().contains("slot 0 of 8 has status 3"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        7,
        0xFFF0,
        Opcode.LOAD_MISS,
        Opcode.PRINTF,
        0xFFFF,
        Opcode.PACKED_SLOT,
        Opcode.SHUTDOWN
      })
  void shouldRefuseHandlersOfReservedOpcodes(int opcode) {
    assertThrows(IllegalArgumentException.class, () -> device(Map.of(opcode, c -> {})));
  }

  @Test
  void shouldRefuseBuffersOfTheWrongSize() {
    int[] control = new int[160];
    int[] ring = new int[32];
    int[] debug = new int[257];
    int[] io = new int[512];
    assertFalse(executor(control, ring, debug, io).shutdown());
    assertThrows(IllegalArgumentException.class, () -> executor(new int[159], ring, debug, io));
    assertThrows(IllegalArgumentException.class, () -> executor(control, new int[17], debug, io));
    assertThrows(IllegalArgumentException.class, () -> executor(control, ring, new int[256], io));
  }

  private static ReferenceExecutor executor(int[] control, int[] ring, int[] debug, int[] io) {
    return new ReferenceExecutor(
        Protection.RAW, new ReferenceMemory(control, ring, debug, io), Map.of());
  }

  /**
   * Makes a PACKED slot of n, total, (opcode, offset) for each of at most four operations, and
   * argument words.
   */
  static Slot packed(int count, int total, int... rest) {
    int operations = Math.min(count, 4);
    int[] words = new int[12];
    words[0] = count | total << 8;
    for (int i = 0; i < 2 * operations; i++) {
      words[(2 + i) / 4] |= rest[i] << (8 * ((2 + i) % 4));
    }
    int metadata = (2 + 2 * operations + 3) / 4;
    System.arraycopy(rest, 2 * operations, words, metadata, rest.length - 2 * operations);
    return Slot.of(Opcode.PACKED_SLOT, words);
  }
}
