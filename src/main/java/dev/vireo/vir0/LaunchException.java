package dev.vireo.vir0;

/** Inputs or a grid do not fit a program. */
public final class LaunchException extends Vir0Exception {
  private static final long serialVersionUID = 1L;

  /** Makes one whose message says what does not fit and how to mend it. */
  public LaunchException(String message) {
    super(message);
  }
}
