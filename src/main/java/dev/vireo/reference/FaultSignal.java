package dev.vireo.reference;

import dev.vireo.protocol.FaultCode;

/** Stops an operation and becomes its FAULT; never leaves this package. */
final class FaultSignal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FaultCode code;
  private final int word;

  FaultSignal(FaultCode code, int word) {
    // A fault is a result, not a failure of this program: no stack trace.
    super(code + " 0x" + Integer.toHexString(word), null, false, false);
    this.code = code;
    this.word = word;
  }

  Outcome outcome(int place) {
    return Outcome.fault(code, place, word);
  }
}
