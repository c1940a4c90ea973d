package dev.vireo.bench;

import dev.vireo.Completion;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Opcode;

/** One slot through the public interface: submit it, await its handle. */
final class LibraryTrip implements RoundTrip {
  /** A ring that suits all devices. */
  static final int RING_SLOTS = 4096;

  private final Library library;

  LibraryTrip(String device, SubjectSettings settings, int ringSlots) {
    library = Library.open(device, settings, ringSlots, 1);
  }

  @Override
  public void trip() throws InterruptedException {
    long handle = library.kernel().submit(Opcode.ATOMIC_ADD, 1, ControlLayout.OBSERVABLE_BASE, 0);
    library.submitted(1);
    Completion completion = library.kernel().await(handle);
    if (completion.status() != CompletionStatus.DONE) {
      throw new DeviceException("a slot ended as " + completion);
    }
  }

  @Override
  public void close() {
    library.close();
  }
}
