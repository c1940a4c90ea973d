package dev.vireo.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Base of every error that Vireo raises; the message names what is wrong, where, with the figures,
 * and how to fix it.
 */
public abstract class VireoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one whose message says what is wrong, where, and how to fix it. */
  protected VireoException(String message) {
    super(message);
  }

  /** Makes one likewise, with what led to it where something did. */
  protected VireoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
