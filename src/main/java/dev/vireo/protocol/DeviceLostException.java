package dev.vireo.protocol;

/**
 * The device was lost, again and again, and the megakernel gave up; the cause says which call
 * failed at last. What had not completed fails with this.
 */
public final class DeviceLostException extends DeviceException {
  private static final long serialVersionUID = 1L;

  /** How many devices were lost in a row. */
  private final int losses;

  /**
   * Creates an error.
   *
   * @param losses how many devices were lost, or could not be opened again, in a row
   * @param cause the last failure
   */
  public DeviceLostException(int losses, Throwable cause) {
    super(
        "the device was lost or could not be opened "
            + losses
            + " times in a row and nothing completed in between, so that this megakernel gave up: "
            + cause.getMessage()
            + ". Open a new one, on another device if it happens again",
        cause);
    this.losses = losses;
  }

  /** How many devices were lost, or could not be opened again, in a row. */
  public int losses() {
    return losses;
  }
}
