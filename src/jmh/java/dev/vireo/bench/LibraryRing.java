package dev.vireo.bench;

import dev.vireo.Megakernel;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;

/** The work of {@link BareLoop}, done through the public interface. */
final class LibraryRing implements AutoCloseable {
  private static final int SLOTS = RingBenchmark.RING_SLOTS;

  private final Library library;
  private final Megakernel kernel;
  private final List<Slot> batch = new ArrayList<>(SLOTS);

  LibraryRing(String device) {
    library = Library.open(device, new SubjectSettings(device, Mode.AUTO, 1), SLOTS, SLOTS);
    kernel = library.kernel();
    for (int i = 0; i < SLOTS; i++) {
      batch.add(Slot.of(Opcode.ATOMIC_ADD, 1, ControlLayout.OBSERVABLE_BASE + i));
    }
  }

  /** Submits a batch of the ring's length and waits for all of it; returns the first handle. */
  long batch() throws InterruptedException {
    long first = kernel.submit(batch);
    library.submitted(SLOTS);
    kernel.drain();
    return first;
  }

  /** As above, and polls every handle afterwards; returns how many are done. */
  int polledBatch() throws InterruptedException {
    long first = batch();
    int done = 0;
    for (int i = 0; i < SLOTS; i++) {
      done += kernel.poll(first + i) == CompletionStatus.DONE.code() ? 1 : 0;
    }
    if (done != SLOTS) {
      throw new IllegalStateException(done + " of " + SLOTS + " slots are done");
    }
    return done;
  }

  /**
   * Submits slots one by one, waiting only where the ring is full, and polls each handle half a
   * ring later at the earliest; returns how many are done.
   */
  int stream(int laps) throws InterruptedException {
    int count = laps * SLOTS;
    long first = 0;
    int seen = 0;
    for (int i = 0; i < count; i++) {
      int word = ControlLayout.OBSERVABLE_BASE + (i & SLOTS - 1);
      long handle = kernel.submit(Opcode.ATOMIC_ADD, 1, word, 0);
      first = i == 0 ? handle : first;
      while (i - seen >= SLOTS / 2 && kernel.poll(first + seen) != 0) {
        seen++;
      }
    }
    library.submitted(count);
    kernel.drain();
    for (; seen < count; seen++) {
      if (kernel.poll(first + seen) != CompletionStatus.DONE.code()) {
        throw new IllegalStateException("slot " + seen + " of " + count + " is not done");
      }
    }
    return seen;
  }

  @Override
  public void close() {
    library.close();
  }
}
