package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/** Live slices whose slots complete when the test says so, in any order. */
final class LiveFakeBackend extends FakeBackend {
  private final int slots;
  private final ByteBuffer stamps;
  private volatile boolean stopping;
  private final AtomicInteger tickets = new AtomicInteger();

  LiveFakeBackend(int slots) {
    super(slots);
    this.slots = slots;
    stamps = ByteBuffer.allocateDirect(slots * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Completes a slot, as a worker does that found its stamp. */
  void complete(long sequence, int result0) {
    while (stamps.getInt((int) (sequence % slots) * Integer.BYTES) != (int) sequence) {
      Thread.onSpinWait(); // its producer stamps it
    }
    completeUnseen(sequence, result0);
  }

  /** Completes a slot whose stamp the device saw before the host saw anything of it. */
  void completeUnseen(long sequence, int result0) {
    int at = (int) (sequence % slots) * CompletionLayout.COMPLETION_BYTES;
    completions().putInt(at + 4 * CompletionLayout.COMPLETION_STATUS, CompletionStatus.DONE.code());
    completions().putInt(at + 4 * CompletionLayout.COMPLETION_RESULT0, result0);
    tickets.incrementAndGet();
    completions().putInt(at + 4 * CompletionLayout.COMPLETION_STAMP, (int) sequence);
  }

  @Override
  public ByteBuffer stamps() {
    return stamps;
  }

  @Override
  public void start(SliceRequest request) {
    if (!request.live && request.count > 0) {
      throw new AssertionError("no slice but live ones runs slots here");
    }
    stopping = !request.live;
  }

  @Override
  public boolean ended(boolean wait) {
    return stopping;
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public void finish(SliceReport into) {
    into.tickets = tickets.getAndSet(0);
    into.yielded = 0;
    into.fencesSettled = 0;
  }
}
