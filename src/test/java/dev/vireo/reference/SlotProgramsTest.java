package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of random programs on the executor; {@code -Dvireo.seed=N} runs one of them. */
@Tag("once")
class SlotProgramsTest {
  private static final int PROGRAMS = 4_000;

  /** Small windows make hostile arguments meet their ends; the seed picks one. */
  private static final int[] OBSERVABLE_WORDS = {1_500, 4_096, 400, 1_500, 161, 1_500, 1, 0};

  private static final int MAX_BATCH = 40;
  private static final int RING_SLOTS = 51;

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource(Protection.class)
  void shouldGiveTheSameResultsInAnyOrderWithinABatch(Protection protection) {
    forEachSeed(
        seed -> {
          SlotPrograms.Program program = programs(protection, seed).program(seed);
          ReferenceDevice inOrder = device(protection, seed);
          ReferenceDevice shuffled = device(protection, seed);
          Random random = new Random(seed);
          for (SlotPrograms.Batch batch : program.batches()) {
            List<Integer> order = order(batch.slots().size());
            List<Outcome> first = run(inOrder, batch, order);
            Collections.shuffle(order, random);
            List<Outcome> second = run(shuffled, batch, order);
            compare(batch, first, second);
            compare(inOrder.memory, shuffled.memory);
          }
        });
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void shouldKeepEverySlotInsideItsWindowInGuarded() {
    forEachSeed(
        seed -> {
          ReferenceDevice device = device(Protection.GUARDED, seed);
          for (SlotPrograms.Batch batch :
              programs(Protection.GUARDED, seed).program(seed).batches()) {
            for (Slot slot : batch.slots()) {
              checkGuarded(device, slot);
            }
          }
        });
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void shouldLeaveTheSameBytesAsTheKernelInRaw() {
    forEachSeed(
        seed -> {
          ReferenceDevice device = device(Protection.RAW, seed);
          int[] ring = new int[SlotLayout.SLOT_WORDS * RING_SLOTS];
          ReferenceMemory kernel =
              new ReferenceMemory(
                  device.memory.control().clone(), ring, new int[257], new int[512]);
          for (SlotPrograms.Batch batch : programs(Protection.RAW, seed).program(seed).batches()) {
            Arrays.fill(device.memory.ring(), 0);
            Arrays.fill(ring, 0);
            List<Outcome> outcomes = new ArrayList<>();
            for (Slot slot : batch.slots()) {
              ReferenceDevice.publish(ring, device.publish(slot), slot);
            }
            for (int i = 0; i < RING_SLOTS; i++) {
              if (device.status(i) == 1) {
                outcomes.add(device.executor.execute(i));
              }
            }
            int executed = RawKernel.sequentialPass(kernel, RING_SLOTS, SlotPrograms.handlers());
            compare(kernel, device.memory);
            assertEquals(
                outcomes.stream().filter(o -> o.status() == CompletionStatus.DONE).count(),
                executed);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Protection.class)
  void shouldMakeTheSameProgramFromTheSameSeed(Protection protection) {
    assertEquals(programs(protection, 7).program(7), programs(protection, 7).program(7));
  }

  /**
   * A generator that stopped making a kind of slot would make every differential test weaker,
   * silently.
   */
  @ParameterizedTest
  @EnumSource(Protection.class)
  void shouldMakeEveryKindOfSlotAndOfOutcome(Protection protection) {
    Map<CompletionStatus, Integer> statuses = new EnumMap<>(CompletionStatus.class);
    Map<FaultCode, Integer> faults = new EnumMap<>(FaultCode.class);
    Map<Integer, Integer> done = new HashMap<>();
    Set<Integer> places = new HashSet<>();
    boolean dropped = false;
    boolean orderDependent = false;
    boolean swapped = false;
    for (long seed = 0; seed < 1_000; seed++) {
      ReferenceDevice device = device(protection, seed);
      for (SlotPrograms.Batch batch : programs(protection, seed).program(seed).batches()) {
        orderDependent |= !batch.orderDependent().isEmpty();
        for (Slot slot : batch.slots()) {
          Outcome outcome = device.run(slot);
          statuses.merge(outcome.status(), 1, Integer::sum);
          faults.merge(outcome.fault(), 1, Integer::sum);
          if (outcome.status() == CompletionStatus.DONE) {
            done.merge(slot.opcode(), 1, Integer::sum);
            swapped |= slot.opcode() == Opcode.COMPARE_SWAP && outcome.result1() == 1;
          }
          if (outcome.status() == CompletionStatus.FAULT) {
            places.add(outcome.result0());
          }
        }
      }
      dropped |= device.executor.droppedPrints() > 0 || device.memory.debug()[0] > 256;
    }
    for (int opcode :
        new int[] {0, 1, 2, 3, 4, 5, 6, 7, 9, Opcode.PRINTF, Opcode.PACKED_SLOT, Opcode.SHUTDOWN}) {
      assertTrue(done.containsKey(opcode), () -> "no DONE of opcode " + opcode + " in " + done);
    }
    assertTrue(dropped && orderDependent && swapped, "overflow, shared adds and swaps occur");
    if (protection == Protection.RAW) {
      assertTrue(statuses.containsKey(CompletionStatus.REFUSED), statuses::toString);
      return;
    }
    assertEquals(Set.of(0, 1, 2, 3), places);
    for (FaultCode code : FaultCode.values()) {
      boolean possible =
          !Set.of(
                  FaultCode.DISABLED_TENANT,
                  FaultCode.FORBIDDEN,
                  FaultCode.FUEL,
                  FaultCode.HANDLER,
                  FaultCode.QUOTA,
                  FaultCode.STUCK,
                  FaultCode.TRAP)
              .contains(code);
      assertEquals(possible, faults.containsKey(code), () -> code + " in " + faults);
    }
  }

  private static void checkGuarded(ReferenceDevice device, Slot slot) {
    int[] control = device.memory.control().clone();
    int[] debug = device.memory.debug().clone();
    int index = device.publish(slot);
    int[] ring = device.memory.ring().clone();
    Outcome outcome = device.executor.execute(index);
    int status = outcome.status().code();
    ring[SlotLayout.SLOT_WORDS * index] = status;
    assertArrayEquals(ring, device.memory.ring(), () -> "ring after " + slot);
    assertArrayEquals(new int[512], device.memory.io(), () -> "io queue after " + slot);
    boolean faulted = outcome.status() == CompletionStatus.FAULT;
    boolean shutDown = slot.opcode() == Opcode.SHUTDOWN && !faulted;
    boolean fence = slot.opcode() == Opcode.BATCH_FENCE && !faulted;
    boolean packed = slot.opcode() == Opcode.PACKED_SLOT;
    int started = packed ? innerStarted(slot, outcome) : 0;
    control[0] += shutDown ? 1 : 0;
    control[1] += faulted ? 0 : 1;
    for (int i = 0; i < started; i++) {
      count(control, innerOpcode(slot, i));
    }
    if (packed) {
      int last = faulted && started > 0 ? started - 1 : started;
      for (int i = 0; i < last; i++) {
        control[128] += innerOpcode(slot, i) == Opcode.BATCH_FENCE ? 1 : 0;
      }
    } else {
      count(control, slot.opcode());
      control[128] += fence ? 1 : 0;
    }
    int untouched = faulted && started == 0 ? control.length : 160;
    assertArrayEquals(
        Arrays.copyOf(control, untouched),
        Arrays.copyOf(device.memory.control(), untouched),
        () -> "control after " + slot + " ended as " + outcome);
    boolean printed = slot.opcode() == Opcode.PRINTF && !faulted && debug[0] <= 252;
    assertEquals(debug[0] + (printed ? 4 : 0), device.memory.debug()[0], "cursor");
  }

  /**
   * How many inner operations ran or began to run: those before the fault and the one that faulted.
   */
  private static int innerStarted(Slot slot, Outcome outcome) {
    return switch (outcome.fault()) {
      case NONE -> slot.arg(0) & 0xFF;
      case BAD_INDEX, BAD_ARGUMENT -> outcome.result0() + 1;
      default -> 0;
    };
  }

  private static int innerOpcode(Slot slot, int number) {
    int index = 2 + 2 * number;
    return slot.arg(index / 4) >>> (8 * (index % 4)) & 0xFF;
  }

  private static void count(int[] control, int opcode) {
    if (Integer.compareUnsigned(opcode, 32) < 0) {
      control[96 + opcode]++;
    }
  }

  private static List<Outcome> run(
      ReferenceDevice device, SlotPrograms.Batch batch, List<Integer> order) {
    int[] indices = batch.slots().stream().mapToInt(device::publish).toArray();
    Outcome[] outcomes = new Outcome[indices.length];
    for (int i : order) {
      outcomes[i] = device.executor.execute(indices[i]);
    }
    return List.of(outcomes);
  }

  private static List<Integer> order(int size) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    return order;
  }

  private static void compare(SlotPrograms.Batch batch, List<Outcome> one, List<Outcome> other) {
    for (int i = 0; i < one.size(); i++) {
      Outcome expected = one.get(i);
      Outcome actual = other.get(i);
      if (batch.orderDependent().get(i) && expected.status() == CompletionStatus.DONE) {
        actual = new Outcome(actual.status(), actual.fault(), expected.result0(), actual.result1());
      }
      assertEquals(expected, actual, "outcome of " + batch.slots().get(i));
    }
  }

  private static void compare(ReferenceMemory expected, ReferenceMemory actual) {
    assertArrayEquals(expected.control(), actual.control(), "control");
    assertArrayEquals(expected.ring(), actual.ring(), "ring");
    assertArrayEquals(expected.debug(), actual.debug(), "debug log");
    assertArrayEquals(expected.io(), actual.io(), "io queue");
  }

  private static SlotPrograms programs(Protection protection, long seed) {
    return new SlotPrograms(protection, 160 + observableWords(seed), MAX_BATCH);
  }

  private static ReferenceDevice device(Protection protection, long seed) {
    int words = observableWords(seed);
    ReferenceDevice device =
        new ReferenceDevice(protection, words, RING_SLOTS, SlotPrograms.handlers());
    int[] values = programs(protection, seed).observableWords(seed);
    System.arraycopy(values, 0, device.memory.control(), 160, words);
    return device;
  }

  private static int observableWords(long seed) {
    return OBSERVABLE_WORDS[(int) Math.floorMod(seed, (long) OBSERVABLE_WORDS.length)];
  }

  private static void forEachSeed(LongConsumer test) {
    Long only = Long.getLong("vireo.seed");
    LongStream seeds = only == null ? LongStream.range(0, PROGRAMS) : LongStream.of(only);
    seeds.forEach(
        seed -> {
          try {
            test.accept(seed);
          } catch (AssertionError | RuntimeException failure) {
            fail(
                "seed "
                    + seed
                    + "; repeat with: mvn test -Dtest=SlotProgramsTest -Dvireo.seed="
                    + seed
                    + "\n"
                    + failure.getMessage(),
                failure);
          }
        });
  }
}
