package dev.vireo;

import dev.vireo.protocol.VireoException;

/** Publishing is closed: the megakernel was closed, or tenant 0's SHUTDOWN was executed. */
public class ClosedException extends VireoException {
  private static final long serialVersionUID = 1L;

  /** Creates an error with a message that says what closed publishing. */
  public ClosedException(String message) {
    super(message);
  }

  /** Creates an error with a message that says what closed publishing, and its cause. */
  public ClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
