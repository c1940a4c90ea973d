package dev.vireo.bench;

import dev.vireo.protocol.VireoException;

/** Nothing moved for too long in a stress run; the message says what is outstanding. */
public final class StressStuckException extends VireoException {
  private static final long serialVersionUID = 1L;

  StressStuckException(String message) {
    super(message);
  }
}
