package dev.vireo.runtime;

import dev.vireo.protocol.DeviceException;

/**
 * A slice did not end in time. The device's objects are left alone: destroying what a device still
 * uses is not allowed.
 */
final class StuckSliceException extends DeviceException {
  private static final long serialVersionUID = 1L;

  StuckSliceException(String message) {
    super(message);
  }
}
