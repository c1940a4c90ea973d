package dev.vireo.protocol;

/**
 * What kind of failure stopped a slot or a dispatch; the ordinal is the number in replay records.
 * Source: vyre-runtime 0.6.3.
 */
public enum FailureClass {
  /** No failure. */
  NONE,
  /** The device is gone; recreate it. */
  DEVICE_LOSS,
  /** A queue or memory was full for a while; try again. */
  TRANSIENT_QUEUE,
  /** The program is wrong; trying again does not help. */
  PROGRAM_BUG,
  /** Not recognised. */
  UNCLASSIFIED;

  /**
   * Returns how often the default policy tries again: once when the device was lost, else never.
   */
  public int defaultRetries() {
    return this == DEVICE_LOSS ? 1 : 0;
  }

  /** Returns the class that {@code code} stands for; an unknown one is UNCLASSIFIED. */
  public static FailureClass of(int code) {
    FailureClass[] all = values();
    return code >= 0 && code < all.length ? all[code] : UNCLASSIFIED;
  }
}
