package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.reference.SlotPrograms;
import dev.vireo.reference.SlotPrograms.Batch;
import dev.vireo.reference.SlotPrograms.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random slot programs on the reference and on a device: after each wait every buffer and every
 * completion is equal.
 */
@Tag("device")
@Tag("mode")
@ExtendWith(SilentValidation.class)
class DifferentialTest {
  private static final int OBSERVABLE_WORDS = 2000;
  private static final int MOST_BATCH = 48;
  private static final int DEFAULT_PROGRAMS = 60;

  private static final int PAIRS_PER_GROWING_ONE = 8;

  private static final int[] FIRST_OPCODES = {
    0, 1, 2, 3, 4, 5, 6, 7, Opcode.LOAD_MISS, Opcode.PRINTF
  };
  private static final int[] LATER_OPCODES = {Opcode.PACKED_SLOT, Opcode.SHUTDOWN};
  private static final String ADD_PRODUCT =
      """
      uint product = VIREO_ARG(1) * VIREO_ARG(2);
      uint before = VIREO_ATOMIC_ADD(VIREO_ARG(0), product);
      VIREO_RESULT0 = before;
      VIREO_RESULT1 = product;
      """;

  // Building a kernel takes some drivers as long as running a hundred programs. Few enough programs
  // for a pair that most of their PRINTFs still find room in the debug log; in GUARDED fewer,
  // because a pair can be shut down once.
  @ParameterizedTest
  @CsvSource({
    "GUARDED, 64, 0, 12, false",
    "RAW, 64, 0, 24, false",
    "GUARDED, 61, 4294967040, 12, false",
    "RAW, 50, 4294967040, 24, false",
    "GUARDED, 273, 4294967040, 12, true",
    "RAW, 250, 0, 24, true"
  })
  void shouldAgreeWithTheReferenceAfterEveryWait(
      Protection protection, int ringSlots, long first, int programsPerPair, boolean partitions)
      throws InterruptedException {
    long seed = Seeds.next(getClass());
    int programs = Integer.getInteger("vireo.programs", DEFAULT_PROGRAMS);
    SlotPrograms maker =
        new SlotPrograms(protection, ControlLayout.OBSERVABLE_BASE + OBSERVABLE_WORDS, MOST_BATCH);
    int pairs = 0;
    for (int i = 0; i < programs; pairs++) {
      // One megakernel runs many programs: whatever an earlier one left behind is part of the test.
      try (Pair pair =
          new Pair(protection, ringSlots, first, partitions, pairs % PAIRS_PER_GROWING_ONE == 0)) {
        boolean goesOn = true;
        for (int runs = 1; goesOn && i < programs; runs++, i++) {
          goesOn = pair.run(maker, maker.program(seed + i), seed, runs >= programsPerPair);
        }
      }
    }
  }

  @Test
  @Tag("smoke")
  void shouldAgreeOnOneProgram() throws InterruptedException {
    SlotPrograms maker =
        new SlotPrograms(
            Protection.GUARDED, ControlLayout.OBSERVABLE_BASE + OBSERVABLE_WORDS, MOST_BATCH);
    try (Pair pair = new Pair(Protection.GUARDED, 64, 0, false, true)) {
      pair.run(maker, maker.program(1), 1, true);
    }
  }

  /** The same megakernel twice: on the reference, and on the device. */
  private static final class Pair implements AutoCloseable {
    private final Megakernel reference;
    private final Megakernel device;
    private final Protection protection;
    private final boolean partitions;
    private final int[] controlAtFirst;

    /**
     * Opens both.
     *
     * @param partitions whether the rings consist of partitions
     * @param grows whether some operations are built in only when a slot needs them
     */
    Pair(Protection protection, int ringSlots, long first, boolean partitions, boolean grows) {
      this.protection = protection;
      MegakernelConfig config =
          MegakernelConfig.defaults()
              .withProtection(protection)
              .withRingSlots(ringSlots)
              .withObservableWords(OBSERVABLE_WORDS)
              .withFirstSequence(first)
              .withOpcodes(opcodes(grows))
              .withHandlers(
                  Handler.glsl(SlotPrograms.HANDLER_OPCODE, "add product", ADD_PRODUCT)
                      .withJava(SlotPrograms.handlers().get(SlotPrograms.HANDLER_OPCODE)));
      this.partitions = partitions;
      config = partitions ? config.withPartitions() : config;
      reference = Megakernel.open(config.withDevice("reference"));
      device = Megakernel.open(config.withDevice(TestDevice.named()));
      controlAtFirst = control(reference);
      assertArrayEquals(controlAtFirst, control(device), "control words before the first slot");
    }

    private static int[] opcodes(boolean grows) {
      IntStream first = Arrays.stream(FIRST_OPCODES);
      return (grows ? first : IntStream.concat(first, Arrays.stream(LATER_OPCODES))).toArray();
    }

    /**
     * Runs a program.
     *
     * @param last whether no other program needs to follow: in GUARDED nothing runs after a
     *     SHUTDOWN, so that programs that end with one lack it otherwise
     * @return whether another program may follow
     */
    boolean run(SlotPrograms maker, Program program, long seed, boolean last)
        throws InterruptedException {
      int[] words = maker.observableWords(program.seed());
      reference.words().write(0, Arrays.copyOf(words, OBSERVABLE_WORDS));
      device.words().write(0, Arrays.copyOf(words, OBSERVABLE_WORDS));
      for (int i = 0; i < program.batches().size(); i++) {
        String where =
            "program "
                + program.seed()
                + ", batch "
                + i
                + "; "
                + Seeds.command(DifferentialTest.class, seed);
        if (i == program.lethalFrom()) {
          List<Batch> tail = program.batches().subList(i, program.batches().size());
          return runLethal(tail, where, last);
        }
        runBatch(program.batches().get(i), where);
      }
      return protection == Protection.GUARDED || !last;
    }

    private boolean runLethal(List<Batch> tail, String where, boolean last)
        throws InterruptedException {
      if (protection == Protection.GUARDED && !last) {
        return true;
      }
      for (Batch batch : tail) {
        runBatch(batch, where); // what was refused has to agree too
      }
      if (protection == Protection.GUARDED) {
        assertShutDown(reference, where);
        assertShutDown(device, where);
        assertSame(where);
      } else {
        revive(reference, where);
        revive(device, where);
      }
      return !last;
    }

    private static void assertShutDown(Megakernel kernel, String where) {
      assertEquals(1, kernel.word(ControlLayout.SHUTDOWN), where);
      assertThrows(ClosedException.class, () -> kernel.submit(Slot.of(Opcode.NOP)), where);
    }

    // In RAW control words alone decide whether slots run.
    private void revive(Megakernel kernel, String where) throws InterruptedException {
      int[] words = control(kernel);
      SlotPrograms.restoreLethalWords(words, controlAtFirst);
      kernel.controlWords(words);
      Completion completion = kernel.await(kernel.submit(Slot.of(Opcode.NOP)));
      assertEquals(CompletionStatus.DONE, completion.status(), where + ", revived");
    }

    private void runBatch(Batch batch, String where) throws InterruptedException {
      List<Completion> expected = run(reference, inOnePartition(batch.slots()));
      List<Completion> actual = run(device, inOnePartition(batch.slots()));
      for (int k = 0; k < batch.slots().size(); k++) {
        String slot = where + ", slot " + k + " " + batch.slots().get(k);
        boolean anyBefore = batch.orderDependent().get(k);
        assertEquals(
            comparable(expected.get(k), anyBefore), comparable(actual.get(k), anyBefore), slot);
      }
      assertSame(where);
    }

    private void assertSame(String where) {
      assertEquals(reference.debugRecords(), device.debugRecords(), where);
      assertArrayEquals(control(reference), control(device), where + ", control words");
      RingWords.assertSame(reference, device, protection, where + ", ring words");
    }

    // A batch lies in one partition; any will do.
    private List<Slot> inOnePartition(List<Slot> slots) {
      if (!partitions) {
        return slots;
      }
      Priority priority = Priority.values()[slots.size() % Priority.values().length];
      return slots.stream().map(slot -> slot.withPriority(priority)).toList();
    }

    private static Completion comparable(Completion completion, boolean anyBefore) {
      boolean done = completion.status() == CompletionStatus.DONE;
      return anyBefore && done
          ? new Completion(
              completion.handle(), completion.status(), completion.fault(), 0, completion.result1())
          : completion;
    }

    private static List<Completion> run(Megakernel kernel, List<Slot> slots)
        throws InterruptedException {
      long first = kernel.submit(slots);
      List<Completion> completions = new ArrayList<>();
      for (int i = 0; i < slots.size(); i++) {
        completions.add(kernel.await(first + i));
      }
      kernel.drain();
      return completions;
    }

    private static int[] control(Megakernel kernel) {
      return kernel.controlWords();
    }

    @Override
    public void close() {
      reference.close();
      device.close();
    }
  }
}
