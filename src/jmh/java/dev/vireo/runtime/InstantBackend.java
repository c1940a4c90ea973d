package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import java.nio.ByteBuffer;

/** Completes every slot at once and does nothing else, so that only the host's work is left. */
final class InstantBackend extends FakeBackend {
  private final ByteBuffer records = completions();
  private final int slots;
  private int claimed;

  InstantBackend(int slots) {
    super(slots);
    this.slots = slots;
  }

  @Override
  public void start(SliceRequest request) {
    SliceRequest part = request.parts[0];
    claimed = part.count;
    long first = part.baseSequence + part.firstPosition;
    for (long sequence = first; sequence < first + claimed; sequence++) {
      int at = (int) (sequence % slots) * CompletionLayout.COMPLETION_BYTES;
      records.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT0, 0);
      records.putInt(at + 4 * CompletionLayout.COMPLETION_RESULT1, 0);
      records.putInt(at + 4 * CompletionLayout.COMPLETION_STAMP, (int) sequence);
      records.putInt(at + 4 * CompletionLayout.COMPLETION_STATUS, CompletionStatus.DONE.code());
    }
  }

  @Override
  public void finish(SliceReport into) {
    into.yielded = 0;
    into.parts[0].tickets = claimed;
    into.parts[0].parked = 0;
    into.parts[0].fencesSettled = 0;
  }
}
