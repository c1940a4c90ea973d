package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
  private static final int DEFAULT_PROGRAMS = 400;
  private static final String ADD_PRODUCT =
      """
      uint product = VIREO_ARG(1) * VIREO_ARG(2);
      uint before = VIREO_ATOMIC_ADD(VIREO_ARG(0), product);
      VIREO_RESULT0 = before;
      VIREO_RESULT1 = product;
      """;

  @ParameterizedTest
  @CsvSource({
    "GUARDED, 64, 0, false",
    "RAW, 64, 0, false",
    "GUARDED, 61, 4294967040, false",
    "RAW, 50, 4294967040, false",
    "GUARDED, 273, 4294967040, true",
    "RAW, 250, 0, true"
  })
  void shouldAgreeWithTheReferenceAfterEveryWait(
      Protection protection, int ringSlots, long first, boolean partitions)
      throws InterruptedException {
    long seed = Seeds.next(getClass());
    int programs = Integer.getInteger("vireo.programs", DEFAULT_PROGRAMS);
    SlotPrograms maker =
        new SlotPrograms(protection, ControlLayout.OBSERVABLE_BASE + OBSERVABLE_WORDS, MOST_BATCH);
    for (int i = 0; i < programs; ) {
      // One megakernel runs many programs: whatever an earlier one left behind is part of the test.
      try (Pair pair = new Pair(protection, ringSlots, first, partitions)) {
        boolean alive = true;
        for (int runs = 0; alive && runs < 100 && i < programs; runs++, i++) {
          alive = pair.run(maker, maker.program(seed + i), seed);
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
    try (Pair pair = new Pair(Protection.GUARDED, 64, 0, false)) {
      pair.run(maker, maker.program(1), 1);
    }
  }

  /** The same megakernel twice: on the reference, and on the device. */
  private static final class Pair implements AutoCloseable {
    private final Megakernel reference;
    private final Megakernel device;
    private final Protection protection;
    private final boolean partitions;

    Pair(Protection protection, int ringSlots, long first, boolean partitions) {
      this.protection = protection;
      MegakernelConfig config =
          MegakernelConfig.defaults()
              .withProtection(protection)
              .withRingSlots(ringSlots)
              .withObservableWords(OBSERVABLE_WORDS)
              .withFirstSequence(first)
              .withOpcodes(0, 1, 2, 3, 4, 5, 6, 7, Opcode.LOAD_MISS, Opcode.PRINTF)
              .withHandlers(
                  Handler.glsl(SlotPrograms.HANDLER_OPCODE, "add product", ADD_PRODUCT)
                      .withJava(SlotPrograms.handlers().get(SlotPrograms.HANDLER_OPCODE)));
      this.partitions = partitions;
      config = partitions ? config.withPartitions() : config;
      reference = Megakernel.open(config.withDevice("reference"));
      device = Megakernel.open(config.withDevice(TestDevice.named()));
    }

    /** Returns whether both still run slots. */
    boolean run(SlotPrograms maker, Program program, long seed) throws InterruptedException {
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
        if (i >= program.lethalFrom()) {
          return runLethal(program.batches().subList(i, program.batches().size()), where);
        }
        runBatch(program.batches().get(i), where);
      }
      return true;
    }

    // One of these may end everything: from there on what was refused or cancelled has to agree
    // too.
    private boolean runLethal(List<Batch> batches, String where) throws InterruptedException {
      for (Batch batch : batches) {
        try {
          runBatch(batch, where);
        } catch (ClosedException e) {
          assertEquals(1, reference.word(ControlLayout.SHUTDOWN), where);
          return false;
        }
      }
      return false;
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
