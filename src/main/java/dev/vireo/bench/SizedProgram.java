package dev.vireo.bench;

import dev.vireo.BindingSet;
import dev.vireo.Completion;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.Resource;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.protocol.Slot;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.ProgramCodec;
import java.util.Map;

/** Programs of one size in a running megakernel, in one tier. */
final class SizedProgram implements AutoCloseable {
  private final Megakernel kernel;
  private final Resource words;
  private final int statements;
  private int number;

  SizedProgram(Subject subject, SubjectSettings settings, ProgramTier tier, int statements) {
    this.statements = statements;
    number = SizedText.anyNumber();
    kernel = Megakernel.open(settings.config().withDevice(subject.name()).withProgramTier(tier));
    words = kernel.resource("y", SizedText.WORDS);
  }

  /** From a program's bytes, new each time, to its first result. */
  RoundTrip load() {
    return new RoundTrip() {
      private byte[] bytes = encoded(); // written by whoever made the program, long before

      @Override
      public void trip() throws InterruptedException {
        try (LoadedProgram program = kernel.load(bytes);
            BindingSet set = program.bind(Map.of("y", words))) {
          finish(set.slot(SizedText.WORDS / SizedText.LANES, 1, 1));
        }
      }

      @Override
      public void between() {
        bytes = encoded();
      }

      @Override
      public void close() {
        SizedProgram.this.close();
      }
    };
  }

  /** A slot with a program that is loaded. */
  RoundTrip slot() {
    LoadedProgram program = kernel.load(encoded());
    BindingSet set = program.bind(Map.of("y", words));
    Slot slot = set.slot(SizedText.WORDS / SizedText.LANES, 1, 1);
    return new RoundTrip() {
      @Override
      public void trip() throws InterruptedException {
        finish(slot);
      }

      /** Looks whether the program does what it says. */
      @Override
      public void pause() {
        int before = words.read()[0];
        try {
          finish(slot);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
        checkWord(before, words.read()[0], statements, number - 1);
      }

      @Override
      public void close() {
        set.close();
        program.close();
        SizedProgram.this.close();
      }
    };
  }

  static void checkWord(int before, int after, int statements, int number) {
    int expected = SizedText.result(before, statements, number);
    if (after != expected) {
      throw new DeviceException(
          "a program of "
              + statements
              + " statements made "
              + after
              + " of "
              + before
              + ", where Java makes "
              + expected);
    }
  }

  private byte[] encoded() {
    String text = SizedText.vir(statements, number);
    number++;
    return ProgramCodec.encode(Assembly.parse("sized.vir", text));
  }

  private void finish(Slot slot) throws InterruptedException {
    Completion completion = kernel.await(kernel.submit(slot));
    if (completion.status() != CompletionStatus.DONE) {
      throw new DeviceException("a benchmark's program ended as " + completion);
    }
  }

  @Override
  public void close() {
    kernel.close();
  }
}
