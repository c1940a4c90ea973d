package dev.vireo.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Base of every error that Vireo raises; the message names what is wrong, where, with the figures,
 * and how to fix it.
 */
public abstract class VireoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected VireoException(String message) {
    super(message);
  }

  protected VireoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
