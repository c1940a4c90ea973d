package dev.vireo.cli;

/** What the command line's exit status means. */
public final class ExitStatus {
  /** Everything that was expected holds. */
  public static final int OK = 0;

  /** An expectation does not hold, or a conformance case fails. */
  public static final int EXPECTATION_FAILED = 1;

  /** The script, the file or the arguments are wrong. */
  public static final int WRONG_INPUT = 2;

  /** There is no such device, or the device failed. */
  public static final int DEVICE_FAILED = 3;

  private ExitStatus() {}
}
