package dev.vireo.protocol;

import org.jspecify.annotations.Nullable;

/** There is no such device, or the device or its driver failed. */
public class DeviceException extends VireoException {
  private static final long serialVersionUID = 1L;

  /** Creates an error with a message that names call, result, device and remedy. */
  public DeviceException(String message) {
    super(message);
  }

  /** Creates an error with a message that names call, result, device and remedy, and its cause. */
  public DeviceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
