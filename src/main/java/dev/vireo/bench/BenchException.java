package dev.vireo.bench;

import dev.vireo.protocol.VireoException;

/** A benchmark was asked for something that it cannot do; the message says what it can. */
public final class BenchException extends VireoException {
  private static final long serialVersionUID = 1L;

  BenchException(String message) {
    super(message);
  }

  /** Returns the value, or throws when it lies outside. */
  static int between(String what, String option, int least, int most, int value) {
    if (value < least || value > most) {
      throw new BenchException(
          what
              + " must lie between "
              + least
              + " and "
              + most
              + ", got "
              + value
              + " ("
              + option
              + ")");
    }
    return value;
  }
}
