package dev.vireo.bench;

import dev.vireo.protocol.VireoException;

/** A stress run was asked for something that it cannot do; the message says what it can. */
public final class StressException extends VireoException {
  private static final long serialVersionUID = 1L;

  StressException(String message) {
    super(message);
  }
}
