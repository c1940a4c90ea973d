package dev.vireo.script;

import dev.vireo.protocol.VireoException;

/** A conformance file as a whole cannot be run: unreadable, malformed, or of an unknown section. */
final class ConformanceFileException extends VireoException {
  private static final long serialVersionUID = 1L;

  ConformanceFileException(String message) {
    super(message);
  }

  ConformanceFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
