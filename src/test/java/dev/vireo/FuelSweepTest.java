package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every opcode, cut after every number of loop turns: with a fuel of 1, 2, 3 … for a slice all
 * words and completions are what the reference makes of the slots in one go.
 */
@Tag("device")
@Tag("mode")
@Timeout(120)
@ExtendWith(SilentValidation.class)
class FuelSweepTest {
  private static final int BASE = ControlLayout.OBSERVABLE_BASE;
  private static final int WORDS = 4000;

  /** The most turns that one of the slots takes, and one more: then nothing is cut. */
  private static final int MOST_FUEL = 27;

  private static final int[] SIGNALS = {0xABCD, 0, -1};

  private static final Handler SUM =
      Handler.glsl(
              10,
              "sum",
              """
              uint i = VIREO_STATE(0);
              uint sum = VIREO_STATE(1);
              for (; i < VIREO_ARG(1); i++) {
                if (!VIREO_FUEL()) {
                  VIREO_STATE(0) = i;
                  VIREO_STATE(1) = sum;
                  VIREO_YIELD;
                }
                sum = sum * 3u + VIREO_LOAD(VIREO_ARG(0) + i);
              }
              VIREO_RESULT0 = sum;
              VIREO_STORE(VIREO_ARG(2), sum);
              """)
          .withJava(
              c -> {
                int sum = 0;
                for (int i = 0; i < c.arg(1); i++) {
                  sum = sum * 3 + c.load(c.arg(0) + i);
                }
                c.result(0, sum);
                c.store(c.arg(2), sum);
              });

  /** Slots that touch each other's words nowhere, so that they may run at once. */
  private static List<Slot> slots() {
    int wait = SlotHandlers.WAIT.opcode();
    int turns = SlotHandlers.TURNS.opcode();
    List<Slot> slots = new ArrayList<>();
    slots.add(Slot.of(Opcode.NOP));
    slots.add(Slot.of(Opcode.STORE_U32, 5, BASE + 1));
    slots.add(Slot.of(Opcode.ATOMIC_ADD, 5, BASE + 2));
    slots.add(Slot.of(Opcode.LOAD_U32, BASE + 3, 4));
    slots.add(Slot.of(Opcode.COMPARE_SWAP, BASE + 5, 105, 6));
    slots.add(Slot.of(Opcode.MEMCPY, BASE + 3000, BASE + 3003, 200)); // over itself
    slots.add(Slot.of(Opcode.MEMCPY, BASE + 1300, BASE + 1400, 1));
    slots.add(Slot.of(Opcode.MEMCPY, BASE + WORDS - 1, BASE + 1500, 9)); // beyond the end
    slots.add(Slot.of(Opcode.DFA_STEP, 1, 7, BASE + 1600, 7));
    slots.add(Slot.of(Opcode.BATCH_FENCE, 3, 77));
    slots.add(Slot.of(Opcode.LOAD_MISS, 1, 2));
    slots.add(Slot.of(Opcode.PRINTF, 11, 12, 13));
    slots.add(Slot.of(999, 1, 2)); // nobody's
    slots.add(packed(Opcode.MEMCPY, BASE + 2200, BASE + 2203, 90, Opcode.MEMCPY, BASE + 2300));
    slots.add(packed(wait, 2, BASE + 11, 0, Opcode.ATOMIC_ADD, 9));
    slots.add(packed(turns, 5, BASE + 12, 0, Opcode.STORE_U32, 9));
    slots.add(Slot.of(SUM.opcode(), BASE + 2500, 25, BASE + 13));
    slots.add(Slot.of(turns, 6, BASE + 14));
    slots.add(Slot.of(wait, SIGNALS.length, BASE + 15));
    slots.add(Slot.of(wait, 1, BASE + WORDS)); // faults before it waits, in GUARDED
    return slots;
  }

  /** Two inner operations, of which the second one works on words of its own. */
  private static Slot packed(int first, int arg0, int arg1, int arg2, int second, int value) {
    return Slot.of(
        Opcode.PACKED_SLOT,
        2 | 6 << 8 | first << 16,
        second | 3 << 8,
        arg0,
        arg1,
        arg2,
        value,
        BASE + 2600 + 30 * first,
        17);
  }

  private static int signals(Protection protection, Slot slot) {
    int wait = SlotHandlers.WAIT.opcode();
    if (slot.opcode() == wait) {
      boolean faults = protection == Protection.GUARDED && slot.arg(1) >= BASE + WORDS;
      return faults ? 0 : slot.arg(0);
    }
    boolean inner = slot.opcode() == Opcode.PACKED_SLOT && (slot.arg(0) >>> 16 & 0xFF) == wait;
    return inner ? slot.arg(2) : 0;
  }

  /** What is left of a run. */
  private record Left(List<Completion> completions, int[] control, DebugLog debugLog) {}

  private static Megakernel open(Protection protection, String device, int fuel) {
    Megakernel kernel =
        Megakernel.open(
            MegakernelConfig.defaults()
                .withDevice(device)
                .withProtection(protection)
                .withRingSlots(32)
                .withObservableWords(WORDS)
                // All that are submitted: a kernel that grows would be built three times for a
                // fuel.
                .withOpcodes(
                    IntStream.concat(
                            slots().stream().mapToInt(Slot::opcode),
                            IntStream.of(0, 1, 2, 3, 4, 5, 6, 7, Opcode.SHUTDOWN))
                        .toArray())
                .withHandlers(SlotHandlers.WAIT, SlotHandlers.TURNS, SUM)
                .withSliceFuel(fuel));
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = 100 + i;
    }
    kernel.words().write(0, words);
    return kernel;
  }

  private static void signal(Protection protection, Megakernel kernel, Slot slot, long handle) {
    for (int i = 0; i < signals(protection, slot); i++) {
      SlotHandlers.signal(kernel, handle, SIGNALS[i]);
    }
  }

  /** Runs the slots twice, one at a time and all at once; then a SHUTDOWN. */
  private static Left run(Protection protection, String device, int fuel)
      throws InterruptedException {
    try (Megakernel kernel = open(protection, device, fuel)) {
      List<Completion> completions = new ArrayList<>();
      List<Slot> slots = slots();
      for (Slot slot : slots) {
        long handle = kernel.submit(slot);
        signal(protection, kernel, slot, handle);
        completions.add(kernel.await(handle));
      }
      long first = kernel.submit(slots);
      for (int i = 0; i < slots.size(); i++) {
        signal(protection, kernel, slots.get(i), first + i);
      }
      for (int i = 0; i < slots.size(); i++) {
        completions.add(kernel.await(first + i));
      }
      completions.add(kernel.await(kernel.submit(Slot.of(Opcode.SHUTDOWN))));
      return new Left(completions, kernel.controlWords(), kernel.debugRecords());
    }
  }

  // A kernel is built for each fuel; the other mode's slices are no different for protection.
  static List<Protection> protections() {
    return "epoch".equals(System.getenv("VIREO_MODE"))
        ? List.of(Protection.GUARDED)
        : List.of(Protection.values());
  }

  @ParameterizedTest
  @MethodSource("protections")
  void shouldComeToTheSameHoweverLittleFuelASliceHas(Protection protection)
      throws InterruptedException {
    Left expected = run(protection, "reference", 0);
    for (int fuel = 1; fuel <= MOST_FUEL; fuel++) {
      Left actual = run(protection, TestDevice.named(), fuel);
      String where = protection + ", a fuel of " + fuel;
      for (int i = 0; i < expected.completions.size(); i++) {
        assertEquals(
            expected.completions.get(i), actual.completions.get(i), where + ", completion " + i);
      }
      assertArrayEquals(expected.control, actual.control, where);
      assertEquals(expected.debugLog, actual.debugLog, where);
    }
  }
}
