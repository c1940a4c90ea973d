package dev.vireo.vir0;

/** Inputs or a grid do not fit a program. */
public final class LaunchException extends Vir0Exception {
  private static final long serialVersionUID = 1L;

  LaunchException(String message) {
    super(message);
  }
}
