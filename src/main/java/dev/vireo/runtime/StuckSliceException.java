package dev.vireo.runtime;

import dev.vireo.protocol.DeviceException;

/**
 * A slice did not end in time. The device's objects are left alone: destroying what a device still
 * uses is not allowed.
 */
final class StuckSliceException extends DeviceException {
  private static final long serialVersionUID = 1L;

  /** Ring index of the slot that is to blame; -1 when that is not known. */
  private final int slot;

  StuckSliceException(int slot, String message) {
    super(message);
    this.slot = slot;
  }

  int slot() {
    return slot;
  }
}
