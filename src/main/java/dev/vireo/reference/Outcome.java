package dev.vireo.reference;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import org.jspecify.annotations.Nullable;

/**
 * How a slot ended.
 *
 * @param status DONE, FAULT, REFUSED (RAW: vyre would leave the slot as it is for ever) or
 *     CANCELLED (GUARDED: the megakernel was shut down before); null when it has not ended: see
 *     {@link #unfinished}
 * @param fault why, when the status is FAULT, else {@link FaultCode#NONE}
 * @param result0 first result word; of a FAULT its place
 * @param result1 second result word; of a FAULT the offending word
 */
public record Outcome(
    @Nullable CompletionStatus status, FaultCode fault, int result0, int result1) {
  /** Nothing was executed, because vyre would not have executed it. */
  static final Outcome REFUSED = new Outcome(CompletionStatus.REFUSED, FaultCode.NONE, 0, 0);

  /** Nothing was executed, because the megakernel is shut down. */
  static final Outcome CANCELLED = new Outcome(CompletionStatus.CANCELLED, FaultCode.NONE, 0, 0);

  /** The slot gave way or waits; its status word says which. */
  static final Outcome UNFINISHED = new Outcome(null, FaultCode.NONE, 0, 0);

  /** Returns whether the slot goes on later, because its handler gave way or waits. */
  public boolean unfinished() {
    return status == null;
  }

  static Outcome done(int[] results) {
    return new Outcome(CompletionStatus.DONE, FaultCode.NONE, results[0], results[1]);
  }

  static Outcome fault(FaultCode code, int place, int word) {
    return new Outcome(CompletionStatus.FAULT, code, place, word);
  }
}
