package dev.vireo.protocol;

import org.jspecify.annotations.Nullable;

/** Publishing is closed: the megakernel was closed, was shut down by a slot, or failed. */
public final class ClosedException extends VireoException {
  private static final long serialVersionUID = 1L;

  /** Creates an error that says why publishing is closed and what to do. */
  public ClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
