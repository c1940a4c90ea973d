package dev.vireo.protocol;

import java.util.Locale;

/** How slots reach the kernel. */
public enum Mode {
  /** {@link #LIVE} where a probe of the device has seen that it works, else {@link #EPOCH}. */
  AUTO,
  /**
   * A running kernel looks for slots that were published after it was started. About a microsecond
   * from submit to completion; not promised by Vulkan's specification, but measured on the device.
   */
  LIVE,
  /**
   * Every group of slots is submitted to the device, and its fence awaited. As the specification
   * guarantees, on every device; some tens of microseconds.
   */
  EPOCH;

  /**
   * Returns the mode of a name, whatever the case.
   *
   * @throws IllegalArgumentException when there is no such mode; the message lists them
   */
  public static Mode of(String name) {
    for (Mode mode : values()) {
      if (mode.name().equalsIgnoreCase(name.strip())) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "there is no mode \"" + name + "\"; a mode is auto, live or epoch");
  }

  /** Returns the name as it is written in commands: in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
