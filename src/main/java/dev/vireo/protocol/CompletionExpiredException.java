package dev.vireo.protocol;

/**
 * The completion of this handle was overwritten by those of later slots before anybody asked for
 * it.
 */
public final class CompletionExpiredException extends VireoException {
  private static final long serialVersionUID = 1L;

  /** Creates an error with the handle's sequence, how many completions are kept, and a remedy. */
  public CompletionExpiredException(String message) {
    super(message);
  }
}
