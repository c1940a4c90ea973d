package dev.vireo.bench;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;

/** So many slots through the public interface at a time, all of which are awaited. */
final class LibraryBurst implements RoundTrip {
  private final Library library;
  private final List<Slot> slots = new ArrayList<>();

  LibraryBurst(Subject subject, SubjectSettings settings, int count) {
    int ring = Math.max(ThroughputBench.suits(subject), count);
    library = Library.open(subject.name(), settings, ring, count);
    for (int i = 0; i < count; i++) {
      slots.add(Slot.of(Opcode.ATOMIC_ADD, 1, ControlLayout.OBSERVABLE_BASE + i));
    }
  }

  @Override
  public int tasks() {
    return slots.size();
  }

  @Override
  public void trip() throws InterruptedException {
    long first = library.kernel().submit(slots);
    library.submitted(slots.size());
    library.kernel().await(first + slots.size() - 1);
    if (slots.size() > 1) {
      library.kernel().drain(); // slots end in any order
    }
  }

  @Override
  public void close() {
    library.close();
  }
}
