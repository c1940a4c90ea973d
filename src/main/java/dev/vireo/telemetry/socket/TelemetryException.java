package dev.vireo.telemetry.socket;

import dev.vireo.protocol.VireoException;

/** What a process does cannot be seen. */
public final class TelemetryException extends VireoException {
  private static final long serialVersionUID = 1L;

  TelemetryException(String message, Throwable cause) {
    super(message, cause);
  }
}
