package dev.vireo.protocol;

/**
 * The ring had no room for a slot, and the caller chose not to wait, or to wait no longer. Nothing
 * was submitted.
 */
public final class RingFullException extends VireoException {
  private static final long serialVersionUID = 1L;

  /** Creates an error with the ring's figures and a remedy. */
  public RingFullException(String message) {
    super(message);
  }
}
